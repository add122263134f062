// SPDX-License-Identifier: BSL-1.0

// An index whose scales, weights and aggregation are all named in a JSON file: fitted to a sample,
// frozen, and applied to a province it has never seen.

#include <ltorisk/io/csv.hpp>
#include <ltorisk/io/json.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

int main() try {
  const auto framework = ltorisk::read_framework_file("examples/data/learned_index.json");
  const auto sample = ltorisk::read_csv_file("examples/data/provinces.csv", framework,
                                             {.allow_extra_columns = true});

  const auto model = ltorisk::fit(framework, sample);
  std::puts("What the sample taught:");
  for (const auto& e : model.framework().nodes[0].children) {
    const auto& scale = model.framework().find_indicator(e.child)->scale;
    std::printf("  %-18s weight %.3f, scale %s\n", e.child.c_str(), e.weight,
                std::string(ltorisk::kind_of(scale)).c_str());
  }

  const auto scores = model.score(sample);
  const auto& pressure = scores["pressure"];
  std::vector<std::size_t> order;
  for (std::size_t r = 0; r < sample.rows(); ++r) {
    if (ltorisk::is_known(pressure.value[r])) order.push_back(r);
  }
  std::ranges::stable_sort(
      order, [&](std::size_t a, std::size_t b) { return pressure.value[a] > pressure.value[b]; });
  std::puts("Highest pressure:");
  for (std::size_t i = 0; i < std::min<std::size_t>(5, order.size()); ++i) {
    std::printf("  %-22s %4.1f\n", sample.row_ids()[order[i]].c_str(), pressure.value[order[i]]);
  }

  // Frozen: the model is data, and never looks at the sample again.
  const auto frozen = ltorisk::fit(ltorisk::read_framework(write_framework(model.framework())));
  const ltorisk::record unseen{
      {"conflict_phase", "escalation"}, {"mined_area_growth", 12}, {"poverty", 55}};
  std::printf("A province never seen: %.1f\n", frozen.score(unseen)["pressure"].value);
  return frozen.framework() == model.framework() ? 0 : 1;
} catch (const std::exception& e) {
  std::cerr << e.what() << '\n';
  return 1;
}
