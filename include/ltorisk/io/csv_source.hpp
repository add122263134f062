// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/io/csv.hpp>
#include <ltorisk/io/csv_reader.hpp>
#include <ltorisk/io/csv_window.hpp>
#include <ltorisk/table.hpp>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <utility>

namespace ltorisk {

/// A CSV file of any size as a source of chunks (`stream/source.hpp`), read as `read_csv_file`
/// reads it, with the same diagnostics: after a fault the rest of the file is read for others, up
/// to the limit, and all are thrown. Two things differ: row ids are not compared with each other,
/// which needs them all; and a row must fit into 64 MiB, so that a quote that is never closed does
/// not fill the memory.
///
///     csv_source rows("register.csv", framework);
///     const auto m = fit(framework, rows);
///     stream::score(m, rows, sink);
///
/// Memory: a window of a MiB, and `rows` rows. Each pass reads the file anew; it must not change
/// meanwhile.
class csv_source {
 public:
  /// The framework must be valid. `window` is how many bytes of the file are read at once.
  csv_source(std::filesystem::path path, framework f, csv_options options = {},
             std::size_t rows = 65536, std::size_t window = std::size_t{1} << 20)
      : path_(std::move(path)),
        framework_(std::make_unique<framework>(std::move(f))),
        options_(std::move(options)),
        rows_(rows),
        window_(window) {
    if (rows == 0) throw domain_error("csv_source: chunks must be of at least one row");
    if (window < 4) throw domain_error("csv_source: the window must be of at least 4 bytes");
    detail::check_id_column(*framework_, options_);
  }

  const table_view* next() {
    const bool first = !reader_;
    if (first) {
      reader_ =
          std::make_unique<reader>(*framework_, options_.id_column, options_.allow_extra_columns,
                                   path_.string(), path_, window_);
      reader_->begin();
    }
    chunk_ = reader_->some(rows_);
    return first || chunk_.rows() > 0 ? &chunk_ : nullptr;
  }
  void rewind() { reader_.reset(); }

 private:
  using reader = detail::csv_reader<detail::csv_window>;

  std::filesystem::path path_;
  std::unique_ptr<framework> framework_;  // the reader's, wherever the source is moved
  csv_options options_;
  std::size_t rows_;
  std::size_t window_;
  std::unique_ptr<reader> reader_;
  table_view chunk_;
};

}  // namespace ltorisk
