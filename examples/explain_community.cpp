// SPDX-License-Identifier: BSL-1.0

// Why a community scores as it does, and what would change it: a page for whoever has to decide.
//
//     explain_community examples/data/cases.json Tambogrande --date 2002-06-30
//     explain_community examples/data/portfolio.csv "Invented: Misky Orqo" --outcome conflict_risk

#include <ltorisk/evidence/observe.hpp>
#include <ltorisk/explain/page.hpp>
#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/io/account_json.hpp>
#include <ltorisk/io/community_json.hpp>
#include <ltorisk/io/csv.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "command_line.hpp"

namespace {

namespace evidence = ltorisk::evidence;
namespace explain = ltorisk::explain;

struct arguments {
  std::string file;
  std::string community;
  std::string outcome = "lto_formal";
  std::optional<evidence::date> date;
  bool json = false;
};

/// Commitments that were not kept, of an act that is not the one in force: the score does not count
/// them, a reader should know.
std::vector<std::string> not_counted(const evidence::community& c, evidence::date as_of) {
  std::vector<std::string> list;
  const evidence::moment at{.as_of = as_of};
  for (const auto& act : c.acts) {
    const evidence::commitment_review* review = nullptr;
    for (const auto& r : act.commitments) {
      if (at.knows(r) && (!review || r.date >= review->date)) review = &r;
    }
    if (!review || review->met >= review->due) continue;
    const bool later = std::ranges::any_of(c.acts, [&](const auto& other) {
      return other.holder == act.holder && at.knows(other) && other.date > act.date;
    });
    if (!later) continue;
    list.push_back("On record, but not counted: of what was due by the act of " +
                   evidence::date_text(act.date) + ", " + ltorisk::to_text(review->met) + " of " +
                   ltorisk::to_text(review->due) + " commitments were met by " +
                   evidence::date_text(review->date) +
                   ". A later entry has taken the place of that act.");
  }
  return list;
}

struct subject {
  ltorisk::record record;
  explain::page_options words;
};

subject observed(const arguments& a) {
  const auto portfolio = evidence::read_portfolio_file(a.file);
  if (!a.date) throw ltorisk::input_error({{a.file, "needs --date YYYY-MM-DD"}});
  std::vector<std::string> names;
  for (const auto& c : portfolio.communities) {
    names.push_back(c.id);
    if (c.id != a.community) continue;
    const auto seen = evidence::observe(c, *a.date, {.gold_price = &portfolio.gold_price});
    subject s{.record = seen.record(), .words = {.notes = not_counted(c, *a.date)}};
    s.words.title = c.id + ", " + evidence::date_text(*a.date);
    for (const auto& f : seen.findings) {
      // A phase reported as unknown is "not known" already.
      const bool bare = !f.known() && f.derivation.rfind("as reported", 0) == 0;
      if (f.observed && !bare) s.words.facts[f.indicator] = f.derivation;
    }
    return s;
  }
  throw ltorisk::input_error({{a.file, "has no community " + ltorisk::in_quotes(a.community) +
                                           ltorisk::suggestion(a.community, names)}});
}

subject tabled(const arguments& a, const ltorisk::framework& f, ltorisk::record& median) {
  const auto figures = ltorisk::read_csv_file(a.file, f);
  const ltorisk::table_view view = figures;
  median = explain::median_of(f, view);
  std::vector<std::string> names;
  for (std::size_t row = 0; row < view.rows(); ++row) {
    names.push_back(view.row_id(row));
    if (names.back() != a.community) continue;
    subject s{.record = explain::record_of(f, view, row), .words = {}};
    s.words.title = names.back();
    return s;
  }
  throw ltorisk::input_error({{a.file, "has no community " + ltorisk::in_quotes(a.community) +
                                           ltorisk::suggestion(a.community, names)}});
}

void run(const arguments& a) {
  const auto model = ltorisk::fit(ltorisk::frameworks::andean_mining());
  const bool json = a.file.size() > 5 && a.file.substr(a.file.size() - 5) == ".json";
  if (!json && a.date) {
    throw ltorisk::input_error(
        {{a.file, "a table has no dates: leave --date out, or give a .json of communities"}});
  }
  explain::account_options options;
  ltorisk::record median;
  const auto s = json ? observed(a) : tabled(a, model.framework(), median);
  if (!json) {
    options.reference = median;
    options.reference_name = "a community with the median figures of the portfolio";
  }
  const auto account = explain::account_of(model, s.record, a.outcome, options);
  if (a.json) {
    std::cout << explain::write_account(model.framework(), account);
    return;
  }
  auto words = s.words;
  words.notes.emplace_back("Scores are judgement aids, not calibrated probabilities.");
  std::cout << explain::page(model.framework(), account, words);
}

constexpr const char* usage =
    "usage: explain_community CASES.json|TABLE.csv COMMUNITY [--date YYYY-MM-DD] "
    "[--outcome NODE] [--json]\n";

constexpr const char* help =
    "\n"
    "Why a community scores as it does, and what would change it, as a page.\n"
    "\n"
    "  CASES.json         communities with events and acts: needs --date\n"
    "  TABLE.csv          a portfolio, a row for each community: has no date\n"
    "  COMMUNITY          its id\n"
    "  --date YYYY-MM-DD  what was known on that day\n"
    "  --outcome NODE     a node of andean_mining, lto_formal by default\n"
    "  --json             the numbers of the page as JSON\n"
    "  --help             this text\n";

arguments parsed(const std::vector<std::string>& words) {
  arguments a;
  std::vector<std::string> plain;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--json") {
      a.json = true;
      continue;
    }
    if (word != "--date" && word != "--outcome") {
      if (word.rfind("--", 0) == 0) {
        throw usage_error("no option " + ltorisk::in_quotes(word) +
                          ltorisk::suggestion(word, {"--date", "--outcome", "--json", "--help"}));
      }
      plain.push_back(word);
      continue;
    }
    if (++i == words.size()) throw usage_error(word + " needs a value");
    if (word == "--outcome") {
      a.outcome = words[i];
    } else {
      a.date = evidence::parse_date(words[i]);
      if (!a.date) {
        throw usage_error("--date must be a day as YYYY-MM-DD, got " +
                          ltorisk::in_quotes(words[i]));
      }
    }
  }
  if (plain.size() != 2) {
    throw usage_error("a file and a community are needed, got " + std::to_string(plain.size()) +
                      " words");
  }
  a.file = plain[0];
  a.community = plain[1];
  return a;
}

}  // namespace

int main(int count, char** words) {
  return run_program("explain_community", usage, count, words, [](const auto& given) {
    if (std::ranges::find(given, "--help") != given.end()) {
      std::cout << usage << help;
    } else {
      run(parsed(given));
    }
  });
}
