// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/evidence/observe.hpp>
#include <ltorisk/explain/page.hpp>
#include <ltorisk/io/community_json.hpp>
#include <ltorisk/ltorisk.hpp>

#include "catch.hpp"
#include "support/random.hpp"

#include <chrono>
#include <sstream>
#include <string>

using namespace ltorisk;
using namespace ltorisk::explain;
using namespace std::chrono_literals;
using random_world::dice;

namespace {

std::string page_of_case(const std::string& id, evidence::date day, const std::string& node) {
  static const auto cases =
      evidence::read_portfolio_file(std::string(LTORISK_SOURCE_DIR) + "/examples/data/cases.json");
  const auto m = fit(frameworks::andean_mining());
  for (const auto& c : cases.communities) {
    if (c.id != id) continue;
    const auto seen = evidence::observe(c, day, {.gold_price = &cases.gold_price});
    return page(m.framework(), account_of(m, seen, node), {.title = id});
  }
  throw std::logic_error("no such case");
}

bool says(const std::string& text, const std::string& words) {
  // Lines are broken anywhere.
  std::string joined;
  std::istringstream in(text);
  for (std::string word; in >> word;) joined += (joined.empty() ? "" : " ") + word;
  return joined.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("the page of a documented refusal names the assembly's act and what it takes away") {
  for (const auto& [id, day] : {std::pair("Tambogrande", evidence::date(2002y / 6 / 30)),
                                std::pair("Río Blanco", evidence::date(2007y / 10 / 31))}) {
    const auto text = page_of_case(id, day, "lto_formal");
    CHECK(says(text,
               "held at withheld: act revoked or refused. Assembly's act for the operator: "
               "revoked or refused."));
    CHECK(says(text, "withheld in any case"));
    CHECK(says(text, "There is no score: only"));
    CHECK(says(text, "cannot do it alone: held at withheld: act revoked or refused."));
  }
  // Four weeks earlier nobody had refused anything.
  const auto before = page_of_case("Tambogrande", 2002y / 5 / 31, "lto_formal");
  CHECK_FALSE(says(before, "refused"));
}

TEST_CASE("the page says what was not kept where commitments hold the score") {
  const auto m = fit(frameworks::andean_mining());
  auto r = neutral(m.framework());
  r.set("operator_assembly_status", "valid_registered_monitored").set("violence_24m", 0);
  r.set("operator_agreement_age", 0).set("operator_commitments_met", 0.5);
  const auto unkept = page(m.framework(), account_of(m, r, "lto_formal"));
  CHECK(says(unkept,
             "held at acceptance: fewer than 60 % of commitments met. Operator's due "
             "commitments fulfilled: 50 %."));
  r.set("operator_commitments_met", 1);
  CHECK_FALSE(says(page(m.framework(), account_of(m, r, "lto_formal")), "commitments met"));
}

TEST_CASE("every score of an account stands on its page and no line is too long") {
  dice d(31);
  const auto m = fit(frameworks::andean_mining());
  const auto& f = m.framework();
  for (int trial = 0; trial < 5; ++trial) {
    record community;
    const auto row = random_world::random_row(d, f, trial % 3 == 0 ? 0 : 0.3);
    for (std::size_t i = 0; i < row.size(); ++i) community.set(f.indicators[i].id, row[i]);
    const std::string node = trial % 2 == 0 ? "lto_formal" : "conflict_risk";
    const auto a = account_of(m, community, node);
    const auto text = page(f, a, {.title = "X", .width = 80});
    CHECK(text.find("nan") == std::string::npos);
    CHECK(text.find("-0.0") == std::string::npos);
    if (a.result.state == state::scored) {
      CHECK(
          says(text, "The score is " + score_words(a.result.value) + " (" + a.result.level + ")"));
    }
    for (const auto& e : a.reasons) {
      if (!e.reason.empty()) continue;
      for (const auto& p : e.parts) {
        if (p.depth != 1 || std::fabs(p.amount) < 0.05) continue;
        CHECK(text.find(ltorisk::explain::detail::decimals(p.amount, 1, true) + "  ") !=
              std::string::npos);
      }
      for (const auto& l : e.limits) CHECK(says(text, l.words));
    }
    for (const auto& l : a.levers) CHECK(says(text, f.find_indicator(l.indicator)->name));
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 80);
  }
}

TEST_CASE("a node that does not apply has a page of two lines and the title") {
  framework f{.id = "f",
              .indicators = {{.id = "a"}},
              .nodes = {{.id = "n", .children = {{.child = "a"}}}},
              .outcomes = {"n"}};
  const auto m = fit(f);
  CHECK(page(f, account_of(m, {{"a", not_applicable}}, "n"), {.title = "X"}) ==
        "X: n\n====\nNot applicable: it has no meaning for this community.\n");
  const auto plain = page(f, account_of(m, {{"a", 0.25}}, "n"));
  CHECK(says(plain, "The score is 25.0 on a scale of 0 to 100."));
  CHECK(says(plain, "Why 25.0: a community at the middle of every scale scores 50.0."));
  CHECK(says(plain, "-25.0 a: 0.25, against 0.5"));
}

TEST_CASE("figures that reach a goal are rounded to the side that reaches it") {
  CHECK_THAT(rounded_beyond(0.123456, true), Catch::Matchers::WithinAbs(0.124, 1e-12));
  CHECK_THAT(rounded_beyond(0.123456, false), Catch::Matchers::WithinAbs(0.123, 1e-12));
  CHECK_THAT(rounded_beyond(-12.341, true), Catch::Matchers::WithinAbs(-12.3, 1e-12));
  CHECK_THAT(rounded_beyond(-12.341, false), Catch::Matchers::WithinAbs(-12.4, 1e-12));
  CHECK_THAT(rounded_beyond(0.6, true), Catch::Matchers::WithinAbs(0.6, 1e-12));
  CHECK(rounded_beyond(0, true) == 0);
}

TEST_CASE("cells are put into words of their unit") {
  const auto f = frameworks::andean_mining();
  const auto& status = *f.find_indicator("operator_assembly_status");
  CHECK(cell_words(status, 0.5) == "below majority");
  CHECK(cell_words(status, missing) == "unknown");
  CHECK(cell_words(status, not_applicable) == "not applicable");
  CHECK(cell_words(*f.find_indicator("internal_dissent"), 0.1234) == "12.3 %");
  CHECK(cell_words(*f.find_indicator("violence_24m"), 1) == "yes");
  CHECK(cell_words(*f.find_indicator("wage_gap"), 2.5) == "2.5");
  CHECK(cell_words(*f.find_indicator("operator_agreement_age"), 2) == "2 years");
  CHECK(cell_words(*f.find_indicator("operator_agreement_age"), 2, false) == "2");
  CHECK(cell_words(*f.find_indicator("poverty"), 123456) == "123000 %");
}
