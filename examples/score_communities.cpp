// SPDX-License-Identifier: BSL-1.0

// Scores communities from the command line: a table of figures, or what a field team knows of them.

#include <ltorisk/evidence/provenance_table.hpp>
#include <ltorisk/evidence/uncertain.hpp>
#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/io/csv.hpp>
#include <ltorisk/io/json.hpp>
#include <ltorisk/io/scores_csv.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/threads.hpp>
#include <ltorisk/uncertainty/simulate.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "command_line.hpp"
#include "describe.hpp"
#include "text_table.hpp"
#include "whole_files.hpp"

namespace {

constexpr const char* usage =
    R"(usage: score_communities DATA.csv [options]
       score_communities EVIDENCE.json --date YYYY-MM-DD [options]
       score_communities --describe [--framework FRAMEWORK.json] [--json FILE]

Scores the communities of a CSV table: a column 'id', a column per indicator;
empty or NA is missing, not_applicable is not applicable. Or derives the
indicators from dated evidence (schema/community.schema.json), as of a date.

  --date YYYY-MM-DD  what is dated or recorded later is not used
  --allow-break NAME trends of this series may cross versions: farm_income,
                     gold_price or mined_area; may be given several times
  --framework FILE   a framework as JSON instead of andean_mining
  --outcome NAME     only this outcome; may be given several times
  --top N            only the N worst of each outcome are printed
  --json FILE        everything about every community, as JSON
  --csv FILE         the scores of every community, as CSV
  --draws N          how sure is the score: draw weights (Dirichlet around those
                     given, concentration 100), what is missing (anything in its
                     range) and, from evidence, what was counted, N times
  --seed N           which draws (default 1)
  --extra-columns    leave out columns the framework does not know
  --describe         print the framework and stop; with --json, write it as JSON
                     too: a start for a framework of your own
  --help             print this and stop

Exit status: 0 scored, 1 bad input, 2 bad usage.
)";

struct options {
  /// Dated evidence rather than a table of figures?
  bool from_evidence() const { return data && std::filesystem::path(*data).extension() == ".json"; }

  std::optional<std::string> data, framework, json, csv;
  std::optional<ltorisk::evidence::date> date;
  std::vector<std::string> outcomes, allow_breaks;
  std::size_t top = static_cast<std::size_t>(-1);
  std::size_t draws = 0;
  std::optional<std::uint64_t> seed;
  bool extra_columns = false, describe = false, help = false;
};

std::size_t whole_number(const std::string& option, const std::string& text, std::size_t least) {
  std::size_t number = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  if (error != std::errc{} || end != last || number < least) {
    throw usage_error(option + " needs a whole number from " + std::to_string(least) + ", got '" +
                      text + "'");
  }
  return number;
}

options parse(const std::vector<std::string>& arguments) {
  const std::vector<std::string> known{"--framework", "--outcome",     "--top",   "--json",
                                       "--date",      "--allow-break", "--csv",   "--extra-columns",
                                       "--describe",  "--help",        "--draws", "--seed"};
  options o;
  bool only_files = false;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto& a = arguments[i];
    const auto value = [&]() -> const std::string& {
      if (i + 1 == arguments.size()) throw usage_error(a + " needs a value");
      return arguments[++i];
    };
    const auto once = [&](std::optional<std::string>& slot) {
      if (slot) throw usage_error(a + " is given twice");
      slot = value();
    };
    if (!only_files && a == "--")
      only_files = true;
    else if (only_files || a.empty() || a[0] != '-') {
      if (o.data) throw usage_error("one DATA.csv only, got '" + *o.data + "' and '" + a + "'");
      o.data = a;
    } else if (a == "--help" || a == "-h")
      o.help = true;
    else if (a == "--describe")
      o.describe = true;
    else if (a == "--extra-columns")
      o.extra_columns = true;
    else if (a == "--framework")
      once(o.framework);
    else if (a == "--json")
      once(o.json);
    else if (a == "--csv")
      once(o.csv);
    else if (a == "--allow-break")
      o.allow_breaks.push_back(value());
    else if (a == "--date") {
      if (o.date) throw usage_error(a + " is given twice");
      const auto& day = value();
      o.date = ltorisk::evidence::parse_date(day);
      if (!o.date) throw usage_error("--date needs a day YYYY-MM-DD, got '" + day + "'");
    } else if (a == "--outcome") {
      const auto& id = value();
      if (std::ranges::find(o.outcomes, id) == o.outcomes.end()) o.outcomes.push_back(id);
    } else if (a == "--top") {
      o.top = whole_number(a, value(), 1);
    } else if (a == "--draws") {
      o.draws = whole_number(a, value(), 1);
    } else if (a == "--seed") {
      o.seed = whole_number(a, value(), 0);
    } else {
      throw usage_error("unknown option '" + a + "'" + ltorisk::suggestion(a, known));
    }
  }
  if (o.help || o.describe) return o;
  if (!o.data) throw usage_error("no DATA.csv given");
  if (o.seed && o.draws == 0) throw usage_error("--seed goes with --draws");
  if (o.from_evidence() && !o.date) throw usage_error("evidence needs --date YYYY-MM-DD");
  if (!o.from_evidence() && (o.date || !o.allow_breaks.empty())) {
    throw usage_error("--date and --allow-break go with EVIDENCE.json, a table has no dates");
  }
  return o;
}

