// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/arrow/abi.hpp>
#include <ltorisk/arrow/owner.hpp>

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/// Arrow arrays made by hand, to the letter of the specification and without the library, so that
/// every field can be spoiled. Counts what was handed out and what was released.
namespace hand_made {

/// Callbacks of base structs that are alive, and how often one was called.
struct ledger {
  int handed_out = 0;
  int released = 0;
};

/// A type and its data; a plain value.
struct column {
  std::string name = {};
  std::string format = {};
  std::int64_t length = 0;
  std::int64_t null_count = 0;
  std::int64_t offset = 0;
  std::vector<std::vector<unsigned char>> buffers = {};
  std::vector<bool> absent = {};  ///< buffers given as null
  std::vector<column> dictionary = {};
  std::vector<column> children = {};
};

template <class T>
std::vector<unsigned char> bytes(const std::vector<T>& values) {
  std::vector<unsigned char> b(values.size() * sizeof(T));
  if (!b.empty()) std::memcpy(b.data(), values.data(), b.size());
  return b;
}
inline std::vector<unsigned char> bits(const std::vector<bool>& values) {
  std::vector<unsigned char> b((values.size() + 7) / 8);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i]) b[i / 8] = static_cast<unsigned char>(b[i / 8] | (1U << (i % 8)));
  }
  return b;
}

template <class T>
column numbers(std::string name, std::string format, const std::vector<T>& values,
               const std::vector<bool>& valid = {}) {
  column c{.name = std::move(name), .format = std::move(format)};
  c.length = static_cast<std::int64_t>(values.size());
  for (const bool v : valid) c.null_count += v ? 0 : 1;
  c.buffers = {bits(valid), bytes(values)};
  c.absent = {valid.empty(), false};
  return c;
}
inline column doubles(std::string name, const std::vector<double>& values,
                      const std::vector<bool>& valid = {}) {
  return numbers(std::move(name), "g", values, valid);
}

/// 'u', 'U' or 'vu'.
inline column texts(std::string name, const std::vector<std::string>& values,
                    const std::vector<bool>& valid = {}, const std::string& format = "u") {
  column c{.name = std::move(name), .format = format};
  c.length = static_cast<std::int64_t>(values.size());
  for (const bool v : valid) c.null_count += v ? 0 : 1;
  std::vector<std::int32_t> ends{0};
  std::vector<std::int64_t> long_ends{0};
  std::vector<unsigned char> characters, views;
  for (const auto& v : values) {
    if (format == "vu") {
      unsigned char view[16] = {};
      const auto size = static_cast<std::int32_t>(v.size());
      std::memcpy(view, &size, 4);
      if (v.size() <= 12) {
        std::memcpy(view + 4, v.data(), v.size());
      } else {
        const std::int32_t place[2] = {0, static_cast<std::int32_t>(characters.size())};
        std::memcpy(view + 4, v.data(), 4);
        std::memcpy(view + 8, place, 8);
        characters.insert(characters.end(), v.begin(), v.end());
      }
      views.insert(views.end(), view, view + 16);
    } else {
      characters.insert(characters.end(), v.begin(), v.end());
      ends.push_back(static_cast<std::int32_t>(characters.size()));
      long_ends.push_back(static_cast<std::int64_t>(characters.size()));
    }
  }
  if (format == "vu") {
    const std::vector<std::int64_t> sizes{static_cast<std::int64_t>(characters.size())};
    c.buffers = {bits(valid), views, characters, bytes(sizes)};
  } else {
    c.buffers = {bits(valid), format == "U" ? bytes(long_ends) : bytes(ends), characters};
  }
  c.absent = {valid.empty(), false, false, false};
  return c;
}

template <class Index = std::int32_t>
column encoded(std::string name, const std::vector<Index>& which, column dictionary,
               const std::vector<bool>& valid = {}, std::string format = "i") {
  column c = numbers(std::move(name), std::move(format), which, valid);
  c.dictionary.push_back(std::move(dictionary));
  return c;
}

inline column record(std::vector<column> columns, std::int64_t rows, std::int64_t offset = 0) {
  column c{.format = "+s", .length = rows, .offset = offset};
  c.buffers = {{}};
  c.absent = {true};
  c.children = std::move(columns);
  return c;
}

namespace detail {

// What one struct points to. Children and dictionary are structs of their own, released by this.
template <class Struct>
struct memory {
  column what;
  std::vector<std::unique_ptr<unsigned char[]>> exact;  // no byte more, for the sanitizer
  std::vector<const void*> buffers;
  std::vector<Struct> children;
  std::vector<Struct*> places;
  std::vector<Struct> dictionary;
  std::shared_ptr<ledger> count;  // of a base struct
};

template <class Struct>
void release(Struct* s) {
  auto* const m = static_cast<memory<Struct>*>(s->private_data);
  for (auto& child : m->children) {
    if (child.release) child.release(&child);
  }
  for (auto& d : m->dictionary) {
    if (d.release) d.release(&d);
  }
  if (m->count) ++m->count->released;
  delete m;
  s->release = nullptr;
}

template <class Struct>
Struct make(const column& c, const std::shared_ptr<ledger>& count) {
  auto m = std::make_unique<memory<Struct>>();
  m->what = c;
  m->count = count;
  if (count) ++count->handed_out;
  for (const auto& child : c.children) m->children.push_back(make<Struct>(child, nullptr));
  for (auto& child : m->children) m->places.push_back(&child);
  for (const auto& d : c.dictionary) m->dictionary.push_back(make<Struct>(d, nullptr));
  Struct s{};
  s.n_children = static_cast<std::int64_t>(c.children.size());
  s.children = m->places.empty() ? nullptr : m->places.data();
  s.dictionary = m->dictionary.empty() ? nullptr : m->dictionary.data();
  if constexpr (requires { s.format; }) {
    s.format = m->what.format.c_str();
    s.name = m->what.name.c_str();
    s.flags = ARROW_FLAG_NULLABLE;
  } else {
    for (std::size_t i = 0; i < c.buffers.size(); ++i) {
      m->exact.emplace_back(new unsigned char[c.buffers[i].size()]);
      if (!c.buffers[i].empty()) {
        std::memcpy(m->exact[i].get(), c.buffers[i].data(), c.buffers[i].size());
      }
      m->buffers.push_back(c.absent[i] ? nullptr : m->exact[i].get());
    }
    s.length = c.length;
    s.null_count = c.null_count;
    s.offset = c.offset;
    s.n_buffers = static_cast<std::int64_t>(c.buffers.size());
    s.buffers = m->buffers.data();
  }
  s.private_data = m.release();
  s.release = &release<Struct>;
  return s;
}

}  // namespace detail

inline ltorisk::arrow::owner<ArrowSchema> schema(const column& c,
                                                 std::shared_ptr<ledger> count = nullptr) {
  auto s = detail::make<ArrowSchema>(c, count ? count : std::make_shared<ledger>());
  return ltorisk::arrow::owner<ArrowSchema>(&s);
}
inline ltorisk::arrow::owner<ArrowArray> array(const column& c,
                                               std::shared_ptr<ledger> count = nullptr) {
  auto a = detail::make<ArrowArray>(c, count ? count : std::make_shared<ledger>());
  return ltorisk::arrow::owner<ArrowArray>(&a);
}

}  // namespace hand_made
