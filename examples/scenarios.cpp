// SPDX-License-Identifier: BSL-1.0

// What happens if: policy packages on a map of causes, for the case of the study or for one
// community of a table.

#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/io/causal_map_csv.hpp>
#include <ltorisk/io/causal_map_json.hpp>
#include <ltorisk/io/csv.hpp>
#include <ltorisk/io/scenario_report.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/scenario/andean_mining_map.hpp>
#include <ltorisk/scenario/best_package.hpp>
#include <ltorisk/scenario/from_assessment.hpp>
#include <ltorisk/scenario/influence.hpp>
#include <ltorisk/scenario/paths.hpp>
#include <ltorisk/scenario/report.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "text_table.hpp"
#include "whole_files.hpp"

namespace {

namespace scenario = ltorisk::scenario;

constexpr const char* usage =
    R"(usage: scenarios [DATA.csv COMMUNITY] [options]

Compares policy packages on the causal map andean_mining_map. Without DATA.csv
the status quo is the map at rest, as in the study; with it, the figures of one
community, scored by andean_mining, say where it starts and what its levers are.

  --draws N    weights are sampled so often (default 10000)
  --seed N     which draws (default 1)
  --json FILE  packages, signs and loops, as JSON
  --csv FILE   changes, shares and quantiles, as CSV
  --map FILE   write the map itself as JSON
  --help       print this and stop

Exit status: 0 done, 1 bad input, 2 bad usage.
)";

struct options {
  std::vector<std::string> names;
  std::optional<std::string> json, csv, map;
  std::uint64_t draws = 10000, seed = 1;
  bool help = false;
};

options parse(const std::vector<std::string>& arguments) {
  const std::vector<std::string> known{"--draws", "--seed", "--json", "--csv", "--map", "--help"};
  options o;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto& a = arguments[i];
    const auto value = [&]() -> const std::string& {
      if (i + 1 == arguments.size()) throw usage_error(a + " needs a value");
      return arguments[++i];
    };
    const auto number = [&](std::uint64_t least) {
      const auto& text = value();
      std::uint64_t n = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
      if (error != std::errc{} || end != text.data() + text.size() || n < least) {
        throw usage_error(a + " needs a whole number from " + std::to_string(least) + ", got '" +
                          text + "'");
      }
      return n;
    };
    if (a == "--help" || a == "-h")
      o.help = true;
    else if (a == "--draws")
      o.draws = number(1);
    else if (a == "--seed")
      o.seed = number(0);
    else if (a == "--json")
      o.json = value();
    else if (a == "--csv")
      o.csv = value();
    else if (a == "--map")
      o.map = value();
    else if (a.starts_with("--"))
      throw usage_error("unknown option '" + a + "'" + ltorisk::suggestion(a, known));
    else
      o.names.push_back(a);
  }
  if (!o.help && !o.names.empty() && o.names.size() != 2) {
    throw usage_error("needs DATA.csv and COMMUNITY, or neither");
  }
  return o;
}

/// "+0.42"; nothing where there is no number, 0 where it is too small to have a sign.
std::string change(double x) {
  if (!ltorisk::is_known(x)) return "";
  char text[32];
  std::snprintf(text, sizeof text, "%+.2f", x);
  return scenario::sampled_changes::sign_of(x) == 0 ? "0" : text;
}

std::string percent(double share) {
  char text[32];
  // Not rounded up: 100 % is always.
  std::snprintf(text, sizeof text, "%.1f %%", std::floor(1000 * share + 1e-9) / 10);
  return text;
}

/// The status quo of one community of a table.
std::vector<scenario::setting> start_of(const std::string& file, const std::string& id,
                                        const scenario::causal_map& m) {
  const auto model = ltorisk::fit(ltorisk::frameworks::andean_mining());
  const auto data = ltorisk::read_csv_file(file, model.framework());
  const auto ids = data.row_ids();
  const auto row = std::ranges::find(ids, id);
  if (row == ids.end()) {
    throw ltorisk::input_error({{file, "has no community " + ltorisk::in_quotes(id) +
                                           ltorisk::suggestion(id, {ids.begin(), ids.end()})}});
  }
  const auto a = model.assess(data, static_cast<std::size_t>(row - ids.begin()));
  const auto s = scenario::standing_of(m, a, model.framework());
  std::cout << id << " stands at:";
  for (const auto& [c, x] : s.start) std::cout << ' ' << c << ' ' << change(x);
  std::cout << "\nNothing is known of:";
  for (const auto& c : s.unknown) std::cout << ' ' << c;
  std::cout << (s.unknown.empty() ? " -" : "") << "\n\n";
  return s.start;
}

