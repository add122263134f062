// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/statistics/eigen.hpp>
#include <ltorisk/statistics/factors.hpp>
#include <ltorisk/weight/correlations.hpp>
#include <ltorisk/weight/shares.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::weight {

/// Weights from the principal components of the correlation matrix.
///
/// `method = intermediate_composites` (OECD/JRC Handbook 2008, doi:10.1787/9789264043466-en, step
/// 6; Nicoletti, Scarpetta, Boylaud 2000, doi:10.1787/215182844604): components are retained and
/// turned by varimax. Each criterion goes to the factor it loads highest on, weighs l^2 / e there
/// (the variance e the factor explains), and the factor weighs e: so w_j ~ the largest l_j^2. (The
/// Handbook's text puts one criterion where l^2 / e is largest instead; its table of weights does
/// not.) `method = first_component`: w_j ~ the loading on the first component, so that the index is
/// that component; a criterion that runs against it is an error.
///
/// `retain`: eigenvalues above one (Kaiser's rule; at least one is kept), or as few as explain the
/// `explained` share of the variance, or the number `components`. The Handbook's own example keeps
/// four, one of them below one. Equal eigenvalues leave components undetermined before varimax.
/// Weights correct for overlap; they say nothing of importance. Units do not matter.
///
/// A constant column weighs nothing. Correlations over the rows that know both. One pass.
struct pca {
  enum class methods { intermediate_composites, first_component };
  enum class retention { eigenvalue_above_one, explained_share, number };
  enum class rotations { varimax, none };

  static constexpr const char* name = "pca";
  static constexpr int passes = 1;
  using summary = statistics::co_moments;
  weighting_input looks_at = weighting_input::normalized;
  methods method = methods::intermediate_composites;
  retention retain = retention::eigenvalue_above_one;
  double explained = 0.6;
  double components = 1;
  rotations rotation = rotations::varimax;

  [[nodiscard]] weighting_input input() const { return looks_at; }

  [[nodiscard]] std::vector<double> operator()(const summary& s,
                                               std::span<const criterion> criteria) const {
    const auto kept = detail::varying(name, s, criteria);
    const auto found = loadings(detail::correlations(name, s, criteria, kept));
    std::vector<double> amounts(criteria.size());
    for (std::size_t a = 0; a < kept.size(); ++a) {
      amounts[kept[a]] =
          method == methods::first_component ? found[0][a] : largest_square(found, a);
    }
    return shares(std::move(amounts), name, criteria, detail::all_constant);
  }

  [[nodiscard]] static double largest_square(const statistics::factor_loadings& factors,
                                             std::size_t column) {
    double largest = 0;
    for (const auto& f : factors) largest = std::max<double>(largest, f[column] * f[column]);
    return largest;
  }

  /// The retained factors of a correlation matrix, turned where asked.
  [[nodiscard]] statistics::factor_loadings loadings(const scenario::square_matrix& r) const {
    const auto pairs = statistics::symmetric_eigen(r);
    const double all = static_cast<double>(r.size());
    const auto enough = [&](std::size_t k, double sum) {
      if (method == methods::first_component) return k == 1;
      if (retain == retention::explained_share) return sum >= explained * all * (1 - 1e-12);
      if (retain == retention::number) return static_cast<double>(k) >= components;
      return k > 0 && pairs.values[k] <= 1 - 1e-12;  // rounding must not split equal columns
    };
    statistics::factor_loadings factors;
    double sum = 0, leaning = 0;
    for (std::size_t k = 0; k < pairs.values.size() && !(k > 0 && enough(k, sum)); ++k) {
      if (!(pairs.values[k] > 1e-12)) break;  // with cells missing it can be negative
      sum += pairs.values[k];
      factors.push_back(pairs.vectors[k]);
      for (double& l : factors[k]) l *= std::sqrt(pairs.values[k]);
    }
    if (method == methods::first_component && !factors.empty()) {
      for (const double l : factors[0]) leaning += l;
      for (double& l : factors[0]) l = leaning < 0 ? -l : l;
    } else if (rotation == rotations::varimax && !statistics::varimax(factors)) {
      throw input_error({diagnostic{name, "finds no rotation: varimax does not converge"}});
    }
    return factors;
  }

  static void parameters(auto& list, auto& self) {
    list("input", self.looks_at, {"raw", "normalized"});
    list("method", self.method, {"intermediate_composites", "first_component"});
    list("retain", self.retain, {"eigenvalue_above_one", "explained_share", "number"});
    list("explained", self.explained);
    list("components", self.components);
    list("rotation", self.rotation, {"varimax", "none"});
  }
  void validate() const {
    if (!(explained > 0 && explained <= 1)) {
      throw domain_error("pca: explained must be in (0, 1], got " + to_text(explained));
    }
    if (!(components >= 1 && components == std::floor(components) && components < 1e6)) {
      throw domain_error("pca: components must be a whole number from 1, got " +
                         to_text(components));
    }
  }
  friend bool operator==(const pca&, const pca&) = default;
};

}  // namespace ltorisk::weight
