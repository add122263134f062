// SPDX-License-Identifier: BSL-1.0

// How sure are the scores of the documented cases? At dates of their history, the evidence then on
// record is drawn from what it could have been, the weights around those given, and what is missing
// from anything in its range: intervals, the probability of each level under these distributions,
// and the two figures that would narrow the score most.

#include <ltorisk/evidence/provenance_table.hpp>
#include <ltorisk/evidence/uncertain.hpp>
#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/io/community_json.hpp>
#include <ltorisk/io/json.hpp>
#include <ltorisk/io/simulation_json.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/uncertainty/narrowing.hpp>
#include <ltorisk/uncertainty/simulate.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "text_table.hpp"
#include "whole_files.hpp"

namespace {

using namespace std::chrono_literals;
namespace evidence = ltorisk::evidence;
namespace uncertainty = ltorisk::uncertainty;
using json = nlohmann::ordered_json;

struct moment {
  const char* community;
  evidence::date as_of;
  const char* license;  // the outcome that is asked
};

const std::vector<moment> moments{
    {"Tambogrande", 2002y / 6 / 30, "lto_formal"}, {"Río Blanco", 2007y / 10 / 31, "lto_formal"},
    {"Tía María", 2014y / 12 / 31, "lto_formal"},  {"Conga", 2011y / 10 / 31, "lto_formal"},
    {"Quellaveco", 2012y / 8 / 31, "lto_formal"},  {"Las Bambas", 2016y / 9 / 30, "lto_formal"},
    {"Antapaccay", 2019y / 12 / 31, "lto_formal"}, {"Cañaris", 2012y / 10 / 31, "lto_formal"},
    {"Los Chancas", 2025y / 3 / 31, "lto_formal"}, {"Pamputa", 2025y / 4 / 30, "lto_informal"},
    {"Pataz", 2025y / 3 / 31, "lto_informal"},     {"Atico", 2022y / 5 / 31, "lto_informal"}};

std::string number(double x) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", x);
  return text;
}
std::string percent(double share) { return std::to_string(std::lround(100 * share)) + " %"; }
std::string percent(const uncertainty::estimate& share) {
  const auto error = std::max<long>(std::lround(100 * share.error), 1);
  return std::to_string(std::lround(100 * share.value)) + " +- " + std::to_string(error) + " %";
}

/// What is uncertain of one community at one date.
uncertainty::sources sources_of(const ltorisk::framework& f, const ltorisk::table& data,
                                const evidence::uncertain_observation& counted) {
  uncertainty::sources s;
  s.weights = uncertainty::all_weights(f, uncertainty::dirichlet{100});
  s.evidence = uncertainty::missing_anywhere(f, data);
  for (auto& cell : counted.cells(0)) s.evidence.push_back(std::move(cell));
  // The order of these phases is not settled.
  for (const auto& [phase, value] :
       {std::pair{"dialogue", 0.45}, {"de_escalation", 0.50}, {"early", 0.55}}) {
    s.scales.push_back({"conflict_phase", phase, uncertainty::uniform{value - 0.1, value + 0.1}});
  }
  return s;
}

std::string levels_text(const uncertainty::outcome_answer& o) {
  std::string text;
  const auto& levels = o.communities[0].levels;
  for (std::size_t k = 0; k < levels.size(); ++k) {
    if (std::lround(100 * levels[k].value) == 0) continue;
    text += (text.empty() ? "" : ", ") + o.level_names[k] + " " + percent(levels[k].value);
  }
  return text;
}

std::string narrows_text(const std::vector<uncertainty::narrowing>& list) {
  std::string text;
  for (std::size_t k = 0; k < 2 && k < list.size(); ++k) {
    const auto& share = list[k].share;
    if (!(share.value > 2 * share.error)) break;  // chance shows as much
    text += (k > 0 ? ", " : "") + list[k].indicator + " " + percent(share);
  }
  return text.empty() ? "none stands out" : text;
}

