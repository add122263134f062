// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/table.hpp>

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

/// Random tables: nothing a compiler or a branch predictor could know beforehand.
namespace data {

using ltorisk::missing;
using ltorisk::table_view;

class dice {
 public:
  explicit dice(std::uint64_t seed) : bits_(seed) {}
  double uniform() { return static_cast<double>(bits_() >> 11) * 0x1p-53; }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(bits_() % n); }

 private:
  std::mt19937_64 bits_;
};

struct columns {
  std::vector<std::string> ids = {};
  std::vector<std::vector<double>> cells = {};

  [[nodiscard]] std::size_t rows() const { return cells.front().size(); }
  [[nodiscard]] double values() const { return static_cast<double>(rows() * cells.size()); }
  [[nodiscard]] table_view view(std::size_t first_rows = 0) const {
    const auto rows = first_rows == 0 ? this->rows() : first_rows;
    table_view v(rows);
    for (std::size_t j = 0; j < ids.size(); ++j) v.add(ids[j], cells[j].data(), sizeof(double));
    return v;
  }
};

/// `size` columns of numbers from 1 to 2, so many percent of them missing.
inline columns uniform(std::size_t size, std::size_t rows, int percent_missing) {
  columns t;
  dice d(size + rows);
  for (std::size_t j = 0; j < size; ++j) {
    std::string id = "c";
    t.ids.push_back(id += std::to_string(j));
    auto& column = t.cells.emplace_back(rows);
    for (double& x : column) {
      x = d.below(100) < static_cast<std::size_t>(percent_missing) ? missing : 1 + d.uniform();
    }
  }
  return t;
}

/// The last table asked for: the library calls a case several times.
inline const columns& cached(std::size_t size, std::size_t rows, int percent_missing) {
  static std::tuple<std::size_t, std::size_t, int> key;
  static columns table;
  if (const std::tuple wanted{size, rows, percent_missing}; key != wanted) {
    table = {};
    table = uniform(size, rows, percent_missing);
    key = wanted;
  }
  return table;
}

}  // namespace data
