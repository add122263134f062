// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/io/csv_records.hpp>
#include <ltorisk/io/text_file.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <ios>
#include <span>
#include <string>
#include <string_view>

namespace ltorisk::detail {

/// The records of a file of any size, through a window that is moved over it. Cuts as `csv_records`
/// does: a record that reaches the end of the window is cut again when more of the file is there.
/// Cells are valid until the next record.
class csv_window {
 public:
  /// A record must fit into this.
  static constexpr std::size_t longest = std::size_t{1} << 26;

  /// `size`: how much of the file is read at once, at least the bytes of a byte order mark.
  explicit csv_window(const std::filesystem::path& path, std::size_t size = std::size_t{1} << 20)
      : path_(path.string()), in_(open_text_file(path)), size_(size), records_("") {
    grow();
    records_ = csv_records(window_);
  }
  csv_window(const csv_window&) = delete;  // records point into the window
  csv_window& operator=(const csv_window&) = delete;

  bool next() {
    for (;;) {
      const auto rest = records_.rest();
      const auto line = records_.line();
      const bool found = records_.next();
      if (at_end_ || !records_.rest().empty()) return found;
      if (rest.size() > longest) {
        throw input_error({{path_ + ':' + std::to_string(line) + ":1",
                            "the row that begins here is longer than 64 MiB: is a quote never "
                            "closed?"}});
      }
      window_.erase(0, window_.size() - rest.size());
      grow();
      records_ = csv_records(window_, line);
    }
  }

  [[nodiscard]] std::span<const csv_token> cells() const noexcept { return records_.cells(); }
  [[nodiscard]] std::string_view rest() const noexcept { return records_.rest(); }

 private:
  // By as much as is there, so that a long record is not cut again and again.
  void grow() {
    const auto old = window_.size(), more = std::max<std::size_t>(size_, old);
    window_.resize(old + more);
    in_.read(window_.data() + old, static_cast<std::streamsize>(more));
    if (in_.bad()) throw input_error({{path_, "cannot be read"}});
    const auto got = static_cast<std::size_t>(in_.gcount());
    window_.resize(old + got);
    at_end_ = got < more;
  }

  std::string path_;
  std::ifstream in_;
  std::size_t size_;
  std::string window_;
  csv_records records_;
  bool at_end_ = false;
};

}  // namespace ltorisk::detail
