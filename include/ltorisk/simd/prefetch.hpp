// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

/// Internal.
namespace ltorisk::simd {

/// So many doubles come from memory at once.
inline constexpr std::size_t line = 64 / sizeof(double);

/// So many rows ahead of what is read a column is asked for: `least` to 504 more. Not all the same:
/// large vectors begin at the same place of a page, so all would come to a new page at once, and
/// what is at the same place of many pages shares one set of a cache. So every column is a line
/// further than the one before. A mean of 12 columns came 1.15 times as fast on Zen 3 when it was
/// nine, of 23 and 48 columns 1.1 times on Zen 5, where nine were no better than none; CRITIC's
/// products 1.3 times there.
[[nodiscard]] constexpr std::size_t rows_ahead(std::size_t least, std::size_t column) {
  return least + column * line % 512;
}

/// Asks for a cell that is read soon, wherever that is: a table's end may be passed. It comes into
/// the cache of that level. The first waits for few lines at once (24 on Zen 4, fewer elsewhere),
/// which binds where cells are read as fast as they come (12 columns come at 0.5 of the speed, 48
/// at 0.4), and is nearest where they are not.
template <int Cache>
void ask_for([[maybe_unused]] const double* at, [[maybe_unused]] std::size_t rows_further) {
#if defined(__GNUC__)
  const auto place = reinterpret_cast<std::uintptr_t>(at) + rows_further * sizeof(double);
  __builtin_prefetch(reinterpret_cast<const void*>(place), 0, Cache == 1 ? 3 : 2);
#endif
}

}  // namespace ltorisk::simd
