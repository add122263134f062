// SPDX-License-Identifier: BSL-1.0

// Somebody else's project: an aggregation and a framework of its own, the library only installed.

#include <ltorisk/io/csv.hpp>
#include <ltorisk/io/json.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>

#include <iostream>

struct median_of_three {
  static constexpr const char* name = "median_of_three";
  auto operator()(const auto& x, const auto&) const {
    using namespace ltorisk::math;
    return larger(smaller(x[0], x[1]), smaller(larger(x[0], x[1]), x[2]));
  }
  bool operator==(const median_of_three&) const = default;
};

int main() {
  ltorisk::framework f{.id = "pulse"};
  for (const char* id : {"trust", "voice", "water"}) {
    f.indicators.push_back({.id = id, .scale = ltorisk::scales::linear{.lower = 0, .upper = 5}});
  }
  f.nodes = {{.id = "mood",
              .aggregation = median_of_three{},
              .children = {{.child = "trust"}, {.child = "voice"}, {.child = "water"}}}};
  f.outcomes = {"mood"};
  const auto data = ltorisk::read_csv("id,trust,voice,water\nAlto,1,4,3\nBajo,5,NA,2\n", f);
  const auto mood = ltorisk::fit(f).score(data)["mood"];
  std::cout << mood.value[0] << ' ' << mood.lower[1] << ' ' << mood.upper[1] << '\n';
  const auto again = ltorisk::read_framework(ltorisk::write_framework(f),
                                             ltorisk::schemes{}.add<median_of_three>());
  return again == f && mood.value[0] == 60 && ltorisk::is_missing(mood.value[1]) ? 0 : 1;
}