/// As many decimals as tell a thousandth of the range, or as many as the node has.
int decimals_of(const ltorisk::framework& f, const ltorisk::node& n) {
  if (n.decimals) return *n.decimals;
  const double width = f.score_range.upper - f.score_range.lower;
  return std::clamp(3 - static_cast<int>(std::floor(std::log10(width))), 0, 9);
}

std::string rounded(double x, int decimals) {
  std::ostringstream text;
  const double power = std::pow(10.0, decimals);
  // Not "-0.0".
  text << std::fixed << std::setprecision(decimals) << (std::fabs(x) * power < 0.5 ? 0.0 : x);
  return text.str();
}

std::string plural(std::size_t n, const char* what) {
  return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

/// "a; b; c and 7 more": ids may hold commas.
std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(shown, names.size()); ++i) {
    text += (i > 0 ? "; " : "") + names[i];
  }
  if (names.size() > shown) text += " and " + std::to_string(names.size() - shown) + " more";
  return text;
}

/// The communities under one outcome.
class report {
 public:
  report(const ltorisk::framework& f, const ltorisk::node& outcome, std::ostream& out)
      : f_(f), outcome_(outcome), out_(out) {}

  void add(std::string id, ltorisk::node_result r) {
    rows_.push_back({std::move(id), std::move(r)});
  }

  void print(std::size_t top) {
    std::ranges::stable_sort(rows_, [&](const row& a, const row& b) { return rank(a) < rank(b); });
    out_ << '\n'
         << text_table::on_one_line(outcome_.id +
                                    (outcome_.name.empty() ? "" : ": " + outcome_.name))
         << ", worst first\n\n";
    using enum text_table::align;
    text_table table({{"community", left},
                      {"score", right},
                      {"could be", right},
                      {"level", left},
                      {"coverage", right},
                      {"weighs most", left}});
    for (std::size_t i = 0; i < std::min<std::size_t>(top, rows_.size()); ++i) {
      table.add(cells(rows_[i]));
    }
    table.print(out_);
    if (top < rows_.size()) out_ << "(" << rows_.size() - top << " more)\n";
    out_ << '\n';
    notes();
  }

 private:
  struct row {
    std::string id;
    ltorisk::node_result result;
  };

  // Scored first, worst first; then refused by their worst bound; then not applicable.
  std::pair<int, double> rank(const row& r) const {
    const auto& n = r.result;
    const double badness = outcome_.higher_is_worse ? -1 : 1;
    switch (n.state) {
      case ltorisk::state::scored: return {0, badness * n.value};
      case ltorisk::state::refused:
        return {1, badness * (outcome_.higher_is_worse ? n.upper : n.lower)};
      case ltorisk::state::inapplicable: break;
    }
    return {2, 0};
  }

  std::string number(double x) const { return rounded(x, decimals_of(f_, outcome_)); }

  static std::string level(const ltorisk::node_result& n) {
    const bool scored = n.state == ltorisk::state::scored;
    if (n.lower_level == n.upper_level) return scored ? n.level : n.lower_level;
    const auto range = n.lower_level + " to " + n.upper_level;
    return scored ? n.level + " (" + range + ")" : range;
  }

  std::string name_of(const std::string& child) const {
    if (const auto* n = f_.find_node(child)) return n->name.empty() ? child : n->name;
    const auto* i = f_.find_indicator(child);
    return i && !i->name.empty() ? i->name : child;
  }

