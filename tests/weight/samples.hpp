// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/any_weighting.hpp>
#include <ltorisk/concepts.hpp>
#include <ltorisk/statistics/reduction.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

/// Samples for tests of weightings.
namespace weight_samples {

using namespace ltorisk;

struct sample {
  std::vector<std::vector<double>> columns;
  std::vector<criterion> criteria;

  [[nodiscard]] std::size_t rows() const { return columns.empty() ? 0 : columns[0].size(); }
  [[nodiscard]] std::vector<column_view> view(std::size_t first = 0) const {
    std::vector<column_view> list;
    for (std::size_t j = 0; j < columns.size(); ++j) {
      list.push_back({criteria[j].id, columns[j].data() + first});
    }
    return list;
  }
};

/// Rows as papers print them; directions 1 or -1, benefits where there are none.
inline sample of_rows(const std::vector<std::vector<double>>& rows,
                      const std::vector<int>& directions = {}) {
  sample s;
  for (std::size_t j = 0; j < rows.at(0).size(); ++j) {
    s.criteria.push_back({"c" + std::to_string(j),
                          !directions.empty() && directions.at(j) < 0 ? sign::minus : sign::plus});
    s.columns.emplace_back();
    for (const auto& row : rows) s.columns.back().push_back(row.at(j));
  }
  return s;
}

template <class W>
std::vector<double> weights(const W& w, const sample& s) {
  validate_scheme(w);
  return any_weighting(w)(s.view(), s.rows(), s.criteria);
}

/// Columns of values from `low` to `high` that share something; every other one a cost, if asked.
inline sample drawn_sample(std::uint64_t seed, std::size_t columns, std::size_t rows,
                            double low = 0.5, double high = 9, bool costs = true,
                            double missing_share = 0) {
  std::mt19937_64 bits(seed);
  const auto uniform = [&] { return static_cast<double>(bits() >> 11) * 0x1p-53; };
  sample s;
  for (std::size_t j = 0; j < columns; ++j) {
    s.criteria.push_back({"c" + std::to_string(j), costs && j % 2 == 1 ? sign::minus : sign::plus});
    s.columns.emplace_back();
  }
  for (std::size_t i = 0; i < rows; ++i) {
    const double shared = uniform();
    for (auto& column : s.columns) {
      const double own = uniform(), x = low + (high - low) * (0.4 * shared + 0.6 * own * own);
      column.push_back(uniform() < missing_share ? missing : x);
    }
  }
  return s;
}

}  // namespace weight_samples
