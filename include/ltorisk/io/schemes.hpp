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
#include <ltorisk/error.hpp>

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ltorisk {

/// The aggregations a framework's JSON may name: ours, and those a user adds.
///
///     read_framework(text, schemes{}.add<softmin>())
///
/// A value like any other: what is added here is known nowhere else.
class schemes {
 public:
  /// How a name becomes an aggregation.
  struct entry {
    std::string name;
    std::vector<std::string> parameters;
    /// Those of `A{}`: a parameter that JSON does not give keeps its default.
    std::vector<double> defaults;
    /// From a value per parameter. Throws what the scheme's constructor throws.
    any_aggregation (*make)(const std::vector<double>&);
  };

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
  }

  /// Makes `A` known under its own name, or for reading under another (it is written under its
  /// own). Throws `domain_error` for a name that is taken.
  template <aggregation A>
  schemes& add(std::string name = std::string(A::name)) {
    static_assert(std::default_initializable<A>,
                  "ltorisk::schemes: A must have a default constructor, for the parameters that "
                  "JSON does not give");
    if (name.empty()) throw domain_error("schemes: a name must not be empty");
    if (find(name))
      throw domain_error("schemes: " + ltorisk::in_quotes(name) + " is taken already");
    entry e{std::move(name), {}, {}, nullptr};
    if constexpr (parametric<A>) {
      const auto defaults = A{}.parameters();
      for (std::size_t i = 0; i < A::parameter_names.size(); ++i) {
        e.parameters.emplace_back(A::parameter_names[i]);
        e.defaults.push_back(defaults[i]);
        if (e.parameters[i] == "scheme") {
          throw domain_error("schemes: a parameter of " + ltorisk::in_quotes(e.name) +
                             " must not be called 'scheme', JSON holds the name there");
        }
      }
      e.make = [](const std::vector<double>& values) {
        return make<A>(values, std::make_index_sequence<A::parameter_names.size()>{});
      };
    } else {
      e.make = [](const std::vector<double>&) { return any_aggregation(A{}); };
    }
    entries_.push_back(std::move(e));
    return *this;
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
  template <class A, std::size_t... I>
  static any_aggregation make(const std::vector<double>& values, std::index_sequence<I...>) {
    return A{values[I]...};
  }

  std::vector<entry> entries_;
};

}  // namespace ltorisk