  std::string heaviest(const ltorisk::node_result& n) const {
    const auto c = std::ranges::max_element(
        n.children, {}, [](const ltorisk::contribution& x) { return std::fabs(x.pull); });
    if (c == n.children.end() || c->pull == 0) return "";
    return name_of(c->child) + (c->pull > 0 ? " +" : " ") + number(c->pull);
  }

  std::vector<std::string> cells(const row& r) const {
    const auto& n = r.result;
    if (n.state == ltorisk::state::inapplicable) return {r.id, "n/a", "", "not applicable", "", ""};
    const bool scored = n.state == ltorisk::state::scored;
    // Not rounded up: below a threshold must never look like at it.
    const auto coverage =
        std::to_string(static_cast<int>(std::floor(100 * n.coverage + 1e-9))) + " %";
    return {r.id,
            scored ? number(n.value) : "refused",
            number(n.lower) + " to " + number(n.upper) + (n.exact ? " " : "~"),
            level(n),
            coverage,
            scored ? heaviest(n) : n.reason};
  }

  void notes() const {
    std::map<std::string, std::vector<std::string>> assumed, missing, bound, unassessed;
    std::vector<std::string> refused, moved;
    for (const auto& [id, n] : rows_) {
      for (const auto& a : n.assumed) {
        assumed[a.child + " counted as " + ltorisk::to_text(a.value) + " in " + a.node].push_back(
            id);
      }
      for (const auto& m : n.missing) missing[m].push_back(id);
      for (const auto& l : n.limits_bound) bound["held " + l].push_back(id);
      for (const auto& l : n.limits_not_assessed) unassessed[l].push_back(id);
      if (n.state == ltorisk::state::refused) refused.push_back(id);
      if (n.moved_into_bounds) moved.push_back(id);
    }
    print("Refused, for want of evidence", refused);
    print("Assumed", assumed);
    print("Limits that bound", bound);
    print("Limits not assessed, their evidence is missing", unassessed);
    print(
        "The average of what is known lay outside what the evidence allows; moved to the nearest "
        "bound",
        moved);
    if (missing.empty()) return;
    out_ << "Missing and left out, in so many of " << plural(rows_.size(), "row") << ":";
    for (const auto& [what, ids] : missing) {
      out_ << (what == missing.begin()->first ? " " : ", ") << text_table::on_one_line(what) << ' '
           << ids.size();
    }
    out_ << '\n';
  }

  void print(const char* title, const std::vector<std::string>& ids) const {
    if (ids.empty()) return;
    out_ << title << ": " << plural(ids.size(), "time") << " ("
         << text_table::on_one_line(some_of(ids)) << ")\n";
  }

  void print(const char* title, const std::map<std::string, std::vector<std::string>>& list) const {
    if (list.empty()) return;
    out_ << title << ":\n";
    for (const auto& [what, ids] : list) {
      const auto where = ids.size() == rows_.size() ? "everywhere" : some_of(ids);
      out_ << "  " << text_table::on_one_line(what + ": " + where) << '\n';
    }
  }

  const ltorisk::framework& f_;
  const ltorisk::node& outcome_;
  std::ostream& out_;
  std::vector<row> rows_;
};

std::vector<std::string> wanted_outcomes(const options& o, const ltorisk::framework& f) {
  for (const auto& id : o.outcomes) {
    if (std::ranges::find(f.outcomes, id) == f.outcomes.end()) {
      throw usage_error("--outcome '" + id + "' is not an outcome of " + f.id +
                        ltorisk::suggestion(id, f.outcomes) + "; it has " +
                        ltorisk::alternatives(f.outcomes));
    }
  }
  return o.outcomes.empty() ? f.outcomes : o.outcomes;
}

void refuse_overwriting_input(const options& o) {
  const auto given = [](const auto&... names) {
    std::vector<std::string> list;
    for (const auto* name : {&names...}) {
      if (*name) list.push_back(**name);
    }
    return list;
  };
  if (const auto output = overwritten(given(o.json, o.csv), given(o.data, o.framework))) {
    throw usage_error("'" + *output + "' is an input and would be overwritten");
  }
  if (o.json && o.csv &&
      std::filesystem::weakly_canonical(*o.json) == std::filesystem::weakly_canonical(*o.csv)) {
    throw usage_error("--json and --csv name the same file");
  }
}

