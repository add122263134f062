// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/math.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

/// What the schemes that look at the order of the children share. Internal.
namespace ltorisk::aggregate::detail {

template <class Real>
struct ranked {
  Real value = 0;
  /// What it carries along: its weight, or which child it is.
  Real load = 0;
};

/// The children of a node, to be sorted: several rows at once, each by its own values. Few children
/// (nearly every node) stay on the stack.
template <class Real>
class ranking {
 public:
  explicit ranking(std::size_t size) : size_(size), heap_(size > few ? size : 0) {
    static_assert(std::is_trivially_destructible_v<ranked<Real>>);
    first_ = size > few ? heap_.data() : reinterpret_cast<ranked<Real>*>(stack_);
    if (size <= few) std::uninitialized_value_construct_n(first_, size);
  }
  ranking(const ranking&) = delete;
  ranking& operator=(const ranking&) = delete;
  ~ranking() = default;

  [[nodiscard]] ranked<Real>& operator[](std::size_t i) { return first_[i]; }

  /// The largest value first, and of equal values the larger load: one order, in whatever order
  /// they came. Batcher's merge exchange (Knuth, The Art of Computer Programming 3, 5.2.2,
  /// algorithm M): which pairs are compared does not depend on the values.
  void sort_falling() {
    if (size_ < 2) return;
    std::size_t top = 1;
    while (2 * top < size_) top *= 2;
    for (std::size_t p = top; p > 0; p /= 2) {
      std::size_t r = 0, d = p;
      for (std::size_t q = top;; q /= 2) {
        for (std::size_t i = 0; i + d < size_; ++i) {
          if ((i & p) == r) exchange(first_[i], first_[i + d]);
        }
        if (q == p) break;
        d = q - p;
        r = p;
      }
    }
  }

 private:
  static constexpr std::size_t few = 32;

  static void exchange(ranked<Real>& a, ranked<Real>& b) {
    const auto wrong = a.value < b.value || (a.value == b.value && a.load < b.load);
    const ranked<Real> first{math::select(wrong, b.value, a.value),
                             math::select(wrong, b.load, a.load)};
    b = {math::select(wrong, a.value, b.value), math::select(wrong, a.load, b.load)};
    a = first;
  }

  std::size_t size_;
  ranked<Real>* first_;
  std::vector<ranked<Real>> heap_;
  // Raw, because setting all of it costs more than sorting what there is.
  alignas(ranked<Real>) unsigned char stack_[few * sizeof(ranked<Real>)];
};

/// Throws where a scheme whose parameters are for so many children is given others.
inline void require_children(const char* scheme, std::size_t takes, std::size_t got) {
  if (takes == got) return;
  throw domain_error(std::string(scheme) + ": has parameters for " + std::to_string(takes) +
                     " children, got " + std::to_string(got));
}

}  // namespace ltorisk::aggregate::detail
