// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/mpi/together.hpp>

#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// Plain values as bytes, for ranks that run one program on one kind of machine. Internal.
namespace ltorisk::mpi::detail {

class message_writer {
 public:
  template <class T>
    requires std::is_trivially_copyable_v<T>
  void put(std::span<const T> list) {
    bytes_.append(reinterpret_cast<const char*>(list.data()), list.size_bytes());
  }
  template <class T>
    requires std::is_trivially_copyable_v<T>
  void put(const T& x) {
    put(std::span<const T>(&x, 1));
  }
  template <class T>
  void put(const std::vector<T>& list) {
    put(list.size());
    put(std::span<const T>(list));
  }
  /// As a reader is called, so that fields are listed once.
  void operator()(const auto& x) { put(x); }

  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class message_reader {
 public:
  explicit message_reader(std::string_view bytes) : rest_(bytes) {}

  template <class T>
    requires std::is_trivially_copyable_v<T>
  void get(std::span<T> list) {
    if (list.size_bytes() > rest_.size()) throw rank_error("a message of a rank ends too early");
    if (!list.empty()) std::memcpy(list.data(), rest_.data(), list.size_bytes());
    rest_.remove_prefix(list.size_bytes());
  }
  template <class T>
    requires std::is_trivially_copyable_v<T>
  void get(T& x) {
    get(std::span<T>(&x, 1));
  }
  /// Adds to the list.
  template <class T>
  void get(std::vector<T>& list) {
    std::size_t size = 0;
    get(size);
    const auto old = list.size();
    list.resize(old + size);
    get(std::span<T>(list).subspan(old));
  }
  void operator()(auto& x) { get(x); }

 private:
  std::string_view rest_;
};

}  // namespace ltorisk::mpi::detail
