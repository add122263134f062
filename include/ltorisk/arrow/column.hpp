// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/arrow/abi.hpp>
#include <ltorisk/arrow/owner.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/table.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::arrow {

namespace detail {

/// All that an exported struct points to; its release callback deletes it, children first. A child
/// that a consumer has moved away is released by whoever has it.
template <class Struct>
struct exported {
  std::vector<owner<Struct>> children = {};
  std::vector<Struct*> child_places = {};
  owner<Struct> dictionary = {};
  // Of a schema:
  std::string format = {}, name = {}, metadata = {};
  // Of an array:
  std::vector<unsigned char> validity = {};
  std::vector<double> figures = {};
  std::vector<std::int32_t> numbers = {};  // offsets, or indices into the dictionary
  std::string characters = {};
  std::vector<const void*> buffers = {};
};

template <class Struct>
[[nodiscard]] owner<Struct> hand_out(std::unique_ptr<exported<Struct>> memory, Struct s) {
  for (auto& child : memory->children) memory->child_places.push_back(child.get());
  s.n_children = static_cast<std::int64_t>(memory->children.size());
  s.children = memory->children.empty() ? nullptr : memory->child_places.data();
  s.dictionary = memory->dictionary ? memory->dictionary.get() : nullptr;
  if constexpr (requires { s.format; }) {
    s.format = memory->format.c_str();
    s.name = memory->name.c_str();
    s.metadata = memory->metadata.empty() ? nullptr : memory->metadata.data();
  } else {
    s.n_buffers = static_cast<std::int64_t>(memory->buffers.size());
    s.buffers = memory->buffers.data();
  }
  s.private_data = memory.release();
  s.release = [](Struct* released) {
    delete static_cast<exported<Struct>*>(released->private_data);
    released->release = nullptr;
  };
  return owner<Struct>(&s);
}

[[nodiscard]] inline owner<ArrowSchema> make_schema(std::string format, std::string name,
                                                    owner<ArrowSchema> dictionary = {}) {
  auto memory = std::make_unique<exported<ArrowSchema>>();
  memory->format = std::move(format);
  memory->name = std::move(name);
  memory->dictionary = std::move(dictionary);
  ArrowSchema s{};
  s.flags = ARROW_FLAG_NULLABLE;
  return hand_out(std::move(memory), s);
}

// A bit for each cell, set where it is known; no bitmap where all are. Returns the number of nulls.
template <class Known>
std::int64_t set_validity(std::vector<unsigned char>& bits, std::size_t rows, const Known& known) {
  std::int64_t nulls = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    if (known(row)) continue;
    if (nulls++ == 0) bits.assign((rows + 7) / 8, 0xff);
    bits[row / 8] = static_cast<unsigned char>(bits[row / 8] & ~(1U << (row % 8)));
  }
  return nulls;
}

}  // namespace detail

/// One column on its way out.
struct column {
  owner<ArrowSchema> schema = {};
  owner<ArrowArray> array = {};
};

/// A table on its way out: a struct type and array, as the interface has record batches.
struct record_batch {
  owner<ArrowSchema> schema = {};
  owner<ArrowArray> array = {};
};

struct export_options {
  /// The column of row ids, first; empty: none. Rows without ids get none either.
  std::string id_column = "id";
  /// Beside a column that has both, a column `_state` tells missing (or refused) from not
  /// applicable; without it both are null and no longer told apart.
  bool states = true;
};

/// Float64, null where a cell is missing or not applicable (and NaN beneath). Takes the vector
/// over.
[[nodiscard]] inline column figures(std::string name, std::vector<double> cells) {
  auto memory = std::make_unique<detail::exported<ArrowArray>>();
  memory->figures = std::move(cells);
  const auto& all = memory->figures;
  ArrowArray a{};
  a.length = static_cast<std::int64_t>(all.size());
  a.null_count = detail::set_validity(memory->validity, all.size(),
                                      [&](std::size_t row) { return is_known(all[row]); });
  memory->buffers = {a.null_count ? memory->validity.data() : nullptr, all.data()};
  return {detail::make_schema("g", std::move(name)), detail::hand_out(std::move(memory), a)};
}

/// Utf8. Throws `input_error` where a batch holds more than 2 GiB of it.
[[nodiscard]] inline column texts(std::string name, std::span<const std::string> cells) {
  auto memory = std::make_unique<detail::exported<ArrowArray>>();
  memory->numbers.reserve(cells.size() + 1);
  memory->numbers.push_back(0);
  for (const auto& cell : cells) {
    memory->characters += cell;
    if (memory->characters.size() >
        static_cast<std::size_t>((std::numeric_limits<std::int32_t>::max)())) {
      throw input_error({{"column " + in_quotes(name),
                          "is more than 2 GiB of text in one batch: export fewer rows at a time"}});
    }
    memory->numbers.push_back(static_cast<std::int32_t>(memory->characters.size()));
  }
  ArrowArray a{};
  a.length = static_cast<std::int64_t>(cells.size());
  memory->buffers = {nullptr, memory->numbers.data(), memory->characters.data()};
  return {detail::make_schema("u", std::move(name)), detail::hand_out(std::move(memory), a)};
}

/// Utf8 encoded by a dictionary: cell i is `words[which[i]]`, null where that is negative.
[[nodiscard]] inline column labels(std::string name, std::span<const std::string> words,
                                   std::vector<std::int32_t> which) {
  auto dictionary = texts("", words);
  auto memory = std::make_unique<detail::exported<ArrowArray>>();
  memory->numbers = std::move(which);
  auto& all = memory->numbers;
  ArrowArray a{};
  a.length = static_cast<std::int64_t>(all.size());
  a.null_count = detail::set_validity(memory->validity, all.size(),
                                      [&](std::size_t row) { return all[row] >= 0; });
  for (auto& index : all) {
    if (index < 0) index = 0;  // some consumers look before they ask
  }
  memory->buffers = {a.null_count ? memory->validity.data() : nullptr, all.data()};
  memory->dictionary = std::move(dictionary.array);
  return {detail::make_schema("i", std::move(name), std::move(dictionary.schema)),
          detail::hand_out(std::move(memory), a)};
}

/// Columns of one length side by side. Throws `input_error` where two have one name or a length
/// differs.
[[nodiscard]] inline record_batch side_by_side(std::vector<column> columns, std::size_t rows) {
  auto types = std::make_unique<detail::exported<ArrowSchema>>();
  auto data = std::make_unique<detail::exported<ArrowArray>>();
  types->format = "+s";
  data->buffers = {nullptr};
  fault_list faults;
  for (auto& c : columns) {
    const std::string name = c.schema->name ? c.schema->name : "";
    if (c.array->length != static_cast<std::int64_t>(rows)) {
      faults.add("column " + in_quotes(name), "has " + std::to_string(c.array->length) +
                                                  " cells, the batch " + std::to_string(rows));
    }
    for (const auto& before : types->children) {
      if (name != before->name) continue;
      faults.add("batch", "two columns would be named " + in_quotes(name));
      break;
    }
    types->children.push_back(std::move(c.schema));
    data->children.push_back(std::move(c.array));
  }
  faults.throw_if_any();
  ArrowArray a{};
  a.length = static_cast<std::int64_t>(rows);
  return {detail::hand_out(std::move(types), ArrowSchema{}), detail::hand_out(std::move(data), a)};
}

}  // namespace ltorisk::arrow
