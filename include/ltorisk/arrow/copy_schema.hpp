// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/arrow/check_array.hpp>
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

/// A schema of our own that says the same, of any type. Throws `input_error` where it is broken.
[[nodiscard]] inline owner<ArrowSchema> copy_schema(const ArrowSchema& s) {
  if (const auto wrong = wrong_schema(&s); !wrong.empty()) throw input_error({{"schema", wrong}});
  auto memory = std::make_unique<exported<ArrowSchema>>();
  memory->format = s.format;
  memory->name = s.name ? s.name : "";
  memory->metadata = copy_metadata(s.metadata);
  for (std::int64_t i = 0; i < s.n_children; ++i) {
    memory->children.push_back(copy_schema(*s.children[i]));
  }
  if (s.dictionary) memory->dictionary = copy_schema(*s.dictionary);
  ArrowSchema copy{};
  copy.flags = s.flags;
  return hand_out(std::move(memory), copy);
}

/// An array of no rows of a type that `wrong_schema` passed, of any type.
[[nodiscard]] inline owner<ArrowArray> no_rows(const ArrowSchema& s) {
  auto memory = std::make_unique<exported<ArrowArray>>();
  memory->buffers.resize(static_cast<std::size_t>(buffers_of(s.format).value_or(2)));
  for (std::int64_t i = 0; i < s.n_children; ++i) {
    memory->children.push_back(no_rows(*s.children[i]));
  }
  if (s.dictionary) memory->dictionary = no_rows(*s.dictionary);
  return hand_out(std::move(memory), ArrowArray{});
}

}  // namespace ltorisk::arrow::detail