void run(std::size_t draws, std::uint64_t seed, const std::string& json_file) {
  const auto cases = evidence::read_portfolio_file("examples/data/cases.json");
  const auto f = ltorisk::frameworks::andean_mining();
  using enum text_table::align;
  text_table table({{"case", left},
                    {"as of", left},
                    {"outcome", left},
                    {"median", right},
                    {"90 % of draws", right},
                    {"probability of each level", left},
                    {"would narrow it most", left}});
  std::vector<std::string> votes;
  json all{{"schema_version", 1}, {"draws", draws}, {"seed", seed}};
  for (const auto& m : moments) {
    evidence::portfolio one{.gold_price = cases.gold_price};
    for (const auto& c : cases.communities) {
      if (c.id == m.community) one.communities.push_back(c);
    }
    const auto data = evidence::observe(one, m.as_of, f).figures;
    const auto counted = evidence::observe_uncertain(
        one.communities.at(0), m.as_of, f, {.observe = {.gold_price = &cases.gold_price}});
    const uncertainty::input_map inputs(f, data, sources_of(f, data, counted));
    const auto s = simulate(inputs, {.draws = draws, .seed = seed, .ranks = false});
    const auto narrows =
        what_would_narrow(inputs, 0, {.draws = std::max<std::size_t>(draws, 32), .seed = seed});
    json entry{{"case", m.community}, {"as_of", evidence::date_text(m.as_of)}};
    entry["outcomes"] = ltorisk::simulation_json(s, 0);
    for (std::size_t k = 0; k < s.outcomes.size(); ++k) {
      const auto& o = s.outcomes[k];
      for (const auto& n : narrows[k]) {
        entry["narrows"][o.node].push_back({{"indicator", n.indicator},
                                            {"share_of_variance", n.share.value},
                                            {"error", n.share.error}});
      }
      if (o.node != m.license && o.node != "conflict_risk") continue;
      const auto& c = o.communities[0];
      table.add({m.community, evidence::date_text(m.as_of), o.node, number(c.quantiles[2].value),
                 number(c.quantiles.front().value) + " to " + number(c.quantiles.back().value),
                 levels_text(o), narrows_text(narrows[k])});
    }
    for (const auto& v : counted.support) {
      const auto [lower, upper] = credible_interval(v.figure);
      votes.push_back(std::string(m.community) + ": " + ltorisk::to_text(v.figure.count) + " of " +
                      ltorisk::to_text(v.figure.of) + " voted for it " + number(v.figure.age) +
                      " years before; support today " + percent(lower) + " to " + percent(upper));
    }
    all["cases"].push_back(std::move(entry));
  }
  if (json_file == "-") {
    std::cout << all.dump(2) << '\n';
    return;
  }
  if (!json_file.empty()) {
    whole_files files;
    files.add(json_file, all.dump(2) + '\n');
    files.commit();
  }
  std::cout << "Documented cases, " << draws << " draws each, seed " << seed
            << ". Drawn: what was counted, what is missing (anything in its\n"
               "range), the weights (Dirichlet around those given, concentration 100), and the\n"
               "values of three phases of conflict (+-0.1). Probabilities are shares of draws\n"
               "under these distributions; the score is not calibrated, and they say nothing\n"
               "of what will happen. 'would narrow it most': the share of its variance expected\n"
               "to go if the figure were known, +- its standard error; none stands out where no\n"
               "share is above two of them.\n\n";
  if (draws == 1)
    std::cout << "One draw tells nothing of how sure a score is: there are no errors.\n\n";
  table.print(std::cout);
  if (!votes.empty()) std::cout << "\nVotes (90 % credible, without simulation):\n";
  for (const auto& v : votes) std::cout << "  " << v << '\n';
}

template <class T>
T whole_number(const std::string& option, const std::string& text) {
  T number{};
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  if (error != std::errc{} || end != last) {
    throw std::runtime_error(option + " needs a whole number, got '" + text + "'");
  }
  return number;
}

}  // namespace

int main(int count, char** arguments) {
  constexpr const char* usage = "usage: how_sure [--draws N] [--seed N] [--json FILE or -]";
  try {
    std::size_t draws = 1000;
    std::uint64_t seed = 1;
    std::string json_file;
    const std::vector<std::string> given(arguments + 1, arguments + count);
    if (std::ranges::find(given, "--help") != given.end()) {
      std::cout << usage << '\n';
      return 0;
    }
    for (std::size_t i = 0; i < given.size(); i += 2) {
      if (i + 1 == given.size()) throw std::runtime_error(given[i] + " needs a value");
      if (given[i] == "--draws") {
        draws = whole_number<std::size_t>(given[i], given[i + 1]);
      } else if (given[i] == "--seed") {
        seed = whole_number<std::uint64_t>(given[i], given[i + 1]);
      } else if (given[i] == "--json") {
        json_file = given[i + 1];
      } else {
        throw std::runtime_error("unknown option '" + given[i] + "'\n" + usage);
      }
    }
    run(draws, seed, json_file);
    return 0;
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
}