void print_packages(const scenario::report& r) {
  using enum text_table::align;
  text_table table({{"change against the status quo", left},
                    {"conflict", right},
                    {"sign holds", right},
                    {"5 % to 95 %", right},
                    {"license", right},
                    {"sign holds", right},
                    {"mining", right},
                    {"sign holds", right}});
  for (std::size_t p = 0; p < r.packages.size(); ++p) {
    const auto& s = r.samples[p];
    const auto nominal = [&](const char* id) { return change(s.nominal[s.index_of(id)]); };
    const auto holds = [&](const char* id) {
      return nominal(id) == "0" ? std::string() : percent(s.sign_holds(id));
    };
    table.add({s.package, nominal("SC"), holds("SC"),
               change(s.quantile("SC", 0.05)) + " to " + change(s.quantile("SC", 0.95)),
               nominal("LTO"), holds("LTO"), nominal("IM"), holds("IM")});
  }
  table.print(std::cout);
  for (const auto& p : r.effects.packages) {
    if (!p.end.unique) std::cout << p.name << ": " << p.end.words() << '\n';
  }
  std::cout << "'sign holds': in so many of " << r.options.draws
            << " draws with every weight times U(0.5, 1.5). Weights are judgement.\n";
}

void print_loops(const scenario::report& r) {
  std::cout << "\nWhat keeps it going, the strongest first:\n";
  for (const auto& l : r.loops.loops) {
    char gain[32];
    std::snprintf(gain, sizeof gain, "%+.3f", l.gain);
    std::cout << "  " << gain << "  " << (l.reinforcing() ? "reinforcing" : "balancing  ") << "  "
              << l.words() << '\n';
  }
}

void print_paths(const scenario::report& r) {
  const auto& p = r.packages.front();
  std::cout << "\nHow " << p.name << " reaches the license, the strongest paths:\n";
  const auto list = scenario::paths_to(r.map, p, "LTO", r.options.run);
  for (std::size_t i = 0; i < std::min<std::size_t>(5, list.paths.size()); ++i) {
    std::cout << "  " << change(list.paths[i].carried) << "  " << list.paths[i].words() << '\n';
  }
  const auto i = scenario::influence_at(r.map, p, r.options.run);
  char sides[64];
  std::snprintf(sides, sizeof sides, "%.2f as it rises, %.2f as it falls", i.rising("RC", "SC"),
                i.falling("RC", "SC"));
  std::cout << "There, a little respect for institutions moves conflict by " << sides << ".\n";
}

void print_best(const scenario::report& r) {
  std::vector<scenario::lever_choice> choices;
  for (const auto* lever : {"RC", "AC", "AV", "CE"}) {
    choices.push_back({lever, {{0, 0}, {0.5, 1}, {1, 2}}});
  }
  scenario::sample_options o = r.options;
  o.draws = 1000;
  const auto ranked = scenario::best_package(r.map, choices, 4, {{"SC", -1}, {"LTO", 1}}, o);
  std::cout
      << "\nFor a budget of 4 (half a lever costs 1, a whole one 2), most for less conflict and "
         "more license:\n";
  using enum text_table::align;
  text_table table({{"package", left}, {"cost", right}, {"gain", right}, {"best in", right}});
  for (std::size_t i = 0; i < std::min<std::size_t>(4, ranked.size()); ++i) {
    table.add({ranked[i].package.name, ltorisk::to_text(ranked[i].cost), change(ranked[i].gain),
               percent(ranked[i].best_in)});
  }
  table.print(std::cout);
}

void run(const options& o) {
  if (o.help) {
    std::cout << usage;
    return;
  }
  const auto m = scenario::andean_mining_map();
  std::cout << m.name << "\n" << scenario::note << "\n\n";
  scenario::sample_options sampling;
  sampling.draws = static_cast<std::size_t>(o.draws);
  sampling.seed = o.seed;
  if (!o.names.empty()) sampling.run.start = start_of(o.names[0], o.names[1], m);
  const auto r = scenario::report_on(m, scenario::andean_mining_packages(), sampling);
  print_packages(r);
  print_loops(r);
  print_paths(r);
  print_best(r);
  std::cout << '\n';
  text_table names({{"concept", text_table::align::left}, {"", text_table::align::left}});
  for (const auto& c : m.concepts) names.add({c.id, c.name});
  names.print(std::cout);
  whole_files files;
  if (o.json) files.add(*o.json, scenario::write_report(r));
  if (o.csv) files.add(*o.csv, scenario::write_report_csv(r));
  if (o.map) files.add(*o.map, scenario::write_causal_map(m));
  files.commit();
}

}  // namespace

int main(int count, char** arguments) {
  return run_program("scenarios", usage, count, arguments,
                     [](const auto& words) { run(parse(words)); });
}
