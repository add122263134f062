// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/statistics/portable.hpp>
#include <ltorisk/table.hpp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Summaries as bytes, the same on every machine: 8 bytes "LTOSUM", version (1) and 0; the kind and
/// the fields in their order; 8 bytes of FNV-1a over all before. A double is the 8 bytes of IEEE
/// 754 and any integer 8 bytes, the lowest first; a text or list its length and what it holds. Any
/// NaN is written as `missing`.
namespace ltorisk {

namespace detail {

inline constexpr std::string_view summary_magic{"LTOSUM\x01\0", 8};

[[nodiscard]] inline std::uint64_t fnv_1a(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

[[nodiscard]] inline std::string hexadecimal(std::uint64_t x) {
  constexpr const char* digits = "0123456789abcdef";
  std::string hex;
  for (int shift = 60; shift >= 0; shift -= 4) hex += digits[(x >> shift) & 0xf];
  return hex;
}

/// A summary of no rows and no columns, to read another into.
template <class S>
[[nodiscard]] S blank_summary() {
  if constexpr (std::constructible_from<S, const statistics::block&>) {
    return S(statistics::block({}, 0));
  } else {
    return S(std::size_t{0});  // a reduction
  }
}

class binary_writer {
 public:
  std::string bytes{summary_magic};

  void number(std::uint64_t x) {
    for (int shift = 0; shift < 64; shift += 8) bytes += static_cast<char>((x >> shift) & 0xff);
  }
  void text(std::string_view t) {
    number(t.size());
    bytes += t;
  }
  void operator()(const char*, double x) {
    number(std::bit_cast<std::uint64_t>(x == x ? x : missing));
  }
  void operator()(const char*, std::unsigned_integral auto x) { number(x); }
  template <class T>
  void operator()(const char* name, const std::vector<T>& list) {
    number(list.size());
    for (const auto& item : list) (*this)(name, item);
  }
  template <statistics::lists_fields T>
  void operator()(const char*, const T& t) {
    T::fields(*this, t);
  }
  void columns(std::size_t) {}
  void require(bool, const char*) {}
};

class binary_reader {
 public:
  binary_reader(std::string_view bytes, std::string_view source) : rest_(bytes), source_(source) {}

  [[noreturn]] void refuse(const std::string& what) const {
    throw input_error({{std::string(source_), what}});
  }
  [[nodiscard]] std::uint64_t number() {
    const auto from = take(8);
    std::uint64_t x = 0;
    for (int i = 7; i >= 0; --i) {
      x = x << 8 | static_cast<unsigned char>(from[static_cast<std::size_t>(i)]);
    }
    return x;
  }
  [[nodiscard]] std::string_view text() { return take(number()); }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  void operator()(const char*, double& x) { x = std::bit_cast<double>(number()); }
  template <std::unsigned_integral I>
  void operator()(const char* name, I& x) {
    const auto n = number();
    require(n <= (std::numeric_limits<I>::max)(), "has a number beyond its range");
    x = static_cast<I>(n);
    static_cast<void>(name);
  }
  template <class T>
  void operator()(const char* name, std::vector<T>& list) {
    const auto size = number();
    list.clear();
    for (std::uint64_t i = 0; i < size; ++i) {
      require(!rest_.empty(), "ends before its last list");  // no memory for a length that lies
      list.push_back(T());
      (*this)(name, list.back());
    }
  }
  template <statistics::lists_fields T>
  void operator()(const char*, T& t) {
    T::fields(*this, t);
  }
  void columns(std::size_t n) {
    if (!columns_) columns_ = n;
    require(*columns_ == n, "has parts of different numbers of columns");
  }
  void require(bool holds, const char* what) const {
    if (!holds) refuse(std::string("is no sound summary: it ") + what);
  }

 private:
  std::string_view take(std::uint64_t size) {
    require(size <= rest_.size(), "ends too early");
    const auto taken = rest_.substr(0, static_cast<std::size_t>(size));
    rest_.remove_prefix(static_cast<std::size_t>(size));
    return taken;
  }

  std::string_view rest_;
  std::string_view source_;
  std::optional<std::size_t> columns_;
};

}  // namespace detail

/// A summary or a `statistics::reduction` as bytes.
template <statistics::portable S>
[[nodiscard]] std::string write_summary_binary(const S& s) {
  detail::binary_writer to;
  to.text(S::kind());
  S::fields(to, s);
  to.number(detail::fnv_1a(to.bytes));
  return std::move(to.bytes);
}

/// Reads what `write_summary_binary` wrote, to the bit. Throws `input_error` that begins with
/// `source` for bytes that are no summary, of another version or kind, cut off, changed, or that no
/// sample gives.
template <statistics::portable S>
[[nodiscard]] S read_summary_binary(std::string_view bytes, std::string_view source = "summary") {
  detail::binary_reader from(bytes, source);
  const auto size = detail::summary_magic.size();
  if (!bytes.starts_with(detail::summary_magic.substr(0, 6))) {
    from.refuse("is no summary: it does not begin with LTOSUM");
  }
  if (bytes.size() >= size && bytes.substr(0, size) != detail::summary_magic) {
    from.refuse("has version " + std::to_string(static_cast<unsigned char>(bytes[6])) +
                ", this library reads version 1");
  }
  if (bytes.size() < size + 16)
    from.refuse("is cut off: it has " + std::to_string(bytes.size()) + " bytes");
  const auto body = bytes.substr(0, bytes.size() - 8);
  if (detail::binary_reader(bytes.substr(body.size()), source).number() != detail::fnv_1a(body)) {
    from.refuse("is cut off or changed: its checksum does not fit");
  }
  from = detail::binary_reader(body.substr(size), source);
  if (const auto kind = from.text(); kind != S::kind()) {
    from.refuse("is of another kind: " + in_quotes(kind) + ", not " + in_quotes(S::kind()));
  }
  auto s = detail::blank_summary<S>();
  S::fields(from, s);
  from.require(from.at_end(), "has more bytes than its fields");
  return s;
}

}  // namespace ltorisk
