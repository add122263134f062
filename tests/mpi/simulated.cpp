// SPDX-License-Identifier: BSL-1.0
// Simulation over ranks: the bits of one process, or one error on all. Ends with 0 where all is
// well.
#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/aggregate/geometric_mean.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/mpi/simulate.hpp>
#include <ltorisk/random/sobol.hpp>
#include <ltorisk/table.hpp>
#include <ltorisk/threads.hpp>
#include <ltorisk/uncertainty/anywhere.hpp>
#include <ltorisk/uncertainty/normal.hpp>
#include <ltorisk/uncertainty/simulate.hpp>
#include <ltorisk/uncertainty/uniform.hpp>

#include "mpi/on_ranks.hpp"

#include <bit>
#include <cmath>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ltorisk;
using namespace ltorisk::uncertainty;
using namespace on_ranks;

namespace {

// Two outcomes, one of them a risk, of which the second row has a score in half of the draws.
framework places() {
  framework f;
  f.id = "places";
  f.score_range = {0, 100};
  f.indicators = {{.id = "a"}, {.id = "b"}, {.id = "c"}};
  f.nodes = {{.id = "good", .children = {{.child = "a"}, {.child = "b", .weight = 2}}},
             {.id = "risk",
              .aggregation = aggregate::geometric_mean{},
              .children = {{.child = "b"}, {.child = "c", .required = true}}}};
  f.nodes[0].levels = {{{"low", 40}, {"middle", 60}, {"high", 100}}};
  f.nodes[1].higher_is_worse = true;
  f.outcomes = {"good", "risk"};
  return f;
}

struct world_of {
  framework f = places();
  table data;
  sources uncertain;

  explicit world_of(std::size_t rows) : data(ids(rows)) {
    const auto column = [&](double seed) {
      std::vector<double> x;
      for (std::size_t i = 0; i < rows; ++i) {
        x.push_back(0.5 + 0.4 * std::sin(seed * (static_cast<double>(i) + 1)));
      }
      return x;
    };
    auto c = column(2.3);
    if (rows > 2) c[1] = missing;
    data.add("a", column(1.1)).add("b", column(1.7)).add("c", c);
    uncertain.weights = all_weights(f, dirichlet{30});
    for (std::size_t i = 0; i < rows; ++i) {
      const double upper = 0.3 + 0.03 * static_cast<double>(i % 20);
      uncertain.evidence.push_back({i, "b", uniform{0.2, upper}});
    }
    uncertain.methods = {
        aggregations("good", {aggregate::arithmetic_mean{}, aggregate::geometric_mean{}}),
        missing_rules("risk", {missing_policy::as_given, missing_policy::skip})};
  }
  static std::vector<std::string> ids(std::size_t rows) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < rows; ++i) all.push_back("place " + std::to_string(i));
    return all;
  }
};

// Everything a simulation says.
std::vector<std::uint64_t> bits_of(const simulation& s) {
  std::vector<std::uint64_t> bits{s.seed,        s.draws, s.requested, s.cancelled, s.tolerance_met,
                                  s.independent, s.exact, s.outcomes.size()};
  const auto add = [&](double x) { bits.push_back(std::bit_cast<std::uint64_t>(x)); };
  const auto list = [&](const std::vector<double>& all) {
    bits.push_back(all.size());
    for (const double x : all) add(x);
  };
  const auto text = [&](const std::string& t) { bits.push_back(std::hash<std::string>()(t)); };
  const auto both = [&](const estimate& e) {
    add(e.value);
    add(e.error);
  };
  add(s.quantile_error);
  list(s.probabilities);
  for (const auto& w : s.weights) text(w);
  for (const auto& o : s.outcomes) {
    text(o.node);
    for (const auto& name : o.level_names) text(name);
    bits.push_back(o.draws);
    bits.push_back(o.communities.size());
    for (const auto& c : o.communities) {
      text(c.id);
      for (const double x : {c.nominal, c.least, c.most, c.nominal_rank}) add(x);
      for (const auto& r : {c.ranks, c.rank_errors}) {
        add(r.lower);
        add(r.upper);
      }
      for (const auto& e : {c.scored, c.mean, c.deviation, c.mean_rank, c.confidence}) both(e);
      for (const auto& all : {c.quantiles, c.levels}) {
        bits.push_back(all.size());
        for (const auto& e : all) both(e);
      }
      list(c.central_weights);
      list(c.central_weight_errors);
    }
    for (const auto& e : {o.stability.shift, o.stability.correlation, o.stability.first_stays}) {
      both(e);
    }
    list(o.acceptability);
    list(o.pairwise);
  }
  return bits;
}

