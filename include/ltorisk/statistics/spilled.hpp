// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace ltorisk::statistics {

/// A list that is written once, front to back, and read any number of times: in memory while it is
/// short, in a temporary file (`std::filesystem::temp_directory_path`: TMPDIR, else /tmp) when it
/// is long. The file is gone with the list, where the system allows already while it is open.
/// Throws `std::system_error` where the disk fails or is full. Not to be read by two threads at
/// once.
template <class T>
class spilled {
 public:
  /// Items kept in memory: 2 MiB of values and counts.
  static constexpr std::size_t kept = std::size_t{1} << 17;

  explicit spilled(std::size_t keep = kept) : keep_(keep) {}
  spilled(spilled&&) = default;
  spilled& operator=(spilled&&) = default;

  void push_back(const T& item) {
    buffer_.push_back(item);
    ++size_;
    if (buffer_.size() > keep_) spill();
  }
  /// Everything is written.
  void close() {
    if (file_) spill();
    buffer_.shrink_to_fit();
  }

  [[nodiscard]] std::uint64_t size() const { return size_; }

  /// Goes through the list: `next()` is the next item, null after the last.
  class reader {
   public:
    explicit reader(const spilled& list) : list_(&list) {}

    const T* next() {
      if (!list_->file_) return at_ < list_->buffer_.size() ? &list_->buffer_[at_++] : nullptr;
      if (at_ == piece_.size()) {
        const auto count = std::min<std::uint64_t>(list_->size_ - read_, 8192);
        if (count == 0) return nullptr;
        piece_.resize(static_cast<std::size_t>(count));
        list_->file_->read(read_ * sizeof(T), piece_.data(), piece_.size() * sizeof(T));
        read_ += count;
        at_ = 0;
      }
      return &piece_[at_++];
    }

   private:
    const spilled* list_;
    std::vector<T> piece_;
    std::size_t at_ = 0;
    std::uint64_t read_ = 0;
  };

  /// Calls `f(item)` for each, in their order.
  template <class F>
  void each(const F& f) const {
    reader items(*this);
    while (const T* item = items.next()) f(*item);
  }

 private:
  class temporary_file {
   public:
    temporary_file() {
      const auto folder = temporary_folder();
      const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
      for (int attempt = 0; !file_; ++attempt) {
        path_ = folder / ("ltorisk-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)) +
                          '-' + std::to_string(now) + '-' + std::to_string(attempt));
        errno = 0;
        file_ = std::fopen(path_.string().c_str(), "w+bx");
        if (!file_ && errno != EEXIST) fail();
      }
      std::error_code later;
      gone_ = std::filesystem::remove(path_, later);
    }
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;
    ~temporary_file() {
      std::fclose(file_);
      std::error_code ignored;
      if (!gone_) std::filesystem::remove(path_, ignored);
    }

    void append(const void* data, std::size_t bytes) {
      seek(size_);
      if (std::fwrite(data, 1, bytes, file_) != bytes || std::fflush(file_) != 0) fail();
      size_ += bytes;
    }
    void read(std::uint64_t from, void* data, std::size_t bytes) {
      seek(from);
      if (std::fread(data, 1, bytes, file_) != bytes) fail();
    }

   private:
    static std::filesystem::path temporary_folder() {
      std::error_code fault;
      auto folder = std::filesystem::temp_directory_path(fault);
      if (!fault) return folder;
      std::string where = "the folder for temporary files";
      for (const char* name : {"TMPDIR", "TMP", "TEMP", "TEMPDIR"}) {
        if (const char* set = std::getenv(name)) {
          where = std::string(name) + " = '" + set + "'";
          break;
        }
      }
      throw std::system_error(fault, "ltorisk: " + where +
                                         " must be a folder with room for temporary files: 32 "
                                         "bytes for each different value that is sorted");
    }
    // In steps a long can hold everywhere.
    void seek(std::uint64_t to) {
      constexpr std::uint64_t step = 0x7fffffff;
      bool done = std::fseek(file_, 0, SEEK_SET) == 0;
      for (; done && to > 0; to -= std::min<std::uint64_t>(to, step)) {
        done =
            std::fseek(file_, static_cast<long>(std::min<std::uint64_t>(to, step)), SEEK_CUR) == 0;
      }
      if (!done) fail();
    }
    [[noreturn]] void fail() const {
      throw std::system_error(errno != 0 ? errno : EIO, std::generic_category(),
                              "ltorisk: temporary file " + path_.string());
    }

    std::filesystem::path path_;
    std::FILE* file_ = nullptr;
    std::uint64_t size_ = 0;
    bool gone_ = false;
  };

  void spill() {
    if (buffer_.empty()) return;
    if (!file_) file_ = std::make_unique<temporary_file>();
    file_->append(buffer_.data(), buffer_.size() * sizeof(T));
    buffer_.clear();
  }

  std::size_t keep_;
  std::vector<T> buffer_;
  std::unique_ptr<temporary_file> file_;
  std::uint64_t size_ = 0;
};

}  // namespace ltorisk::statistics
