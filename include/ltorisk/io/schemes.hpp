// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/aggregate/gated.hpp>
#include <ltorisk/aggregate/geometric_mean.hpp>
#include <ltorisk/aggregate/harmonic_mean.hpp>
#include <ltorisk/aggregate/inverted_geometric_mean.hpp>
#include <ltorisk/aggregate/maximum.hpp>
#include <ltorisk/aggregate/minimum.hpp>
#include <ltorisk/aggregate/power_mean.hpp>
#include <ltorisk/aggregate/product.hpp>
#include <ltorisk/any_aggregation.hpp>
#include <ltorisk/any_normalization.hpp>
#include <ltorisk/any_weighting.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/normalize/min_max.hpp>
#include <ltorisk/weight/equal.hpp>

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ltorisk {

/// The schemes of one family that JSON may name.
template <class Any>
class scheme_list {
 public:
  /// How a name becomes a scheme.
  struct entry {
    std::string name;
    /// Those of `Scheme{}`: a parameter that JSON does not give keeps its default.
    std::vector<parameter> defaults;
    /// From a value per parameter. Throws `domain_error` where the scheme refuses them.
    Any (*make)(const std::vector<parameter>&);
  };

  /// Throws `domain_error` for a name that is empty or taken, or a parameter that is called as the
  /// key that holds the name.
  template <class Scheme>
  void add(std::string name, const char* key) {
    if (name.empty()) throw domain_error("schemes: a name must not be empty");
    if (find(name))
      throw domain_error("schemes: " + ltorisk::in_quotes(name) + " is taken already");
    entry e{std::move(name), parameters_of(Scheme{}),
            [](const std::vector<parameter>& p) { return Any(make_scheme<Scheme>(p)); }};
    for (const auto& p : e.defaults) {
      if (p.name == key || p.name == "direction") {
        throw domain_error("schemes: a parameter of " + ltorisk::in_quotes(e.name) +
                           " must not be called " + ltorisk::in_quotes(p.name) +
                           ", JSON holds something else there");
      }
    }
    entries_.push_back(std::move(e));
  }

  /// Null for a name that is not known.
  [[nodiscard]] const entry* find(std::string_view name) const {
    for (const auto& e : entries_) {
      if (e.name == name) return &e;
    }
    return nullptr;
  }

  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> list;
    for (const auto& e : entries_) list.push_back(e.name);
    return list;
  }

 private:
  std::vector<entry> entries_;
};

/// The schemes a framework's JSON may name: ours, and those a user adds.
///
///     read_framework(text, schemes{}.add<softmin>().add<my_weighting>())
///
/// A value like any other: what is added here is known nowhere else. Left out, because it takes
/// Eigen with it: `add<weight::pca>()`, of `weight/pca.hpp`.
class schemes {
 public:
  schemes() {
    add<aggregate::arithmetic_mean>();
    add<aggregate::geometric_mean>();
    add<aggregate::harmonic_mean>();
    add<aggregate::power_mean>();
    add<aggregate::minimum>();
    add<aggregate::maximum>();
    add<aggregate::product>();
    add<aggregate::gated>();
    add<aggregate::inverted_geometric_mean>();
    add<normalize::min_max>();
    add<weight::equal>();
  }

  /// Makes a scheme known under its own name, or for reading under another (it is written under its
  /// own): an aggregation, a weighting, a normalization, or a value function that a normalization
  /// becomes. Throws `domain_error` for a name that is taken in its family.
  template <class Scheme>
  schemes& add(std::string name = name_of<Scheme>()) {
    static_assert(
        aggregation<Scheme> || weighting<Scheme> || normalization<Scheme> || value_function<Scheme>,
        "ltorisk::schemes: Scheme must be an aggregation, a weighting, a normalization or "
        "a value function (concepts.hpp)");
    static_assert(
        std::default_initializable<Scheme>,
        "ltorisk::schemes: Scheme must have a default constructor, for the parameters that "
        "JSON does not give");
    if constexpr (aggregation<Scheme>) {
      aggregations_.add<Scheme>(std::move(name), "scheme");
    } else if constexpr (weighting<Scheme>) {
      weightings_.add<Scheme>(std::move(name), "scheme");
    } else {
      if (is_fixed_kind(name)) {
        throw domain_error("schemes: " + ltorisk::in_quotes(name) + " is a kind of scale already");
      }
      if constexpr (normalization<Scheme>) {
        normalizations_.add<Scheme>(std::move(name), "kind");
      } else {
        functions_.add<Scheme>(std::move(name), "kind");
      }
    }
    return *this;
  }

  [[nodiscard]] const scheme_list<any_aggregation>& aggregations() const { return aggregations_; }
  [[nodiscard]] const scheme_list<any_weighting>& weightings() const { return weightings_; }
  [[nodiscard]] const scheme_list<any_normalization>& normalizations() const {
    return normalizations_;
  }
  [[nodiscard]] const scheme_list<any_value_function>& functions() const { return functions_; }

 private:
  template <class Scheme>
  static std::string name_of() {
    if constexpr (requires { Scheme::name; }) {
      return std::string(Scheme::name);
    } else {
      return std::string(Scheme::kind);
    }
  }

  template <std::size_t I = 0>
  static bool is_fixed_kind(std::string_view name) {
    if constexpr (I == std::variant_size_v<scale>) {
      return false;
    } else {
      if constexpr (requires { std::variant_alternative_t<I, scale>::kind; }) {
        if (name == std::variant_alternative_t<I, scale>::kind) return true;
      }
      return is_fixed_kind<I + 1>(name);
    }
  }

  scheme_list<any_aggregation> aggregations_;
  scheme_list<any_weighting> weightings_;
  scheme_list<any_normalization> normalizations_;
  scheme_list<any_value_function> functions_;
};

}  // namespace ltorisk
