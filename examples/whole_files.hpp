// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

/// Output files that appear whole or not at all: written beside their place, renamed when all are
/// written.
class whole_files {
 public:
  whole_files() = default;
  whole_files(const whole_files&) = delete;
  whole_files& operator=(const whole_files&) = delete;
  ~whole_files() {
    std::error_code ignored;
    for (const auto& f : files_) std::filesystem::remove(f.beside, ignored);
  }

  void add(const std::filesystem::path& name, const std::string& text) {
    namespace fs = std::filesystem;
    // Through a link to the file itself.
    const fs::path path = fs::exists(name) ? fs::canonical(name) : name;
    for (const auto& other : files_) {
      if (fs::weakly_canonical(other.path) == fs::weakly_canonical(path)) {
        fail(path, "is named twice");
      }
    }
    const auto status = fs::status(path);
    if (fs::is_directory(status)) fail(path, "is a directory");
    if (fs::exists(status) && !fs::is_regular_file(status)) {
      // A device or a pipe has no place to be written beside.
      std::ofstream out(path, std::ios::binary);
      out << text << std::flush;
      if (!out) fail(path, "cannot be written");
      return;
    }
    if (fs::exists(status) && (status.permissions() & fs::perms::owner_write) == fs::perms::none) {
      fail(path, "cannot be written: it is read-only");
    }
    std::filesystem::path beside;
    int number = 0;
    do {
      beside = path.string() + ".part" + std::to_string(number++);
    } while (std::filesystem::exists(beside));
    files_.push_back({path, beside});
    std::ofstream out(files_.back().beside, std::ios::binary);
    out << text;
    out.close();
    if (!out) fail(path, "cannot be written");
    if (fs::exists(status)) fs::permissions(beside, status.permissions());
  }

  void commit() {
    for (const auto& f : files_) {
      std::error_code error;
      std::filesystem::rename(f.beside, f.path, error);
      if (error) fail(f.path, "cannot be written: " + error.message());
    }
    files_.clear();
  }

 private:
  struct file {
    std::filesystem::path path, beside;
  };

  [[noreturn]] static void fail(const std::filesystem::path& path, const std::string& why) {
    throw std::runtime_error(path.string() + " " + why);
  }

  std::vector<file> files_;
};
