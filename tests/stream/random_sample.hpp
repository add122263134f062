// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/aggregate/geometric_mean.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/normalize/min_max.hpp>
#include <ltorisk/normalize/percentile_rank.hpp>
#include <ltorisk/table.hpp>
#include <ltorisk/weight/critic.hpp>
#include <ltorisk/weight/entropy.hpp>
#include <ltorisk/weight/standard_deviation.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

/// A sample to be cut in chunks and shards, and a framework that learns from it in three passes.
namespace random_sample {

using namespace ltorisk;

struct sample {
  std::vector<std::vector<double>> columns;

  explicit sample(std::size_t rows, std::uint64_t seed = 5)
      : columns(6, std::vector<double>(rows)) {
    std::mt19937_64 bits(seed);
    for (auto& column : columns) {
      for (double& x : column) {
        const double u = static_cast<double>(bits() >> 11) * 0x1p-53;
        x = u < 0.03 ? missing : u < 0.04 ? not_applicable : 1 + u * 100;
      }
    }
  }
  [[nodiscard]] table_view view() const {
    static const char* const ids[] = {"a", "b", "c", "d", "e", "f"};
    table_view v(columns[0].size());
    for (std::size_t j = 0; j < columns.size(); ++j) v.add(ids[j], columns[j]);
    return v;
  }
};

// Two depths of learned weights over learned scales of every kind of summary.
inline framework learned() {
  framework f;
  f.id = "learned";
  f.indicators = {{.id = "a", .scale = normalize::min_max{}},
                  {.id = "b", .scale = normalize::percentile_rank{}},
                  {.id = "c", .scale = normalize::min_max{}},
                  {.id = "d", .scale = scales::linear{0, 200}},
                  {.id = "e", .scale = normalize::min_max{}},
                  {.id = "f", .scale = normalize::min_max{}}};
  f.nodes = {{.id = "top",
              .aggregation = aggregate::arithmetic_mean{},
              .weighting = weight::standard_deviation{},
              .children = {{.child = "left"}, {.child = "right", .sign = sign::minus}}},
             {.id = "left",
              .aggregation = aggregate::arithmetic_mean{},
              .weighting = weight::critic{},
              .children = {{.child = "a"}, {.child = "b"}, {.child = "c"}}},
             {.id = "right",
              .aggregation = aggregate::geometric_mean{},
              .weighting = weight::entropy{},
              .children = {{.child = "d"}, {.child = "e"}, {.child = "f"}}}};
  f.outcomes = {"top"};
  return f;
}

inline bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(a, b, [](double x, double y) {
    return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
  });
}

}  // namespace random_sample