/// The table to score; its provenance is empty where it is a table already.
ltorisk::evidence::observed_portfolio read_data(const options& o, const ltorisk::framework& f) {
  if (!o.from_evidence()) {
    return {ltorisk::read_csv_file(*o.data, f,
                                   {.id_column = "id", .allow_extra_columns = o.extra_columns}),
            {}};
  }
  const auto portfolio = ltorisk::evidence::read_portfolio_file(*o.data);
  return ltorisk::evidence::observe(portfolio, *o.date, f, {.allow_breaks = o.allow_breaks});
}

/// Draws what is not certain; the rows are those of the table. What the framework leaves to the
/// sample has been learned and stays.
ltorisk::uncertainty::simulation draw(const options& o, const ltorisk::model& model,
                                      const ltorisk::table& data) {
  namespace uncertainty = ltorisk::uncertainty;
  const auto& f = model.framework();
  uncertainty::sources s{.weights = uncertainty::all_weights(f, uncertainty::dirichlet{100}),
                         .evidence = uncertainty::missing_anywhere(f, data)};
  if (o.from_evidence()) {
    for (auto& cell : ltorisk::evidence::observe_uncertain(
             ltorisk::evidence::read_portfolio_file(*o.data), *o.date, f,
             {.observe = {.allow_breaks = o.allow_breaks}})) {
      s.evidence.push_back(std::move(cell));
    }
  }
  const uncertainty::input_map inputs(f, data, std::move(s));
  return simulate(inputs, {.draws = o.draws, .seed = o.seed.value_or(1)}, ltorisk::threads{});
}

/// The communities under one outcome, over all draws.
void print_draws(const ltorisk::framework& f, const ltorisk::uncertainty::simulation& s,
                 const std::string& outcome, std::size_t top) {
  const auto& o = s[outcome];
  const int decimals = decimals_of(f, *f.find_node(outcome));
  std::vector<const ltorisk::uncertainty::community_answer*> rows;
  for (const auto& c : o.communities) rows.push_back(&c);
  const bool risk = f.find_node(outcome)->higher_is_worse;
  std::ranges::stable_sort(rows, [&](const auto* a, const auto* b) {
    const bool known = a->scored.value > 0, other = b->scored.value > 0;
    if (!known || !other) return known && !other;
    return risk ? a->mean.value > b->mean.value : a->mean.value < b->mean.value;
  });
  std::cout << '\n'
            << text_table::on_one_line(outcome) << ", " << plural(s.draws, "draw") << ", seed "
            << s.seed << ", worst mean first\n\n";
  using enum text_table::align;
  text_table table({{"community", left},
                    {"mean", right},
                    {"90 % of draws", right},
                    {"place", right},
                    {"probability of levels under the stated distributions", left}});
  for (std::size_t i = 0; i < std::min<std::size_t>(top, rows.size()); ++i) {
    const auto& c = *rows[i];
    if (c.scored.value == 0) {
      table.add({c.id, "", "no score", "", ""});
      continue;
    }
    std::string levels;
    for (std::size_t k = 0; k < c.levels.size(); ++k) {
      const auto percent = std::lround(100 * c.levels[k].value);
      if (percent == 0) continue;
      levels +=
          (levels.empty() ? "" : ", ") + o.level_names[k] + " " + std::to_string(percent) + " %";
    }
    const auto number = [&](double x) { return rounded(x, decimals); };
    table.add({c.id, number(c.mean.value),
               number(c.quantiles.front().value) + " to " + number(c.quantiles.back().value),
               rounded(c.ranks.lower, 0) + " to " + rounded(c.ranks.upper, 0), levels});
  }
  table.print(std::cout);
  if (top < rows.size()) std::cout << "(" << rows.size() - top << " more)\n";
}

