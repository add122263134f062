// SPDX-License-Identifier: BSL-1.0

// Would another reasonable method say the same? Every combination of some normalizations,
// weightings, aggregations and ways to treat what is missing, over the provinces: how far they
// agree, whose rank is fragile and which choice moves it; and why two whole frameworks differ.

#include <ltorisk/aggregate/inverted_geometric_mean.hpp>
#include <ltorisk/compare/agreement.hpp>
#include <ltorisk/compare/divergence.hpp>
#include <ltorisk/compare/fragility.hpp>
#include <ltorisk/compare/score_variants.hpp>
#include <ltorisk/io/compare_csv.hpp>
#include <ltorisk/io/compare_json.hpp>
#include <ltorisk/io/csv.hpp>
#include <ltorisk/io/json.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/normalize/min_max.hpp>
#include <ltorisk/normalize/percentile_rank.hpp>
#include <ltorisk/normalize/z_score.hpp>
#include <ltorisk/threads.hpp>
#include <ltorisk/weight/critic.hpp>
#include <ltorisk/weight/standard_deviation.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "text_table.hpp"
#include "whole_files.hpp"

namespace {

namespace compare = ltorisk::compare;

constexpr const char* usage =
    R"(usage: compare_variants [options]

Compares methods of scoring the provinces of examples/data/provinces.csv.

  --json FILE       variants, agreement and spread of the grid, as JSON
  --csv FILE        the spread of every community's rank, as CSV
  --scores FILE     score and rank of every community by every variant, as CSV
  --agreement FILE  how far every two variants agree, as CSV
  --divergence FILE the two frameworks' difference and its parts, as CSV
  --help            print this and stop

Exit status: 0 done, 1 bad input, 2 bad usage.
)";

struct options {
  std::optional<std::string> json, csv, scores, agreement, divergence;
  bool help = false;
};

options parse(const std::vector<std::string>& arguments) {
  const std::vector<std::string> known{"--json",      "--csv",        "--scores",
                                       "--agreement", "--divergence", "--help"};
  options o;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto& a = arguments[i];
    const auto file = [&](std::optional<std::string>& to) {
      if (i + 1 == arguments.size()) throw usage_error(a + " needs a file");
      to = arguments[++i];
    };
    if (a == "--help" || a == "-h")
      o.help = true;
    else if (a == "--json")
      file(o.json);
    else if (a == "--csv")
      file(o.csv);
    else if (a == "--scores")
      file(o.scores);
    else if (a == "--agreement")
      file(o.agreement);
    else if (a == "--divergence")
      file(o.divergence);
    else
      throw usage_error("unknown option '" + a + "'" + ltorisk::suggestion(a, known));
  }
  return o;
}

std::string number(double x, const char* format = "%.2f") {
  if (!ltorisk::is_known(x)) return "-";
  char text[32];
  std::snprintf(text, sizeof text, format, x);
  return std::string(text) == "-0.0" ? "0.0" : text;
}

/// Figures of a message with three decimals: what varies between machines stands further back.
std::string shortened(const std::string& text) {
  std::string result;
  int decimals = -1;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    decimals = c == '.' ? 0 : digit && decimals >= 0 ? decimals + 1 : -1;
    if (decimals <= 3) result += c;
  }
  return result;
}

std::string percent(double share) { return number(100 * share, "%.0f %%"); }

/// Six whole methods side by side, one of them a framework with limits.
void print_agreement(const ltorisk::framework& f, const ltorisk::table& data,
                     const std::vector<ltorisk::criterion>& criteria) {
  using namespace ltorisk;
  using compare::method;
  const std::vector<compare::variant> list{
      {"framework", compare::outcome_of{f, "conflict_risk"}},
      {"plain mean", method{}},
      {"ranks", method{.normalization = normalize::percentile_rank{}}},
      {"CRITIC weights", method{.weighting = weight::critic{}}},
      {"worst counts", method{.aggregation = aggregate::maximum{}}},
      {"complete only", method{.missing = compare::missing_handling::complete_only()}}};
  const auto m = compare::score_variants(list, data, criteria);
  const auto agreements = compare::agreement_of(m, 10);
  std::cout << "Rank correlation (Kendall's tau-b) below, overlap of the ten highest above:\n";
  std::vector<std::pair<std::string, text_table::align>> columns{{"", text_table::align::left}};
  for (const auto& v : m.variants) columns.emplace_back(v.label, text_table::align::right);
  text_table table(columns);
  for (std::size_t a = 0; a < m.variants.size(); ++a) {
    std::vector<std::string> row{m.variants[a].label};
    for (std::size_t b = 0; b < m.variants.size(); ++b) {
      const auto g = agreements(a, b);
      row.push_back(a == b  ? std::to_string(g.common)
                    : b < a ? number(g.kendall)
                            : percent(g.top_overlap));
    }
    table.add(row);
  }
  table.print(std::cout);
  std::cout << "On the diagonal: provinces that get a score.\n";
}

compare::grid methods() {
  using namespace ltorisk;
  using compare::missing_handling;
  return {
      .normalizations = {normalize::min_max{}, normalize::percentile_rank{}, normalize::z_score{}},
      .weightings = {weight::equal{}, weight::critic{}, weight::standard_deviation{}},
      .aggregations = {aggregate::arithmetic_mean{}, aggregate::geometric_mean{0.01},
                       aggregate::maximum{}},
      .missing = {missing_handling::renormalize(), missing_handling::assume_mean()}};
}

