// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/weight/judgments.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <span>
#include <string>
#include <utility>
#include <vector>

/// Matrices of pairwise comparisons.
namespace ltorisk::weight {

/// The mean consistency index of random comparisons of 1 to 15 criteria on Saaty's scale 1/9 .. 9
/// (Saaty 1980, The Analytic Hierarchy Process, McGraw-Hill; later simulations by him and others
/// differ in the second digit).
inline constexpr double random_indices[] = {0,    0,    0.58, 0.90, 1.12, 1.24, 1.32, 1.41,
                                            1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59};

/// `random_indices`; for more criteria the line (1.7699 n - 4.3513) / (n - 1) that Alonso and
/// Lamata (2006, doi:10.1142/S0218488506004114) fitted to theirs.
[[nodiscard]] inline double random_index(std::size_t criteria) {
  if (criteria == 0) return 0;
  if (criteria <= std::size(random_indices)) return random_indices[criteria - 1];
  const auto n = static_cast<double>(criteria);
  return (1.7699 * n - 4.3513) / (n - 1);
}

namespace detail {

using matrix = std::vector<std::vector<double>>;

/// Throws `domain_error` unless they are square, positive, 1 on the diagonal and reciprocal.
inline void require_comparisons(const std::string& scheme, const matrix& a) {
  const auto n = a.size();
  const auto wrong = [&](const std::string& what) {
    throw domain_error(scheme + ": comparisons must be " + what);
  };
  for (std::size_t i = 0; i < n; ++i) {
    const auto at = [&](std::size_t j) {
      return to_text(a[i][j]) + " in row " + std::to_string(i + 1) + ", column " +
             std::to_string(j + 1);
    };
    if (a[i].size() != n) {
      wrong("a square matrix, got " + std::to_string(n) + " rows and " +
            std::to_string(a[i].size()) + " columns in row " + std::to_string(i + 1));
    }
    for (std::size_t j = 0; j < n; ++j) {
      if (!(a[i][j] > 0 && std::isfinite(a[i][j]))) wrong("positive and finite, got " + at(j));
    }
    if (std::fabs(a[i][i] - 1) > 1e-9) wrong("1 on the diagonal, got " + at(i));
    for (std::size_t j = 0; j < i; ++j) {
      if (std::fabs(a[i][j] * a[j][i] - 1) <= 0.05) continue;
      wrong("reciprocal within 5 %, got " + at(j) + " against " + to_text(a[j][i]));
    }
  }
}

/// The nearest ones that are exactly reciprocal.
[[nodiscard]] inline matrix reciprocal(const matrix& a) {
  auto exact = a;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < a.size(); ++j) {
      exact[i][j] = i == j ? 1 : std::sqrt(a[i][j]) / std::sqrt(a[j][i]);
    }
  }
  return exact;
}

[[nodiscard]] inline double consistency_ratio(double eigenvalue, std::size_t criteria) {
  if (criteria < 3) return 0;
  const auto n = static_cast<double>(criteria);
  const double index = (eigenvalue - n) / (n - 1);
  return index > 0 ? index / random_index(criteria) : 0;
}

/// Shares of exp(mean(log a_i)).
[[nodiscard]] inline std::vector<double> geometric_means(const matrix& a) {
  std::vector<double> means;
  for (const auto& row : a) {
    double sum = 0;
    for (const double x : row) sum += std::log(x);
    means.push_back(sum / static_cast<double>(a.size()));
  }
  const double largest = *std::ranges::max_element(means);
  for (double& m : means) m = std::exp(m - largest);
  return scaled_to_one(means);
}

/// Which a_ij is the largest multiple of w_i / w_j.
[[nodiscard]] inline std::pair<std::size_t, std::size_t> least_fitting(
    const matrix& a, const std::vector<double>& w) {
  std::pair<std::size_t, std::size_t> worst{0, 0};
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < a.size(); ++j) {
      const double misfit = std::log(a[i][j]) + std::log(w[j]) - std::log(w[i]);
      if (!(misfit > most)) continue;
      most = misfit;
      worst = {i, j};
    }
  }
  return worst;
}

}  // namespace detail

/// One matrix of comparisons from several people's: the geometric mean of each entry, the only one
/// that keeps them reciprocal and treats people alike (Aczel, Saaty 1983,
/// doi:10.1016/0022-2496(83)90028-7). Throws `domain_error` where one is no matrix of comparisons,
/// and `input_error` where there is none or their sizes differ.
[[nodiscard]] inline std::vector<std::vector<double>> joint_comparisons(
    std::span<const std::vector<std::vector<double>>> people) {
  if (people.empty())
    throw input_error({diagnostic{"joint_comparisons", "needs one matrix at least"}});
  fault_list faults;
  for (std::size_t p = 0; p < people.size(); ++p) {
    const auto who = "matrix " + std::to_string(p + 1);
    detail::require_comparisons("joint_comparisons: " + who, people[p]);
    if (people[p].size() == people[0].size()) continue;
    faults.add(who, "has " + std::to_string(people[p].size()) + " criteria, the first has " +
                        std::to_string(people[0].size()));
  }
  faults.throw_if_any();
  auto joint = people[0];
  for (std::size_t i = 0; i < joint.size(); ++i) {
    for (std::size_t j = 0; j < joint.size(); ++j) {
      double sum = 0;
      for (const auto& a : people) sum += std::log(a[i][j]);
      joint[i][j] = std::exp(sum / static_cast<double>(people.size()));
    }
  }
  return joint;
}

}  // namespace ltorisk::weight