void same_bits_as_alone() {
  for (const std::size_t rows : {1U, 3U, 70U}) {
    const world_of w(rows);
    const input_map inputs(w.f, w.data, w.uncertain);
    const auto same = [&](const simulate_options& o, const std::string& what) {
      const auto alone = simulate(inputs, o);
      require(bits_of(mpi::simulate(world, inputs, o)) == bits_of(alone),
              what + " differs, " + std::to_string(rows) + " rows");
      return alone;
    };
    for (const std::size_t draws : {1U, 5U, 128U, 129U, 1000U, 2600U}) {
      require(same({.draws = draws, .pairwise = true, .confidence_draws = 3}, "a simulation").exact,
              "scores do not fit");
    }
    same({.draws = 700, .ranks = false}, "without ranks");
    same({.draws = 700, .probabilities = {}}, "without quantiles");
    // Binned scores and ranks; a wave of fewer draws than a block.
    const auto binned =
        same({.draws = 20000, .memory = 1500 * rows, .chunk = 8}, "what does not fit");
    require(!binned.exact && binned.quantile_error > 0, "scores fit");

    const random::sobol even(inputs.coordinates(), 3);
    const simulate_options o{.draws = 900};
    require(bits_of(mpi::simulate(world, inputs, even, o)) == bits_of(simulate(inputs, even, o)),
            "other points differ");
    require(bits_of(mpi::simulate(world, inputs, o, threads{2})) == bits_of(simulate(inputs, o)),
            "threads make a difference");
    // An executor and a chunk are a rank's own.
    const auto backwards = [](std::size_t count, const auto& task) {
      for (std::size_t i = count; i-- > 0;) task(i);
    };
    require(bits_of(mpi::simulate(world, inputs, o, backwards)) == bits_of(simulate(inputs, o)),
            "an executor makes a difference");
  }
  // Nothing to draw, and nothing to draw it for.
  const world_of none(0);
  const input_map empty(none.f, none.data, {.weights = none.uncertain.weights});
  require(bits_of(mpi::simulate(world, empty, {.draws = 300})) ==
              bits_of(simulate(empty, {.draws = 300})),
          "an empty table differs");
  const world_of some(9);
  const input_map certain(some.f, some.data, {});
  require(bits_of(mpi::simulate(world, certain, {.draws = 300})) ==
              bits_of(simulate(certain, {.draws = 300})),
          "certainty differs");
}

// Where one process would stop, all do.
void stops_as_alone() {
  const int rank = mpi::rank_of(world), size = mpi::size_of(world);
  const world_of w(8);
  const input_map inputs(w.f, w.data, w.uncertain);
  bool early = false, late = false;
  for (const double tolerance : {0.5, 0.2, 0.1, 1e-9}) {
    const simulate_options o{.draws = 5000, .tolerance = tolerance};
    const auto alone = simulate(inputs, o);
    early = early || (alone.tolerance_met && alone.draws < 5000 && alone.draws > 512);
    late = late || !alone.tolerance_met;
    require(bits_of(mpi::simulate(world, inputs, o)) == bits_of(alone), "a tolerance differs");
  }
  require(early && late, "tolerances that tell nothing");

  // One rank cancels; only one other asks.
  std::size_t told = 0, calls = 0;
  simulate_options o{.draws = 400000, .memory = 1 << 20};
  if (rank == size - 1) {
    o.on_progress = [&](const progress& p) {
      require(p.requested == 400000 && p.draws > told, "progress goes back");
      told = p.draws;
      return ++calls < 2;
    };
  }
  const auto found = mpi::simulate(world, inputs, o);
  require(found.cancelled && found.draws < 400000 && found.requested == 400000, "not cancelled");
  require(rank != size - 1 || (calls == 2 && told == found.draws), "draws that nobody was told of");
  // As one process that is cancelled there.
  simulate_options same{.draws = 400000, .memory = 1 << 20};
  same.on_progress = [&](const progress& p) { return p.draws < found.draws; };
  require(bits_of(found) == bits_of(simulate(inputs, same)), "a cancelled simulation differs");
}

