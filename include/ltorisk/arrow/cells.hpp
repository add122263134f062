// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/arrow/abi.hpp>
#include <ltorisk/arrow/decimal.hpp>
#include <ltorisk/arrow/layout.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/table.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

/// Somebody's Arrow column, read with suspicion. Internal.
namespace ltorisk::arrow::detail {

// No honest batch is larger; a length beyond is garbage that would be believed.
inline constexpr std::int64_t most_rows = (std::int64_t{1} << 31) - 1;
inline constexpr std::int64_t farthest = std::int64_t{1} << 60;

[[nodiscard]] inline bool bit(const unsigned char* bits, std::int64_t i) {
  return (bits[i / 8] >> (i % 8)) & 1;
}

/// How many of `count` bits from `first` on are set.
[[nodiscard]] inline std::int64_t count_bits(const unsigned char* bits, std::int64_t first,
                                             std::int64_t count) {
  std::int64_t found = 0, i = first;
  const auto last = first + count;
  for (; i < last && i % 8 != 0; ++i) found += bit(bits, i);
  for (; last - i >= 64; i += 64) {
    std::uint64_t word;
    std::memcpy(&word, bits + i / 8, 8);
    found += std::popcount(word);
  }
  for (; i < last; ++i) found += bit(bits, i);
  return found;
}

/// The rows of one column that a batch shows: `first` is where they begin in the buffers.
struct cells {
  layout as = {};
  const ArrowArray* array = nullptr;
  std::int64_t first = 0;
  std::int64_t rows = 0;
  const unsigned char* validity = nullptr;  // null: no cell is null
  std::int64_t nulls = 0;

