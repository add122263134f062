// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/arrow/abi.hpp>
#include <ltorisk/arrow/owner.hpp>
#include <ltorisk/arrow/reader.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/simd/pack.hpp>
#include <ltorisk/table.hpp>

#include <concepts>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

namespace ltorisk::arrow {

/// Somebody's C stream, with its errors thrown as `input_error` in the producer's words.
class imported_stream {
 public:
  explicit imported_stream(owner<ArrowArrayStream> from) : from_(std::move(from)) {
    if (!from_ || !from_->get_schema || !from_->get_next) {
      throw input_error({diagnostic{"stream", "was released, or lacks its functions"}});
    }
    check(from_->get_schema(from_.get(), schema_.out()), "give its schema");
    if (!schema_) throw input_error({diagnostic{"stream", "gave a schema that is released"}});
  }

  [[nodiscard]] const ArrowSchema& schema() const noexcept { return *schema_; }

  /// The next batch; an empty owner after the last, as often as it is asked: not every producer may
  /// be asked again.
  [[nodiscard]] owner<ArrowArray> next() {
    owner<ArrowArray> chunk;
    if (ended_) return chunk;
    check(from_->get_next(from_.get(), chunk.out()), "give its next batch");
    ended_ = !chunk;
    return chunk;
  }

 private:
  void check(int code, const char* what) {
    if (code == 0) return;
    const char* const words = from_->get_last_error ? from_->get_last_error(from_.get()) : nullptr;
    throw input_error({{"stream", std::string("could not ") + what + ": " +
                                      (words ? words : std::strerror(code))}});
  }

  owner<ArrowArrayStream> from_;
  owner<ArrowSchema> schema_;
  bool ended_ = false;
};

/// C streams as a `stream::source` for `fit` and `score`: `open()` gives an
/// `owner<ArrowArrayStream>` at its first row, once for each pass (the query is run again).
///
///     arrow::source rows([&] { return run(query); }, framework);
///
/// Rows without a column of ids are numbered through. Throws what `imported_stream` and `reader`
/// throw.
template <std::invocable Open, unsigned Isa = simd::native_isa>
class source {
 public:
  source(Open open, framework f, import_options options = {})
      : open_(std::move(open)), framework_(std::move(f)), options_(std::move(options)) {}

  const table_view* next() {
    const bool first = !from_;
    if (first) {
      from_.emplace(open_());
      read_.emplace(from_->schema(), framework_, options_);
    }
    chunk_ = {};
    auto array = from_->next();
    if (array) {
      chunk_ = read_->template operator()<Isa>(std::move(array), done_);
      done_ += chunk_.rows();
      return &chunk_.view();
    }
    if (!first) return nullptr;
    none_ = read_->no_rows();
    return &none_;
  }
  void rewind() {
    chunk_ = {};
    from_.reset();
    done_ = 0;
  }

 private:
  Open open_;
  framework framework_;
  import_options options_;
  std::optional<imported_stream> from_;
  std::optional<reader> read_;
  batch chunk_;
  table_view none_;
  std::uint64_t done_ = 0;
};

}  // namespace ltorisk::arrow
