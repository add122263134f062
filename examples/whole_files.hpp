// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
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
    const auto status = fs::status(name);
    if (fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status)) {
      // A device or a pipe has no place to be written beside.
      std::ofstream out(name, std::ios::binary);
      out << text << std::flush;
      if (!out) fail(name, "cannot be written");
      return;
    }
    const auto beside = reserve(name);
    std::ofstream out(beside, std::ios::binary);
    out << text;
    out.close();
    if (!out) fail(files_.back().path, "cannot be written");
  }

  /// For another writer: where to write what will be the file, which must be one.
  [[nodiscard]] std::filesystem::path reserve(const std::filesystem::path& name) {
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
    if (fs::exists(status) && !fs::is_regular_file(status)) fail(path, "is not a regular file");
    if (fs::exists(status) && (status.permissions() & fs::perms::owner_write) == fs::perms::none) {
      fail(path, "cannot be written: it is read-only");
    }
    std::filesystem::path beside;
    int number = 0;
    do {
      beside = path.string() + ".part" + std::to_string(number++);
    } while (std::filesystem::exists(beside));
    files_.push_back({path, beside});
    return beside;
  }

  void commit() {
    for (const auto& f : files_) {
      std::error_code error;
      const auto status = std::filesystem::status(f.path);
      if (std::filesystem::exists(status)) {
        std::filesystem::permissions(f.beside, status.permissions(), error);
      }
      if (!error) std::filesystem::rename(f.beside, f.path, error);
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

/// The first of the outputs that is one of the inputs, under whatever name, and would be
/// overwritten.
[[nodiscard]] inline std::optional<std::string> overwritten(
    const std::vector<std::string>& outputs, const std::vector<std::string>& inputs) {
  const auto is_input = [&](const std::string& output) {
    return std::any_of(inputs.begin(), inputs.end(), [&](const std::string& input) {
      std::error_code none;
      return std::filesystem::equivalent(output, input, none) ||
             std::filesystem::weakly_canonical(output, none) ==
                 std::filesystem::weakly_canonical(input, none);
    });
  };
  const auto found = std::find_if(outputs.begin(), outputs.end(), is_input);
  if (found == outputs.end()) return {};
  return *found;
}
