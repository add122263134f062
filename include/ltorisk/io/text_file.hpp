// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <ios>
#include <string>
#include <system_error>

namespace ltorisk::detail {

/// A file to read. Throws `input_error` that names it where it cannot be.
[[nodiscard]] inline std::ifstream open_text_file(const std::filesystem::path& path) {
  const auto require = [&](bool holds, const char* what) {
    if (!holds) throw input_error({{path.string(), what}});
  };
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  require(status.type() != std::filesystem::file_type::not_found, "there is no such file");
  require(!std::filesystem::is_directory(status), "is a directory, not a file");
  std::ifstream in(path, std::ios::binary);
  require(in.is_open(), "cannot be opened");
  return in;
}

/// All bytes of a file. Throws `input_error` that names it where it cannot be read.
[[nodiscard]] inline std::string read_text_file(const std::filesystem::path& path) {
  auto in = open_text_file(path);
  std::string text;
  while (in) {
    constexpr std::size_t chunk = 1 << 20;
    const auto size = text.size();
    text.resize(size + chunk);
    in.read(text.data() + size, static_cast<std::streamsize>(chunk));
    text.resize(size + static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) throw input_error({{path.string(), "cannot be read"}});
  return text;
}

}  // namespace ltorisk::detail
