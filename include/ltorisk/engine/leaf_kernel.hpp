// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/cells.hpp>
#include <ltorisk/engine/fixed_scale.hpp>
#include <ltorisk/scale.hpp>

#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

/// Scales made ready for many tiles. Internal.
namespace ltorisk::engine {

/// The leaves that are seen through one kind of scale: one virtual call for all of them.
class leaf_kernel {
 public:
  leaf_kernel() = default;
  leaf_kernel(const leaf_kernel&) = delete;
  leaf_kernel& operator=(const leaf_kernel&) = delete;
  virtual ~leaf_kernel() = default;

  /// Whether the scale is of its kind; if so the leaf is its own. The scale must outlive it.
  virtual bool add(const scale& s, std::size_t leaf, std::size_t column) = 0;
  /// Values of the cells that are known, 0.5 elsewhere, by leaf. Is every known cell valid?
  /// `complete`: every cell is a number.
  virtual bool operator()(const std::vector<cells>& raw, std::vector<tile>& to, std::size_t rows,
                          bool complete) const = 0;
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
  bool add(const scale& s, std::size_t leaf, std::size_t column) override {
    const auto* mine = std::get_if<Scale>(&s);
    if (mine) leaves_.emplace_back(*mine, leaf, column);
    return mine != nullptr;
  }

  [[gnu::flatten]] bool operator()(const std::vector<cells>& raw, std::vector<tile>& to,
                                   std::size_t rows, bool complete) const override {
    bool valid = true;
    for (const auto& l : leaves_) {
      const cells& from = raw[l.column];
      valid = (complete ? l.template run<true>(from.row(), to[l.leaf].row, rows)
                        : from.infinite() == 0 &&
                              l.template run<false>(from.row(), to[l.leaf].row, rows)) &&
              valid;
    }
    return valid;
  }

 private:
  struct leaf_of {
    leaf_of(const Scale& s, std::size_t l, std::size_t c)
        : source(s), ready(ready_form(s)), leaf(l), column(c) {
      if constexpr (requires {
                      s.total();
                      s.capped;
                    }) {
        trusted = s.total() && s.capped;
      }
    }

    /// Is every known cell valid? None may be infinite.
    template <bool Complete>
    bool run(const double* from, double* to, std::size_t rows) const {
      bool valid = true;
      simd::each_piece<Isa>(rows, [&]<class Real>(std::size_t r) {
        const Real cell = Real::load(from + r);
        const auto known = cell == cell;
        const Real x = Complete ? cell : math::select(known, cell, 0);
        const Real v = ready(x);
        Real(Complete ? v : math::select(known, v, 0.5)).store(to + r);
        if (trusted) return;
        const auto passes = detail::scorable(source, x, v);
        valid = valid && !math::any(Complete ? !passes : known && !passes);
      });
      return valid;
    }

    const Scale& source;
    decltype(ready_form(std::declval<const Scale&>())) ready;
    std::size_t leaf, column;
    bool trusted = false;  // every finite figure is valid
  };

  std::vector<leaf_of> leaves_;
};

template <unsigned Isa>
[[nodiscard]] std::unique_ptr<leaf_kernel> make_leaf_kernel(const scale& s) {
  return detail::visit_fixed(
      [](const auto& fixed) -> std::unique_ptr<leaf_kernel> {
        return std::make_unique<leaf_kernel_of<std::remove_cvref_t<decltype(fixed)>, Isa>>();
      },
      s);
}

}  // namespace ltorisk::engine
