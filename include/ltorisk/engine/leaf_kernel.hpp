// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/cells.hpp>
#include <ltorisk/scale.hpp>

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

/// A scale made ready for many tiles. Internal.
namespace ltorisk::engine {

class leaf_kernel {
 public:
  leaf_kernel() = default;
  leaf_kernel(const leaf_kernel&) = delete;
  leaf_kernel& operator=(const leaf_kernel&) = delete;
  virtual ~leaf_kernel() = default;

  /// Values of the cells that are known, 0.5 elsewhere. Is every known cell valid?
  virtual bool operator()(const cells& raw, tile& to, std::size_t rows) const = 0;
};

/// The same function, bit for bit, with what does not depend on a figure worked out where that
/// helps.
template <class Scale>
[[nodiscard]] decltype(auto) ready_form(const Scale& s) {
  if constexpr (requires { s.ready(); }) {
    return s.ready();
  } else {
    return (s);
  }
}

template <class Scale, unsigned Isa>
class leaf_kernel_of final : public leaf_kernel {
 public:
  /// `s` must outlive it.
  explicit leaf_kernel_of(const Scale& s) : scale_(s), ready_(ready_form(s)) {
    if constexpr (requires {
                    s.total();
                    s.capped;
                  }) {
      trusted_ = s.total() && s.capped;
    }
  }

  bool operator()(const cells& raw, tile& to, std::size_t rows) const override {
    const row_set all = simd::rows_of_pieces<Isa>(rows);
    if (raw.infinite() != 0) return false;
    const bool complete = raw.known() == all;
    if (complete && trusted_) {
      simd::each_piece<Isa>(rows, [&]<class Real>(std::size_t r) {
        complete_piece<Real>(raw.row() + r, to.row + r);
      });
      return true;
    }
    row_set invalid = 0;
    simd::each_piece<Isa>(rows, [&]<class Real>(std::size_t r) {
      const row_set known = raw.known() >> r;
      invalid |= (known & invalid_in_piece<Real>(raw.row() + r, known, to.row + r)) << r;
    });
    return invalid == 0;
  }

 private:
  template <class Real>
  [[gnu::flatten]] void complete_piece(const double* from, double* to) const {
    Real(ready_(Real::load(from))).store(to);
  }

  // Also values, as the above.
  template <class Real>
  [[gnu::flatten]] row_set invalid_in_piece(const double* from, row_set known, double* to) const {
    const Real x = Real::pick(known, Real::load(from), 0);
    const Real v = ready_(x);
    Real::pick(known, v, 0.5).store(to);
    return trusted_ ? 0 : (!detail::scorable(scale_, x, v)).lanes();
  }

  const Scale& scale_;
  decltype(ready_form(std::declval<const Scale&>())) ready_;
  bool trusted_ = false;  // every finite figure is valid
};

template <unsigned Isa>
[[nodiscard]] std::unique_ptr<const leaf_kernel> make_leaf_kernel(const scale& s) {
  return detail::visit_fixed(
      [](const auto& fixed) -> std::unique_ptr<const leaf_kernel> {
        return std::make_unique<leaf_kernel_of<std::remove_cvref_t<decltype(fixed)>, Isa>>(fixed);
      },
      s);
}

}  // namespace ltorisk::engine
