// SPDX-License-Identifier: BSL-1.0

// The tables of schemes in the README and the schemes there are.

#include "catch.hpp"

#include <ltorisk/io/json.hpp>
#include <ltorisk/io/text_file.hpp>
#include <ltorisk/weight/pca.hpp>

#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace ltorisk;

namespace {

/// The first cells of the tables in "The schemes": "`rank` (ties, first)".
std::set<std::string> listed() {
  const auto text = detail::read_text_file(std::string(LTORISK_SOURCE_DIR) + "/README.md");
  const auto begin = text.find("\n## The schemes\n");
  REQUIRE(begin != text.npos);
  const auto section = text.substr(begin, text.find("\n## ", begin + 1) - begin);
  std::set<std::string> cells;
  for (auto at = section.find("\n| `"); at != section.npos; at = section.find("\n| `", at + 1)) {
    CHECK(cells.insert(section.substr(at + 3, section.find(" |", at + 3) - at - 3)).second);
  }
  return cells;
}

std::string cell(const std::string& name, const std::vector<parameter>& parameters) {
  std::string text = "`" + name + "`";
  for (const auto& p : parameters) text += (text.back() == '`' ? " (" : ", ") + p.name;
  return parameters.empty() ? text : text + ")";
}

}  // namespace

TEST_CASE("the README lists every scheme with its parameters, and no other") {
  const auto known = schemes{}.add<weight::pca>();
  std::set<std::string> there;
  const std::vector<std::string> treatments{"winsorized_", "quantile_winsorized_",
                                            "log_transformed_", "box_cox_transformed_", "treated_"};
  const auto inner = parameters_of(normalize::min_max{}).size();
  const auto add = [&](const auto& list) {
    for (const auto& name : list.names()) {
      auto parameters = list.find(name)->defaults;
      auto shown = name;
      for (const auto& prefix : treatments) {
        if (!name.starts_with(prefix)) continue;
        shown = name.ends_with("_min_max") ? prefix : "";
        if (!shown.empty()) parameters.resize(parameters.size() - inner);
      }
      if (!shown.empty()) there.insert(cell(shown, parameters));
    }
  };
  add(known.normalizations());
  add(known.weightings());
  add(known.aggregations());
  CHECK(listed() == there);
}
