// SPDX-License-Identifier: BSL-1.0
// Weights as papers print them.
#include <ltorisk/weight/angle.hpp>
#include <ltorisk/weight/cilos.hpp>
#include <ltorisk/weight/critic.hpp>
#include <ltorisk/weight/entropy.hpp>
#include <ltorisk/weight/gini.hpp>
#include <ltorisk/weight/idocriw.hpp>
#include <ltorisk/weight/lopcow.hpp>
#include <ltorisk/weight/merec.hpp>
#include <ltorisk/weight/pca.hpp>
#include <ltorisk/weight/standard_deviation.hpp>

#include "catch.hpp"
#include "weight/samples.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <functional>
#include <map>

using namespace weight_samples;

namespace {

template <class W>
std::function<std::vector<double>(const sample&)> scheme(W w = {}) {
  return [w](const sample& s) { return weights(w, s); };
}

const std::map<std::string, std::function<std::vector<double>(const sample&)>> schemes{
    {"angle", scheme<weight::angle>()},
    {"cilos", scheme<weight::cilos>()},
    {"critic, direction ignored",
     scheme(weight::critic{.direction = weight::critic::directions::ignored})},
    {"entropy", scheme<weight::entropy>()},
    {"gini", scheme<weight::gini>()},
    {"idocriw", scheme<weight::idocriw>()},
    {"lopcow", scheme<weight::lopcow>()},
    {"merec", scheme<weight::merec>()},
    {"pca, four components",
     scheme(weight::pca{.retain = weight::pca::retention::number, .components = 4})},
    {"standard_deviation", scheme<weight::standard_deviation>()},
};

}  // namespace

TEST_CASE("published weights come out to the digits printed") {
  std::ifstream file(LTORISK_TEST_DATA "/published_weights.json");
  const auto tables = nlohmann::json::parse(file);
  REQUIRE(tables.size() >= 11);
  for (const auto& table : tables) {
    CAPTURE(table.at("source").get<std::string>());
    const auto s = of_rows(table.at("matrix").get<std::vector<std::vector<double>>>(),
                           table.at("directions").get<std::vector<int>>());
    const auto expected = table.at("weights").get<std::vector<double>>();
    const auto w = schemes.at(table.at("scheme").get<std::string>())(s);
    REQUIRE(w.size() == expected.size());
    for (std::size_t j = 0; j < w.size(); ++j) {
      CAPTURE(j, w[j], expected[j]);
      CHECK(std::fabs(w[j] - expected[j]) <= table.at("tolerance").get<double>() * (1 + 1e-9));
    }
  }
}

TEST_CASE("but for its third weight, the Women Vulnerability Index comes out") {
  std::ifstream file(LTORISK_TEST_DATA "/published_weights.json");
  for (const auto& table : nlohmann::json::parse(file)) {
    if (table.at("scheme") != "gini") continue;
    const auto w =
        schemes.at("gini")(of_rows(table.at("matrix").get<std::vector<std::vector<double>>>()));
    const auto printed = table.at("weights").get<std::vector<double>>();
    for (std::size_t j = 0; j < w.size(); ++j) {
      if (j == 2) continue;  // the printed weights do not sum to one
      CHECK(std::fabs(w[j] - printed[j]) <= 0.7e-4);
    }
  }
}