void one_throws() {
  const int rank = mpi::rank_of(world), size = mpi::size_of(world), last = size - 1;
  const world_of w(6);
  const input_map inputs(w.f, w.data, w.uncertain);
  const auto says = [](const std::string& what, const std::string& part) {
    require(what.find(part) != std::string::npos, "says '" + what + "', not '" + part + "'");
  };
  const auto simulated = [&](const input_map& map, const simulate_options& o) {
    return message([&] { static_cast<void>(mpi::simulate(world, map, o)); });
  };
  says(simulated(inputs, {.draws = 0}), "draws must be from 1 to");
  says(simulated(inputs, {.draws = rank == last ? 0U : 10U}), "draws must be from 1 to");
  says(simulated(inputs, {.memory = 100}), "need memory of");

  simulate_options o{.draws = 3000};
  if (rank == last) {
    o.on_progress = [](const progress&) -> bool { throw std::runtime_error("shut"); };
  }
  const auto named = "rank " + std::to_string(last) + ": ";
  require(simulated(inputs, o) == (rank == last ? "shut" : named + "shut"), "another error");

  // A task that fails in the middle, on one rank.
  std::size_t runs = 0;
  const auto broken = [&](std::size_t count, const auto& task) {
    if (rank == last && ++runs == 7) throw std::runtime_error("no more threads");
    for (std::size_t i = 0; i < count; ++i) task(i);
  };
  says(message([&] {
         static_cast<void>(mpi::simulate(world, inputs, {.draws = 3000}, broken));
       }),
       "no more threads");
  if (size == 1) return;

  // What must be the same and is not.
  says(simulated(inputs, {.draws = rank == last ? 10U : 11U}), "the options are not the same");
  says(simulated(inputs, {.seed = rank == last ? 2U : 1U}), "the options are not the same");
  says(simulated(inputs, {.probabilities = std::vector<double>(rank == last ? 1 : 2, 0.5)}),
       "the options are not the same");
  const world_of more(7);
  const input_map other(more.f, more.data, more.uncertain);
  says(simulated(rank == last ? other : inputs, {}), "names of what is uncertain are not the same");
  auto sources = w.uncertain;
  sources.evidence[5].figure = uniform{0.2, 0.9};
  const input_map elsewhere(w.f, w.data, sources);
  says(simulated(rank == last ? elsewhere : inputs, {}), "is not drawn the same on all ranks");
  const random::sobol even(inputs.coordinates(), rank == last ? 3U : 4U);
  says(message([&] { static_cast<void>(mpi::simulate(world, inputs, even, {.draws = 9})); }),
       "the points are not the same on all ranks");
}

void memory_is_short() {
  const int size = mpi::size_of(world);
  const world_of w(5);
  const input_map inputs(w.f, w.data, w.uncertain);
  const simulate_options o{.draws = 300, .pairwise = true, .confidence_draws = 2};
  for (const int failing : {0, size - 1}) {
    each_allocation_fails(
        failing,
        [&](const auto& begin) {
          begin();
          static_cast<void>(mpi::simulate(world, inputs, o));
        },
        7);
  }
}

// The last rank is killed at work: nothing may look whole.
void one_is_killed(const std::string& folder) {
  const int rank = mpi::rank_of(world), size = mpi::size_of(world);
  const world_of w(8);
  const input_map inputs(w.f, w.data, w.uncertain);
  std::ofstream(folder + "/" + std::to_string(rank) + ".part") << "begun";
  simulate_options o{.draws = 1000000};
  if (rank == size - 1) {
    o.on_progress = [](const progress&) { return std::raise(SIGKILL) == 0; };
  }
  static_cast<void>(mpi::simulate(world, inputs, o));
  std::ofstream(folder + "/whole") << "done";
}

}  // namespace

int main(int argc, char** argv) {
  return run(argc, argv, [](const std::string& what, const std::string& folder) {
    if (what == "bits") {
      same_bits_as_alone();
    } else if (what == "stop") {
      stops_as_alone();
    } else if (what == "throw") {
      one_throws();
    } else if (what == "memory") {
      memory_is_short();
    } else if (what == "kill" && !folder.empty()) {
      one_is_killed(folder);
    } else {
      throw std::runtime_error("usage: simulated bits|stop|throw|memory|kill FOLDER");
    }
  });
}
