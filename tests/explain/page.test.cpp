// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/evidence/observe.hpp>
#include <ltorisk/explain/page.hpp>
#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/io/community_json.hpp>
#include <ltorisk/io/csv.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>

#include "catch.hpp"
#include "support/random.hpp"

#include <algorithm>
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
      for (const auto& l : e.limits) {
        if (std::fabs(l.amount) >= 0.05) CHECK(says(text, l.words));
      }
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

TEST_CASE("what a page of the portfolio says is enough together is enough as it stands there") {
  const auto m = fit(frameworks::andean_mining());
  const auto& f = m.framework();
  const auto portfolio =
      read_csv_file(std::string(LTORISK_SOURCE_DIR) + "/examples/data/portfolio.csv", f);
  const table_view view = portfolio;
  int told = 0;
  for (std::size_t row = 0; row < view.rows(); ++row) {
    for (const std::string node : {"lto_formal", "lto_informal", "conflict_risk"}) {
      if (!f.find_node(node)) continue;
      const auto community = record_of(f, view, row);
      const auto a = account_of(m, community, node, {.reference = median_of(f, view)});
      const auto text = page(f, a);
      CHECK_FALSE(says(text, "100 % of the way"));
      CHECK_FALSE(says(text, "middle of every scale"));
      for (const auto& x : a.nearest) CHECK_FALSE(is_not_applicable(x.from));
      if (!a.next || !says(text, "Together they")) continue;
      ++told;
      // The figures are read from the page, not from the account.
      std::string list;
      std::istringstream in(text.substr(text.find("Together they")));
      for (std::string word; in >> word && word != "Scores";) list += " " + word;
      auto changed = community;
      std::size_t found = 0;
      for (const auto& i : f.indicators) {
        const auto at = list.find(" " + name_words(i) + " ");
        if (at == std::string::npos) continue;
        const auto rest = list.substr(at + name_words(i).size() + 2);
        if (const auto* c = std::get_if<scales::categories>(&i.scale)) {
          const scales::category* longest = nullptr;
          for (const auto& k : c->list) {
            auto label = k.label;
            std::ranges::replace(label, '_', ' ');
            if (rest.rfind(label, 0) != 0) continue;
            if (!longest || k.label.size() > longest->label.size()) longest = &k;
          }
          REQUIRE(longest);
          changed.set(i.id, longest->code);
        } else {
          changed.set(i.id, std::stod(rest) / (i.unit == "share" ? 100 : 1));
        }
        const double own = a.cells[static_cast<std::size_t>(&i - f.indicators.data())];
        CHECK_FALSE(is_not_applicable(own));
        ++found;
      }
      INFO(text);
      CHECK(found == a.together_rounded.size());
      const ltorisk::explain::detail::target t(f, *a.next);
      CHECK(t.reached(ltorisk::explain::detail::figure(m.score(changed)[node], a.next->of)));
      // Nobody is told to move what could as well stay.
      for (const auto& x : a.together_rounded) CHECK(x.from != x.to);
    }
  }
  CHECK(told >= 6);
}

TEST_CASE("a page names whose score it holds against and whom a limit moves") {
  framework f{.id = "f",
              .indicators = {{.id = "a"}, {.id = "x"}},
              .nodes = {{.id = "n",
                         .children = {{.child = "a"}},
                         .limits = {{{"x", comparison::above, 0}, limit::kind::cap, 50.0, "x"}}}},
              .outcomes = {"n"}};
  const auto m = fit(f);
  const record community{{"a", 0.9}, {"x", 0}}, other{{"a", 0.9}, {"x", 1}};
  CHECK(says(page(f, account_of(m, community, "n", {.reference = other})),
             "the reference scores 50.0"));
  const auto named =
      account_of(m, community, "n", {.reference = other, .reference_name = "the village below"});
  CHECK(named.reference_name == "the village below");
  const auto text = page(f, named);
  CHECK(says(text, "Why 90.0: the village below scores 50.0."));
  CHECK(says(text,
             "+40.0 held at 50: x (it is the village below that this moves, not this community)"));
  CHECK_FALSE(says(text, "middle of every scale"));
  CHECK(says(page(f, account_of(m, community, "n")), "a community at the middle of every scale"));
}

TEST_CASE("a page advises nothing that has no meaning or that lowers what is done for people") {
  framework f{
      .id = "f",
      .indicators = {{.id = "alternatives", .unit = "share", .scale = scales::linear{0, 0.3}},
                     {.id = "adaptive_support", .scale = scales::linear{0, 100}},
                     {.id = "consultation"},
                     {.id = "death", .unit = "0 or 1"}},
      .nodes = {{.id = "n",
                 .children = {{.child = "alternatives", .sign = sign::minus},
                              {.child = "adaptive_support"},
                              {.child = "consultation"},
                              {.child = "death", .sign = sign::minus}},
                 .levels = {{{"low", 50}, {"high", 100}}}}},
      .outcomes = {"n"}};
  const auto m = fit(f);
  const auto a = account_of(m,
                            {{"alternatives", 0.3},
                             {"adaptive_support", 20},
                             {"consultation", not_applicable},
                             {"death", 1}},
                            "n");
  const auto text = page(f, a);
  REQUIRE(a.together);
  CHECK(a.together->reached);
  CHECK(std::ranges::none_of(a.together->figures,
                             [](const auto& x) { return x.indicator == "consultation"; }));
  CHECK(
      std::ranges::none_of(a.nearest, [](const auto& x) { return x.indicator == "consultation"; }));
  CHECK(says(text, "alternatives: 30 % to 0 %"));
  CHECK(says(text, "(the framework counts it against this outcome; no advice)"));
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
