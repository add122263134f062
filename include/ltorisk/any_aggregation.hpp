// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/engine/children.hpp>
#include <ltorisk/simd/tile.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace ltorisk {

/// Any aggregation, ours or a user's, chosen at run time: a node holds one. A scheme converts to it
/// by itself: `node{.aggregation = aggregate::geometric_mean(0.01)}`. A regular value; copies share
/// the scheme, which never changes.
///
/// The virtual call is paid once for a tile of rows, not once for a value.
class any_aggregation {
 public:
  template <class A, unsigned Isa = simd::native_isa>
    requires(!std::same_as<A, any_aggregation> && aggregation<A>)
  any_aggregation(A scheme)  // NOLINT: a scheme is used where any aggregation is asked
      : scheme_(std::make_shared<const holder<A, Isa>>(std::move(scheme))) {}

  // Compilers quote the last line.
  // clang-format off
  template <class A>
    requires(!std::same_as<A, any_aggregation> && !aggregation<A>)
  any_aggregation(A) = delete;  // not an aggregation: ask static_assert(ltorisk::aggregation<A>)
  // clang-format on

  [[nodiscard]] std::string_view name() const { return scheme_->name(); }
  [[nodiscard]] const aggregation_laws& laws() const { return scheme_->laws; }
  /// Names and values of the parameters, in the scheme's order.
  [[nodiscard]] std::vector<parameter> parameters() const { return scheme_->parameters(); }
  /// How many children it takes, where it does not take any number.
  [[nodiscard]] std::optional<std::size_t> children() const { return scheme_->children(); }
  /// Throws `domain_error` where the scheme's parameters are wrong.
  void validate() const { scheme_->validate(); }

  /// For each of the first `rows` rows of a tile: `result = a(values, weights)` of the children.
  void operator()(const engine::children& all, simd::tile& result,
                  std::size_t rows = simd::tile_rows) const {
    scheme_->run(all, result, rows);
  }

  friend bool operator==(const any_aggregation& a, const any_aggregation& b) {
    return a.scheme_->equals(*b.scheme_);
  }

 private:
  struct base {
    explicit base(aggregation_laws promised) : laws(promised) {}
    base(const base&) = delete;
    base& operator=(const base&) = delete;
    virtual ~base() = default;
    virtual std::string_view name() const = 0;
    virtual std::vector<parameter> parameters() const = 0;
    virtual std::optional<std::size_t> children() const = 0;
    virtual void validate() const = 0;
    virtual bool equals(const base& other) const = 0;
    virtual void run(const engine::children& all, simd::tile& result, std::size_t rows) const = 0;
    aggregation_laws laws;
  };

  template <class A, unsigned Isa>
  struct holder final : base {
    explicit holder(A a) : base(laws_of(a)), scheme(std::move(a)) {}

    std::string_view name() const override { return A::name; }
    std::vector<parameter> parameters() const override { return parameters_of(scheme); }
    std::optional<std::size_t> children() const override {
      if constexpr (requires { scheme.children(); }) return scheme.children();
      return {};
    }
    void validate() const override { validate_scheme(scheme); }
    bool equals(const base& other) const override {
      const auto* same = dynamic_cast<const holder*>(&other);
      return same && same->scheme == scheme;
    }
    void run(const engine::children& all, simd::tile& result, std::size_t rows) const override {
      if constexpr (requires { requires A::one_pass; }) {
        if (all.complete) return run_pieces<true>(all, result, rows);
        run_pieces<false>(all, result, rows);
      } else {
        if (all.complete) return run_copied<true>(all, result, rows);
        run_copied<false>(all, result, rows);
      }
    }
    template <bool Complete>
    [[gnu::flatten]] void run_pieces(const engine::children& all, simd::tile& result,
                                     std::size_t rows) const {
      simd::each_piece<Isa>(rows, [&]<class Real>(std::size_t row) {
        const engine::child_values<Real, Complete> x(all, row);
        const engine::child_weights<Real, Complete> w(all, row);
        Real(scheme(x, w)).store(result.row + row);
      });
    }
    // It reads its children more than once, or in some order of its own. What it remembers of
    // several packs would not fit the machine's registers.
    template <bool Complete>
    void run_copied(const engine::children& all, simd::tile& result, std::size_t rows) const {
      using pack = simd::pack<Isa>;
      constexpr std::size_t few = 16;
      pack copies[2 * few];
      std::vector<pack> many(all.size > few ? 2 * all.size : 0);
      pack* const x = all.size > few ? many.data() : copies;
      pack* const w = x + all.size;
      simd::each_pack<Isa>(rows, [&](std::size_t row) {
        const engine::child_values<pack, Complete> values(all, row);
        const engine::child_weights<pack, Complete> weights(all, row);
        for (std::size_t j = 0; j < all.size; ++j) x[j] = values[j], w[j] = weights[j];
        const std::span<const pack> xs(x, all.size), ws(w, all.size);
        pack(scheme(xs, ws)).store(result.row + row);
      });
    }

    A scheme;
  };

  std::shared_ptr<const base> scheme_;
};

}  // namespace ltorisk
