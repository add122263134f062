// SPDX-License-Identifier: BSL-1.0

// A normalization and a weighting of your own, used like those of the library: in a flat index, at
// the nodes of a framework, and by name from JSON.

#include <ltorisk/composite.hpp>
#include <ltorisk/io/json.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/statistics/moments.hpp>
#include <ltorisk/weight/shares.hpp>

#include <cmath>
#include <iostream>
#include <span>
#include <vector>

/// What `sigmoid` becomes when it has seen its sample: 1 / (1 + exp(-(x - center) / spread)).
struct fitted_sigmoid {
  static constexpr const char* kind = "fitted_sigmoid";
  double center = 0;
  double spread = 1;
  ltorisk::interval range = {};  // of the sample: where a missing figure could lie

  template <class Real>
  Real operator()(Real x) const {
    return 1 / (1 + ltorisk::math::exp((center - x) / spread));
  }
  auto valid(auto x) const { return x - x == decltype(x)(0); }  // finite
  ltorisk::interval declared() const { return range; }
  ltorisk::trend direction() const {
    return spread > 0 ? ltorisk::trend::rising : ltorisk::trend::falling;
  }
  static void parameters(auto& list, auto& self) {
    list("center", self.center);
    list("spread", self.spread);
    list("range", self.range);
  }
  bool operator==(const fitted_sigmoid&) const = default;
};
static_assert(ltorisk::value_function<fitted_sigmoid>);

/// The logistic curve through the mean, as wide as the standard deviation: outliers are tamed,
/// none is cut off.
struct sigmoid {
  static constexpr const char* name = "sigmoid";
  using summary = ltorisk::statistics::moments;

  fitted_sigmoid fit(const summary& s, const ltorisk::criterion& c) const {
    const auto& column = s[0];
    if (column.constant()) {
      throw ltorisk::input_error({{"column " + ltorisk::in_quotes(c.id),
                                   "is constant or empty: sigmoid needs two values"}});
    }
    const double width = column.standard_deviation(ltorisk::statistics::deviation::population);
    return {.center = column.mean,
            .spread = c.direction == ltorisk::sign::minus ? -width : width,
            .range = {column.least, column.most}};
  }
  bool operator==(const sigmoid&) const = default;
};
static_assert(ltorisk::normalization<sigmoid>);

/// Weights by how much is known of a column: (known cells)^power.
struct completeness {
  static constexpr const char* name = "completeness";
  using summary = ltorisk::statistics::moments;
  double power = 1;

  std::vector<double> operator()(const summary& s,
                                 std::span<const ltorisk::criterion> criteria) const {
    std::vector<double> known;
    for (std::size_t j = 0; j < s.size(); ++j) known.push_back(std::pow(s[j].count, power));
    return ltorisk::weight::shares(known, name, criteria, "every column is empty");
  }
  static void parameters(auto& list, auto& self) { list("power", self.power); }
  bool operator==(const completeness&) const = default;
};
static_assert(ltorisk::weighting<completeness>);

int main() {
  ltorisk::table sample({"Alto", "Bajo", "Centro", "Dos Rios"});
  sample.add("wells_tested", {0.2, 0.5, 0.9, 0.4});
  sample.add("mercury", {4, ltorisk::missing, 0.3, 1});

  // In a flat index.
  const auto index =
      ltorisk::composite{sigmoid{}, completeness{2}, ltorisk::aggregate::arithmetic_mean{}}.fit(
          sample, {{"wells_tested"}, {"mercury", ltorisk::sign::minus}});
  const auto flat = index.score(sample).value;

  // By name from JSON: the caller says which schemes there are.
  const auto known = ltorisk::schemes{}.add<sigmoid>().add<fitted_sigmoid>().add<completeness>();
  const auto framework = ltorisk::read_framework(R"({
    "schema_version": 1,
    "id": "water",
    "score_range": [0, 1],
    "indicators": [
      {"id": "wells_tested", "unit": "share", "scale": {"kind": "sigmoid"}},
      {"id": "mercury", "unit": "ug/l", "scale": {"kind": "sigmoid", "direction": "-"}}
    ],
    "nodes": [
      {"id": "water_safety", "aggregation": "arithmetic_mean",
       "weighting": {"scheme": "completeness", "power": 2},
       "children": ["wells_tested", "mercury"]}
    ],
    "outcomes": ["water_safety"]
  })",
                                                 known);
  const auto model = ltorisk::fit(framework, sample);
  const auto tree = model.score(sample)["water_safety"].value;

  for (std::size_t i = 0; i < sample.rows(); ++i) {
    std::cout << sample.row_ids()[i] << ' ' << flat[i] << ' ' << tree[i] << '\n';
    if (std::fabs(flat[i] - tree[i]) > 1e-12) return 1;
  }
  std::cout << "weights " << index.weights()[0] << ' ' << index.weights()[1] << '\n';

  // What was learned is data: written, read and applied to a community never seen.
  const auto again =
      ltorisk::fit(ltorisk::read_framework(ltorisk::write_framework(model.framework()), known));
  const ltorisk::record unseen{{"wells_tested", 0.7}, {"mercury", 0.5}};
  std::cout << "unseen " << again.score(unseen)["water_safety"].value << '\n';
  return again.framework() == model.framework() ? 0 : 1;
}