void print_refusals(const compare::multiverse& m, const compare::fragility& f) {
  std::cout << '\n'
            << m.variants.size() << " combinations, of which " << m.refused()
            << " cannot be scored:\n";
  std::vector<std::string> reasons;
  for (const auto& v : m.variants) {
    if (v.refused.empty() || std::ranges::find(reasons, v.refused) != reasons.end()) continue;
    reasons.push_back(v.refused);  // each once
    std::cout << "  " << v.label << ": " << shortened(v.refused) << '\n';
  }
  for (const auto& [factor, level] : f.left_out) {
    std::cout << "So the shares below leave out the " << m.factors[factor].name << ' '
              << m.factors[factor].levels[level] << ".\n";
  }
}

void print_fragile(const compare::multiverse& m, const compare::fragility& f) {
  using enum text_table::align;
  std::cout << "\nThe most fragile ranks (1 is the highest score):\n";
  text_table table({{"province", left},
                    {"best", right},
                    {"median", right},
                    {"worst", right},
                    {"quarters", right},
                    {"moved most by", left},
                    {"share", right},
                    {"interaction", right}});
  const auto order = f.most_fragile();
  for (std::size_t i = 0; i < std::min<std::size_t>(8, order.size()); ++i) {
    const auto& s = f.communities[order[i]];
    table.add({m.communities[order[i]], number(s.best, "%.1f"), number(s.median, "%.1f"),
               number(s.worst, "%.1f"), std::to_string(s.levels),
               s.moved_most ? m.factors[*s.moved_most].name : "",
               s.moved_most ? percent(s.share[*s.moved_most]) : "", percent(s.interaction)});
  }
  table.print(std::cout);
  std::cout << "The firmest:\n";
  for (std::size_t i = 0; i < std::min<std::size_t>(3, order.size()); ++i) {
    const auto row = order[order.size() - 1 - i];
    const auto& s = f.communities[row];
    std::cout << "  " << m.communities[row] << ", rank " << number(s.best, "%.1f") << " to "
              << number(s.worst, "%.1f") << '\n';
  }
}

void print_divergence(const compare::divergence& d) {
  using enum text_table::align;
  std::cout << "\nWhy learned_index scores other than public_data, in points of "
            << number(d.range.upper, "%.0f") << ", the widest first:\n";
  text_table table({{"province", left},
                    {"public_data", right},
                    {"learned_index", right},
                    {"difference", right},
                    {"scope", right},
                    {"measurement", right},
                    {"weight", right}});
  std::vector<const compare::divergence_row*> rows;
  for (const auto& r : d.communities) {
    if (ltorisk::is_known(r.parts.scope)) rows.push_back(&r);
  }
  std::ranges::stable_sort(rows, [](const auto* a, const auto* b) {
    return std::fabs(a->difference()) > std::fabs(b->difference());
  });
  for (std::size_t i = 0; i < std::min<std::size_t>(5, rows.size()); ++i) {
    const auto& r = *rows[i];
    table.add({r.community, number(r.a, "%.1f"), number(r.b, "%.1f"),
               number(r.difference(), "%+.1f"), number(r.parts.scope, "%+.1f"),
               number(r.parts.measurement, "%+.1f"), number(r.parts.weight, "%+.1f")});
  }
  table.print(std::cout);
  std::cout << "Over " << d.compared << " provinces the difference varies "
            << percent(d.share.scope) << " with what is counted, " << percent(d.share.measurement)
            << " with\nhow it is measured and " << percent(d.share.weight)
            << " with how it is weighed.\nOnly public_data looks at";
  for (const auto& id : d.only_a) std::cout << ' ' << id;
  std::cout << ".\n";
}

void run(const options& o) {
  if (o.help) {
    std::cout << usage;
    return;
  }
  const auto framework = ltorisk::read_framework_file("examples/data/public_data.json");
  const auto other = ltorisk::read_framework_file("examples/data/learned_index.json");
  const auto data = ltorisk::read_csv_file("examples/data/provinces.csv", framework);
  // More of each is more risk.
  const std::vector<ltorisk::criterion> criteria{
      {"conflict_phase"}, {"mined_area_growth"}, {"poverty"}};

  print_agreement(framework, data, criteria);
  const auto m = compare::score_variants(methods(), data, criteria, {}, ltorisk::threads{});
  const auto f = compare::fragility_of(m);
  print_refusals(m, f);
  print_fragile(m, f);
  const compare::rater a{ltorisk::fit(framework), "conflict_risk", data};
  const compare::rater b{ltorisk::fit(other, data, {.extra_columns = true}), "pressure", data};
  const auto d = compare::divergence_between(a, b);
  print_divergence(d);

  whole_files files;
  if (o.csv) files.add(*o.csv, compare::write_fragility_csv(m, f));
  if (o.scores) files.add(*o.scores, compare::write_variants_csv(m));
  if (o.divergence) files.add(*o.divergence, compare::write_divergence_csv(d));
  if (o.json || o.agreement) {
    const auto agreements = compare::agreement_of(m, 10, ltorisk::threads{});
    if (o.json) files.add(*o.json, compare::write_variants(m, agreements, f));
    if (o.agreement) files.add(*o.agreement, compare::write_agreement_csv(m, agreements));
  }
  files.commit();
}

}  // namespace

int main(int count, char** arguments) {
  return run_program("compare_variants", usage, count, arguments,
                     [](const auto& words) { run(parse(words)); });
}