/// What a reader should know of the evidence before the scores.
void print_evidence(const ltorisk::framework& f, const ltorisk::table& data,
                    const ltorisk::evidence::provenance_table& provenance, std::ostream& out) {
  std::map<std::string, std::vector<std::string>> stale, overridden;
  for (const auto& id : data.row_ids()) {
    for (const auto& found : *provenance.find(id)) {
      const auto* i = f.find_indicator(found.indicator);
      if (!i) continue;
      const bool counts = found.known() || found.inapplicable();
      if (counts && ltorisk::evidence::is_stale(found, *i, provenance.as_of)) {
        stale[found.indicator].push_back(id);
      }
      if (found.overruled) overridden[found.indicator].push_back(id);
    }
  }
  out << "Evidence as of " << ltorisk::evidence::date_text(provenance.as_of) << ".\n";
  const auto print = [&](const char* title, const auto& list) {
    if (list.empty()) return;
    out << title << ":\n";
    for (const auto& [what, ids] : list) {
      out << "  " << text_table::on_one_line(what + ": " + some_of(ids)) << '\n';
    }
  };
  print("Stale, and counted as it stands", stale);
  print("Overridden by an analyst", overridden);
}

void run(const options& o) {
  if (o.help) {
    std::cout << usage;
    return;
  }
  refuse_overwriting_input(o);
  const auto f = o.framework ? ltorisk::read_framework_file(*o.framework)
                             : ltorisk::frameworks::andean_mining();
  if (o.describe) {
    ltorisk::validate(f);
    whole_files files;
    if (o.json) files.add(*o.json, ltorisk::write_framework(f));
    files.commit();
    framework_printer(f, std::cout).print();
    return;
  }
  const auto outcomes = wanted_outcomes(o, f);
  const auto [data, provenance] = read_data(o, f);
  const auto model = ltorisk::fit(f, data);
  std::optional<ltorisk::uncertainty::simulation> drawn;
  if (o.draws > 0) drawn = draw(o, model, data);

  // Before anything is printed: a reader may close the pipe early.
  whole_files files;
  if (o.json) {
    files.add(*o.json,
              ltorisk::write_results(model, data,
                                     {.nodes = outcomes,
                                      .provenance = o.from_evidence() ? &provenance : nullptr,
                                      .simulation = drawn ? &*drawn : nullptr}));
  }
  if (o.csv) {
    auto scored = model.score(data);
    std::erase_if(scored.columns, [&](const ltorisk::score_column& c) {
      return std::ranges::find(outcomes, c.node) == outcomes.end();
    });
    files.add(*o.csv, ltorisk::write_scores_csv(scored, data, f));
  }
  files.commit();

  std::cout << text_table::on_one_line(f.id + ' ' + f.version) << ", " << plural(data.rows(), "row")
            << " of " << text_table::on_one_line(*o.data) << '\n'
            << "Scores run from " << ltorisk::to_text(f.score_range.lower) << " to "
            << ltorisk::to_text(f.score_range.upper)
            << "; they are judgement aids, not calibrated probabilities.\n"
            << "'could be': the score if what is missing were known; ~ where these bounds only "
               "enclose it.\n"
            << "'weighs most': the part that moves the score furthest from where its middle value "
               "would put it.\n";
  if (o.from_evidence()) print_evidence(f, data, provenance, std::cout);
  std::vector<std::string> absent;
  const auto view = data.view();
  for (const auto& i : f.indicators) {
    if (!view.find(i.id)) absent.push_back(i.id);
  }
  if (!absent.empty()) {
    std::cout << "No column for " << plural(absent.size(), "indicator") << ", missing everywhere: ";
    for (const auto& id : absent) {
      std::cout << (&id == &absent.front() ? "" : ", ") << text_table::on_one_line(id);
    }
    std::cout << '\n';
  }

  std::vector<report> reports;
  for (const auto& id : outcomes) reports.emplace_back(f, *f.find_node(id), std::cout);
  for (std::size_t r = 0; r < data.rows(); ++r) {
    const auto a = model.assess(data, r);
    for (std::size_t k = 0; k < outcomes.size(); ++k) {
      reports[k].add(data.row_ids()[r], a[outcomes[k]]);
    }
  }
  for (auto& r : reports) r.print(o.top);
  if (!drawn) return;
  std::cout << "\nHow sure: weights, what is missing" << (o.from_evidence() ? ", and counts" : "")
            << " drawn; 'place': 90 % of draws, 1 is best.\n";
  if (drawn->draws == 1) std::cout << "One draw tells nothing of how sure a score is.\n";
  for (const auto& id : outcomes) print_draws(f, *drawn, id, o.top);
}

}  // namespace

int main(int count, char** arguments) {
  return run_program("score_communities", usage, count, arguments,
                     [](const auto& words) { run(parse(words)); });
}
