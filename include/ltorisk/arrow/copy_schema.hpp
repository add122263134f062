// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/arrow/column.hpp>
#include <ltorisk/error.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

namespace ltorisk::arrow::detail {

// Metadata do not end in a NUL byte: a count of pairs, and a length before each key and value.
[[nodiscard]] inline std::string copy_metadata(const char* metadata) {
  if (!metadata) return "";
  const auto number = [&](std::size_t at) {
    std::int32_t x;
    std::memcpy(&x, metadata + at, sizeof x);
    if (x < 0) throw input_error({diagnostic{"schema", "has metadata of a negative length"}});
    return static_cast<std::size_t>(x);
  };
  std::size_t size = 4;
  for (auto texts = 2 * number(0); texts > 0; --texts) size += 4 + number(size);
  return {metadata, size};
}

/// A schema of our own that says the same, of any type.
[[nodiscard]] inline owner<ArrowSchema> copy_schema(const ArrowSchema& s, int depth = 0) {
  const bool sound =
      s.release && s.format && s.n_children >= 0 && (s.n_children == 0 || s.children);
  if (!sound || depth > 64) {
    throw input_error(
        {diagnostic{"schema", "has a column that is released, broken or nested too deep"}});
  }
  auto memory = std::make_unique<exported<ArrowSchema>>();
  memory->format = s.format;
  memory->name = s.name ? s.name : "";
  memory->metadata = copy_metadata(s.metadata);
  for (std::int64_t i = 0; i < s.n_children; ++i) {
    if (!s.children[i]) throw input_error({diagnostic{"schema", "has a column that is not there"}});
    memory->children.push_back(copy_schema(*s.children[i], depth + 1));
  }
  if (s.dictionary) memory->dictionary = copy_schema(*s.dictionary, depth + 1);
  ArrowSchema copy{};
  copy.flags = s.flags;
  return hand_out(std::move(memory), copy);
}

/// An array of no rows of a type, of any type.
[[nodiscard]] inline owner<ArrowArray> no_rows(const ArrowSchema& s) {
  const std::string format = s.format;
  const bool three = format == "u" || format == "U" || format == "z" || format == "Z" ||
                     format.starts_with("v") || format.starts_with("+v");
  const bool one = format == "+s" || format.starts_with("+w") || format.starts_with("+us");
  const bool none = format == "n" || format == "+r";
  auto memory = std::make_unique<exported<ArrowArray>>();
  memory->buffers.resize(three ? 3U : one ? 1U : none ? 0U : 2U);
  for (std::int64_t i = 0; i < s.n_children; ++i) {
    memory->children.push_back(no_rows(*s.children[i]));
  }
  if (s.dictionary) memory->dictionary = no_rows(*s.dictionary);
  return hand_out(std::move(memory), ArrowArray{});
}

}  // namespace ltorisk::arrow::detail
