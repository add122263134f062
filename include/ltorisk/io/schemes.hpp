// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/aggregate/choquet.hpp>
#include <ltorisk/aggregate/choquet_2_additive.hpp>
#include <ltorisk/aggregate/gated.hpp>
#include <ltorisk/aggregate/geometric_mean.hpp>
#include <ltorisk/aggregate/harmonic_mean.hpp>
#include <ltorisk/aggregate/ideal_closeness.hpp>
#include <ltorisk/aggregate/inverted_geometric_mean.hpp>
#include <ltorisk/aggregate/maximum.hpp>
#include <ltorisk/aggregate/median.hpp>
#include <ltorisk/aggregate/minimum.hpp>
#include <ltorisk/aggregate/ordered_mean.hpp>
#include <ltorisk/aggregate/penalized_mean.hpp>
#include <ltorisk/aggregate/power_mean.hpp>
#include <ltorisk/aggregate/product.hpp>
#include <ltorisk/aggregate/waspas.hpp>
#include <ltorisk/any_aggregation.hpp>
#include <ltorisk/any_normalization.hpp>
#include <ltorisk/any_weighting.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/normalize/box_cox_transformed.hpp>
#include <ltorisk/normalize/distance_to_reference.hpp>
#include <ltorisk/normalize/distance_to_target.hpp>
#include <ltorisk/normalize/goalposts.hpp>
#include <ltorisk/normalize/log_transformed.hpp>
#include <ltorisk/normalize/logarithmic.hpp>
#include <ltorisk/normalize/min_max.hpp>
#include <ltorisk/normalize/percentile_rank.hpp>
#include <ltorisk/normalize/quantile_winsorized.hpp>
#include <ltorisk/normalize/rank.hpp>
#include <ltorisk/normalize/scaled.hpp>
#include <ltorisk/normalize/share_of_sum.hpp>
#include <ltorisk/normalize/treated.hpp>
#include <ltorisk/normalize/vector.hpp>
#include <ltorisk/normalize/winsorized.hpp>
#include <ltorisk/normalize/z_score.hpp>
#include <ltorisk/weight/ahp.hpp>
#include <ltorisk/weight/angle.hpp>
#include <ltorisk/weight/best_worst.hpp>
#include <ltorisk/weight/budget_allocation.hpp>
#include <ltorisk/weight/cilos.hpp>
#include <ltorisk/weight/coefficient_of_variation.hpp>
#include <ltorisk/weight/critic.hpp>
#include <ltorisk/weight/entropy.hpp>
#include <ltorisk/weight/equal.hpp>
#include <ltorisk/weight/equal_importance.hpp>
#include <ltorisk/weight/gini.hpp>
#include <ltorisk/weight/given.hpp>
#include <ltorisk/weight/idocriw.hpp>
#include <ltorisk/weight/lopcow.hpp>
#include <ltorisk/weight/merec.hpp>
#include <ltorisk/weight/rank_order_centroid.hpp>
#include <ltorisk/weight/rank_sum.hpp>
#include <ltorisk/weight/reciprocal_of_ranks.hpp>
#include <ltorisk/weight/standard_deviation.hpp>
#include <ltorisk/weight/statistical_variance.hpp>

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
      if (p.name == key || (std::string_view(key) == "kind" && p.name == "direction")) {
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
  // A template, so that a file that reads no framework does not compile them all.
  template <unsigned Isa = simd::native_isa>
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
    add<aggregate::median>();
    add<aggregate::ordered_mean>();
    add<aggregate::choquet>();
    add<aggregate::choquet_2_additive>();
    add<aggregate::waspas>();
    add<aggregate::ideal_closeness>();
    add<aggregate::penalized_mean>();
    add<normalize::min_max>();
    add<normalize::goalposts>();
    add<normalize::z_score>();
    add<normalize::scaled>();
    add<normalize::distance_to_target>();
    add<normalize::distance_to_reference>();
    add<normalize::share_of_sum>();
    add<normalize::vector>();
    add<normalize::percentile_rank>();
    add<normalize::rank>();
    add<normalize::logarithmic>();
    add_treatments<normalize::min_max>();
    add_treatments<normalize::z_score>();
    add_treatments<normalize::scaled>();
    add<weight::equal>();
    add<weight::given>();
    add<weight::rank_order_centroid>();
    add<weight::rank_sum>();
    add<weight::reciprocal_of_ranks>();
    add<weight::ahp>();
    add<weight::best_worst>();
    add<weight::budget_allocation>();
    add<weight::entropy>();
    add<weight::critic>();
    add<weight::standard_deviation>();
    add<weight::coefficient_of_variation>();
    add<weight::statistical_variance>();
    add<weight::gini>();
    add<weight::angle>();
    add<weight::merec>();
    add<weight::cilos>();
    add<weight::idocriw>();
    add<weight::lopcow>();
    add<weight::equal_importance>();
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
  // Outliers first, then the scale.
  template <normalization N>
  void add_treatments() {
    add<normalize::winsorized<N>>();
    add<normalize::quantile_winsorized<N>>();
    add<normalize::log_transformed<N>>();
    add<normalize::box_cox_transformed<N>>();
    add<normalize::treated<N>>();
  }

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
