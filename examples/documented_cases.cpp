// SPDX-License-Identifier: BSL-1.0

// Documented cases, each scored at dates of its history by what was on record then, beside what
// happened next. Nothing is tuned to it: where the score is wrong, the last column says so.

#include <ltorisk/evidence/observe.hpp>
#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/io/community_json.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "text_table.hpp"

namespace {

using namespace std::chrono_literals;
namespace evidence = ltorisk::evidence;

/// What became of the operator or, in informal districts, of the miners.
enum class fate { open, stopped, advanced };

/// Was anybody killed or hurt? `none`: no account that was read says so. `unsettled`: they differ.
enum class harm { none, reported, unsettled };

/// A date, and what the accounts in cases.json report of the twelve months after it.
struct moment {
  const char* community;
  evidence::date as_of;
  const char* license;  // the outcome that is asked
  fate project;
  harm violence;  // death or injury
  const char* then;
};

// clang-format off
const std::vector<moment> moments{
    {"Tambogrande", 2002y / 5 / 31, "lto_formal", fate::stopped, harm::none, "the district votes no in June"},
    {"Tambogrande", 2002y / 6 / 30, "lto_formal", fate::stopped, harm::none, "no mine; option ended in December 2003"},
    {"Río Blanco", 2007y / 8 / 31, "lto_formal", fate::stopped, harm::none, "three districts vote no in September"},
    {"Río Blanco", 2007y / 10 / 31, "lto_formal", fate::stopped, harm::none, "no mine"},
    {"Río Blanco", 2009y / 10 / 31, "lto_formal", fate::stopped, harm::reported, "five killed in November and December"},
    {"Tía María", 2010y / 12 / 31, "lto_formal", fate::stopped, harm::reported, "three killed, EIA rejected in April"},
    {"Tía María", 2014y / 12 / 31, "lto_formal", fate::stopped, harm::reported, "killings in April and May, a pause"},
    {"Tía María", 2018y / 12 / 31, "lto_formal", fate::stopped, harm::none, "strike in July, license suspended"},
    {"Conga", 2011y / 10 / 31, "lto_formal", fate::stopped, harm::reported, "strike, injuries, five killed in July"},
    {"Conga", 2012y / 6 / 30, "lto_formal", fate::stopped, harm::reported, "five killed in July, no mine"},
    {"Quellaveco", 2011y / 1 / 31, "lto_formal", fate::open, harm::none, "a dialogue table begins"},
    {"Quellaveco", 2012y / 8 / 31, "lto_formal", fate::advanced, harm::none, "built from 2018, copper since 2022"},
    {"Quellaveco", 2019y / 12 / 31, "lto_formal", fate::advanced, harm::none, "built on, copper since 2022"},
    {"Las Bambas", 2015y / 8 / 31, "lto_formal", fate::advanced, harm::reported, "four killed in September; mine opens"},
    {"Las Bambas", 2016y / 9 / 30, "lto_formal", fate::advanced, harm::reported, "one killed in October; mine runs"},
    {"Las Bambas", 2022y / 3 / 31, "lto_formal", fate::stopped, harm::reported, "occupied, over 50 days without copper"},
    {"Antapaccay", 2012y / 4 / 30, "lto_formal", fate::advanced, harm::reported, "two killed in May; mine runs"},
    {"Antapaccay", 2019y / 12 / 31, "lto_formal", fate::advanced, harm::none, "strike and arson in July; mine runs"},
    {"Cañaris", 2012y / 7 / 31, "lto_formal", fate::stopped, harm::unsettled, "a vote against; clashes in January"},
    {"Cañaris", 2012y / 10 / 31, "lto_formal", fate::stopped, harm::unsettled, "clashes in January, strike in March"},
    {"Santa Ana", 2011y / 4 / 30, "lto_formal", fate::stopped, harm::reported, "six killed, decree revoked in June"},
    {"Los Chancas", 2025y / 1 / 31, "lto_formal", fate::stopped, harm::none, "an assembly says no, camp burned"},
    {"Los Chancas", 2025y / 3 / 31, "lto_formal", fate::stopped, harm::none, "the community stays at its no"},
    {"Pamputa", 2025y / 4 / 30, "lto_informal", fate::advanced, harm::none, "goes on, the largest of its kind"},
    {"Pataz", 2023y / 11 / 30, "lto_informal", fate::advanced, harm::reported, "nine killed in December"},
    {"Pataz", 2025y / 3 / 31, "lto_informal", fate::advanced, harm::reported, "thirteen kidnapped and killed"},
    {"Atico", 2022y / 5 / 31, "lto_informal", fate::open, harm::reported, "fourteen killed in June"},
    {"Atico", 2022y / 6 / 30, "lto_informal", fate::open, harm::none, "police take the hill"},
};
// clang-format on

std::string number(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", x);
  return text;
}

/// "52.3 high", or what it could be where too little is known for a value.
std::string shown(const ltorisk::node_result& n) {
  switch (n.state) {
    case ltorisk::state::scored: return number(n.value) + " " + n.level;
    case ltorisk::state::inapplicable: return "n/a";
    case ltorisk::state::refused: break;
  }
  return "(" + number(n.lower) + " to " + number(n.upper) + ")";
}

/// The levels the score allows: its own, or those of its bounds.
struct levels {
  std::string lower, upper;
};
levels levels_of(const ltorisk::node_result& n) {
  if (n.state == ltorisk::state::scored) return {n.level, n.level};
  return {n.lower_level, n.upper_level};
}

bool is_high(const std::string& level) { return level == "high" || level == "very high"; }
bool is_approval(const std::string& level) {
  return level == "approval" || level == "co-ownership";
}

/// "right", "wrong", or "silent" where it neither says so nor excludes it.
const char* judged(const ltorisk::node_result& risk, harm violence) {
  const auto [lower, upper] = levels_of(risk);
  if (violence == harm::unsettled) return "-";
  if (is_high(lower)) return violence == harm::reported ? "right" : "wrong";
  if (!upper.empty() && !is_high(upper)) return violence == harm::reported ? "wrong" : "right";
  return "silent";
}
const char* judged(const ltorisk::node_result& license, fate project) {
  const auto [lower, upper] = levels_of(license);
  if (project == fate::open) return "-";
  if (upper == "withheld") return project == fate::stopped ? "right" : "wrong";
  if (is_approval(lower)) return project == fate::advanced ? "right" : "wrong";
  return "silent";
}

void run() {
  const auto cases = evidence::read_portfolio_file("examples/data/cases.json");
  const auto model = ltorisk::fit(ltorisk::frameworks::andean_mining());
  std::cout
      << "Documented cases, as of dates in their history. Evidence: examples/data/cases.json.\n"
         "In brackets: what the score could be, where too little is known for a value.\n"
         "'right': risk high or more and death or injury within 12 months, or neither; license\n"
         "withheld and the project stopped, or approved and it went on. 'silent': the score\n"
         "leaves it open; '-': there is nothing to hold it against. Scores are judgement aids,\n"
         "not calibrated probabilities.\n\n";
  using enum text_table::align;
  text_table table({{"case", left},
                    {"as of", left},
                    {"license", left},
                    {"of it, community", right},
                    {"", left},
                    {"risk", left},
                    {"of it, conflict", right},
                    {" ", left},
                    {"what happened then", left}});
  std::map<std::string, int> license_count, risk_count;
  int scored = 0;
  double least = 1, most = 0;
  for (const auto& m : moments) {
    for (const auto& c : cases.communities) {
      if (c.id != m.community) continue;
      const auto seen = evidence::observe(c, m.as_of, {.gold_price = &cases.gold_price});
      const auto a = model.score(seen);
      const auto& license = a[m.license];
      const auto& risk = a["conflict_risk"];
      for (const auto* n : {&license, &risk}) {
        scored += n->state == ltorisk::state::scored ? 1 : 0;
        least = std::min<double>(least, n->coverage);
        most = std::max<double>(most, n->coverage);
      }
      const std::string part = std::string(m.license) + "_license";
      const std::string said = judged(license, m.project), feared = judged(risk, m.violence);
      ++license_count[said];
      ++risk_count[feared];
      table.add({c.id, evidence::date_text(m.as_of), shown(license), shown(a[part]), said,
                 shown(risk), shown(a["conflict_risk_conflict"]), feared, m.then});
    }
  }
  table.print(std::cout);
  const auto tally = [&](const char* what, const std::map<std::string, int>& counts) {
    std::cout << what << ":";
    for (const char* verdict : {"right", "wrong", "silent"}) {
      const auto found = counts.find(verdict);
      std::cout << ' ' << (found == counts.end() ? 0 : found->second) << ' ' << verdict;
    }
    std::cout << '\n';
  };
  std::cout << "\nOf " << 2 * moments.size() << " scores " << scored
            << " have a value: 50 % of what is asked must be known, and the public record covers "
            << number(100 * least) << " to " << number(100 * most) << " %.\n";
  tally("License", license_count);
  tally("Risk", risk_count);
}

}  // namespace

int main() {
  try {
    run();
    return 0;
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
}
