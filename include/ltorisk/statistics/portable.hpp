// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/statistics/block.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace ltorisk::statistics {

namespace detail {
// Takes any field: to ask whether a type lists its own.
struct any_list {
  void operator()(const char*, auto&) {}
  void columns(std::size_t) {}
  void require(bool, const char*) {}
};
}  // namespace detail

/// What lists its fields by name, once for all forms it is carried in.
///
/// | expression        | meaning                                                                 |
/// |-------------------|-------------------------------------------------------------------------|
/// | `T::fields(l, t)` | `l("name", t.field)` for each: a double, an unsigned integer, something |
/// |                   | that lists its fields, or a vector of these; `l.columns(n)` where it    |
/// |                   | knows the number of columns; `l.require(holds, "has ...")` for what     |
/// |                   | must be true of fields just read. `t` is const where it is written      |
template <class T>
concept lists_fields = requires(detail::any_list& list, T& t) {
  T::fields(list, t);
};

/// A summary, or a `reduction` under way, that others can carry: `io/summary_binary.hpp` and
/// `io/summary_json.hpp` write and read it. `T::kind()` names it: what is of another kind is not
/// read.
template <class T>
concept portable = lists_fields<T> && requires {
  { T::kind() } -> std::convertible_to<std::string>;
};

}  // namespace ltorisk::statistics