  [[nodiscard]] bool known(std::int64_t row) const {
    return as.is != type::null && (!validity || bit(validity, first + row));
  }
  [[nodiscard]] const unsigned char* buffer(std::int64_t i) const {
    return static_cast<const unsigned char*>(array->buffers[i]);
  }
};

/// Counters that any array must have right. Returns what is wrong, or nothing.
[[nodiscard]] inline std::string wrong_counters(const ArrowArray& a) {
  if (!a.release) return "was released or moved away";
  if (a.length < 0) return "has the negative length " + std::to_string(a.length);
  if (a.offset < 0) return "has the negative offset " + std::to_string(a.offset);
  if (a.length > farthest || a.offset > farthest) {
    return "has length " + std::to_string(a.length) + " and offset " + std::to_string(a.offset) +
           ", which no memory holds";
  }
  if (a.null_count < -1 || a.null_count > a.length) {
    return "says that " + std::to_string(a.null_count) + " of its " + std::to_string(a.length) +
           " cells are null";
  }
  if (a.n_buffers < 0 || a.n_children < 0) return "has a negative number of buffers or children";
  if (a.n_buffers > 0 && !a.buffers) return "has no list of buffers";
  if (a.n_children > 0 && !a.children) return "has no list of children";
  return "";
}

/// Opens `rows` rows from `begin` on. Returns what is wrong, or nothing. The interface does not say
/// how long a buffer is: a producer that allocates less than it announces cannot be found out.
[[nodiscard]] inline std::string open(const ArrowArray* array, const layout& as, std::int64_t begin,
                                      std::int64_t rows, cells& to) {
  if (!array) return "is not there";
  const ArrowArray& a = *array;
  if (auto wrong = wrong_counters(a); !wrong.empty()) return wrong;
  if (a.length - rows < begin) {
    return "has " + std::to_string(a.length) + " cells, the batch needs " +
           std::to_string(begin + rows);
  }
  const bool views = as.is == type::text_view;
  if (views ? a.n_buffers < 3 : a.n_buffers != as.buffers()) {
    return "has " + std::to_string(a.n_buffers) + " buffers, its type has " +
           (views ? "three or more" : std::to_string(as.buffers()));
  }
  if (a.n_children != 0) return "has children, its type has none";
  to = {as, array, a.offset + begin, rows, nullptr, 0};
  if (as.is == type::null) {
    to.nulls = rows;
    return "";
  }
  if (rows == 0) return "";
  if (!a.buffers[1]) {
    return std::string("has no buffer of ") +
           (as.is == type::text || as.is == type::large_text ? "offsets" : "values");
  }
  to.validity = to.buffer(0);
  if (!to.validity) {
    return a.null_count > 0 ? "says that " + std::to_string(a.null_count) +
                                  " cells are null and has no validity bitmap"
                            : "";
  }
  // Only the rows of the batch are counted: a small slice of a large column must stay cheap.
  to.nulls = rows - count_bits(to.validity, to.first, rows);
  const bool whole = begin == 0 && rows == a.length;
  if (a.null_count >= 0 && (to.nulls > a.null_count || (whole && to.nulls != a.null_count))) {
    return "says that " + std::to_string(a.null_count) + " cells are null, its bitmap says " +
           std::to_string(to.nulls);
  }
  if (to.nulls == 0) to.validity = nullptr;
  return "";
}

template <class T>
[[nodiscard]] T read(const void* from, std::int64_t i) {  // buffers may lie unaligned
  T x;
  std::memcpy(&x, static_cast<const unsigned char*>(from) + static_cast<std::size_t>(i) * sizeof(T),
              sizeof(T));
  return x;
}

/// Calls `f` with a function from a row to the number in its cell, null or not.
template <class F>
auto with_numbers(const cells& c, F&& f) {
  const auto* const values = c.as.is == type::null ? nullptr : c.buffer(1);
  const auto of = [&](auto sample) {
    using number = decltype(sample);
    return f([values, first = c.first](std::int64_t row) {
      return static_cast<double>(read<number>(values, first + row));
    });
  };
  switch (c.as.is) {
    case type::boolean:
      return f([values, first = c.first](std::int64_t row) {
        return bit(values, first + row) ? 1.0 : 0.0;
      });
    case type::int8: return of(std::int8_t{});
    case type::uint8: return of(std::uint8_t{});
    case type::int16: return of(std::int16_t{});
    case type::uint16: return of(std::uint16_t{});
    case type::int32: return of(std::int32_t{});
    case type::uint32: return of(std::uint32_t{});
    case type::int64: return of(std::int64_t{});
    case type::uint64: return of(std::uint64_t{});
    case type::float32: return of(float{});
    case type::float64: return of(double{});
    case type::decimal:
      return f([values, first = c.first, as = c.as](std::int64_t row) {
        const auto at = static_cast<std::size_t>(first + row) * as.bytes;
        return from_decimal(values + at, as.bytes, as.scale);
      });
    case type::null:
    case type::unsupported:
    case type::text:
    case type::large_text:
    case type::text_view: break;
  }
  return f([](std::int64_t) { return missing; });
}

/// A whole number, for the index into a dictionary or a row id. Returns false where it is above
/// what an `int64` holds.
[[nodiscard]] inline bool whole_number(const cells& c, std::int64_t row, std::int64_t& to) {
  const auto* const values = c.buffer(1);
  const auto i = c.first + row;
  switch (c.as.is) {
    case type::int8: to = read<std::int8_t>(values, i); return true;
    case type::uint8: to = read<std::uint8_t>(values, i); return true;
    case type::int16: to = read<std::int16_t>(values, i); return true;
    case type::uint16: to = read<std::uint16_t>(values, i); return true;
    case type::int32: to = read<std::int32_t>(values, i); return true;
    case type::uint32: to = read<std::uint32_t>(values, i); return true;
    case type::uint64: {
      const auto x = read<std::uint64_t>(values, i);
      to = static_cast<std::int64_t>(x);
      return to >= 0;
    }
    default: to = read<std::int64_t>(values, i); return true;
  }
}

/// The text of a cell that is not null. Returns what is wrong, or null.
[[nodiscard]] inline const char* read_text(const cells& c, std::int64_t row, std::string_view& to) {
  const auto i = c.first + row;
  const auto slice = [&](std::int64_t begin, std::int64_t end) -> const char* {
    if (begin < 0 || end < begin) return "has offsets that fall or are negative";
    if (begin == end) {
      to = {};
      return nullptr;
    }
    if (!c.buffer(2)) return "has no buffer of characters";
    to = {reinterpret_cast<const char*>(c.buffer(2)) + begin,
          static_cast<std::size_t>(end - begin)};
    return nullptr;
  };
  if (c.as.is == type::text) {
    return slice(read<std::int32_t>(c.buffer(1), i), read<std::int32_t>(c.buffer(1), i + 1));
  }
  if (c.as.is == type::large_text) {
    return slice(read<std::int64_t>(c.buffer(1), i), read<std::int64_t>(c.buffer(1), i + 1));
  }
  // A view: its length, then up to 12 characters, or four of them, a buffer and a place in it.
  const auto* const view = c.buffer(1) + static_cast<std::size_t>(i) * 16;
  const auto length = read<std::int32_t>(view, 0);
  if (length < 0) return "has a view of negative length";
  if (length <= 12) {
    to = {reinterpret_cast<const char*>(view) + 4, static_cast<std::size_t>(length)};
    return nullptr;
  }
  const auto which = read<std::int32_t>(view, 2), begin = read<std::int32_t>(view, 3);
  const auto data_buffers = c.array->n_buffers - 3;
  if (which < 0 || which >= data_buffers || !c.buffer(2 + which)) {
    return "has a view into a buffer that is not there";
  }
  const void* const sizes = c.array->buffers[c.array->n_buffers - 1];
  if (begin < 0 || !sizes || std::int64_t{begin} + length > read<std::int64_t>(sizes, which)) {
    return "has a view beyond its buffer";
  }
  to = {reinterpret_cast<const char*>(c.buffer(2 + which)) + begin,
        static_cast<std::size_t>(length)};
  return nullptr;
}

}  // namespace ltorisk::arrow::detail
