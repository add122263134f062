// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/arrow/abi.hpp>

#include <utility>

namespace ltorisk::arrow {

/// Owns an `ArrowSchema`, an `ArrowArray` or an `ArrowArrayStream`: calls its release callback
/// once, whichever way the scope is left. Empty where there is nothing, or what there was is
/// released.
///
///     owner<ArrowArray> chunk;
///     produce(chunk.out());              // a C function that fills an ArrowArray*
///     consume(chunk.give());             // a C function that takes it over
template <class Struct>
class owner {
 public:
  owner() = default;
  /// Takes over, and marks what it came from released, as the interface asks of a move.
  explicit owner(Struct* from) noexcept {
    if (!from) return;
    held_ = *from;
    from->release = nullptr;
  }
  owner(owner&& other) noexcept : owner(&other.held_) {}
  owner& operator=(owner&& other) noexcept {
    if (this == &other) return *this;
    reset();
    held_ = std::exchange(other.held_, Struct{});
    return *this;
  }
  ~owner() { reset(); }

  void reset() noexcept {
    if (held_.release) held_.release(&held_);
    held_ = {};
  }

  [[nodiscard]] explicit operator bool() const noexcept { return held_.release != nullptr; }
  [[nodiscard]] const Struct& operator*() const noexcept { return held_; }
  [[nodiscard]] const Struct* operator->() const noexcept { return &held_; }
  [[nodiscard]] Struct* get() noexcept { return &held_; }

  /// Where a producer may write: what was held is released first.
  [[nodiscard]] Struct* out() noexcept {
    reset();
    return &held_;
  }
  /// Hands over: the caller releases.
  [[nodiscard]] Struct give() noexcept { return std::exchange(held_, Struct{}); }

 private:
  Struct held_{};
};

}  // namespace ltorisk::arrow
