// SPDX-License-Identifier: BSL-1.0
// One program on several ranks; the first argument says what to try. Ends with 0 where all is well.
#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/composite.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/mpi.hpp>
#include <ltorisk/normalize/winsorized.hpp>
#include <ltorisk/statistics/any_reduction.hpp>
#include <ltorisk/statistics/moments.hpp>
#include <ltorisk/stream/adapters.hpp>
#include <ltorisk/weight/gini.hpp>
#include <ltorisk/weight/merec.hpp>

#include "mpi/on_ranks.hpp"
#include "stream/random_sample.hpp"

#include <cmath>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

using namespace random_sample;
using namespace on_ranks;

namespace {

// Blocks of rows dealt unevenly: the ranks from the last one take 1, 2, 1, 2 ... the first the
// rest.
mpi::range uneven(std::uint64_t rows, int rank, int size) {
  const auto first = [&](int r) -> std::uint64_t {
    if (r == 0) return 0;
    if (r == size) return rows;
    std::uint64_t blocks = (rows + statistics::block_rows - 1) / statistics::block_rows;
    for (int from = size - 1; from >= r; --from) {
      blocks -= std::min<std::uint64_t>(blocks, (size - 1 - from) % 2 == 0 ? 1 : 2);
    }
    return blocks * statistics::block_rows;
  };
  return {first(rank), first(rank + 1)};
}

void same_bits_as_alone() {
  const int rank = mpi::rank_of(world), size = mpi::size_of(world);
  for (const std::size_t rows : {std::size_t{100}, 3 * statistics::block_rows + 700}) {
    const sample s(rows);
    const auto alone = fit(learned(), s.view());
    const auto scored = alone.score(s.view()).columns[0].value;
    for (const auto mine :
         {mpi::share_of(rows, rank, size, statistics::block_rows), uneven(rows, rank, size)}) {
      stream::slices shard(s.view().slice(mine.first, mine.size()), 1000);
      require(mpi::first_row_of(world, mine.size()) == mine.first, "first_row_of");
      const mpi::shard others(world, mine.first);
      const auto m = fit(learned(), shard, {}, in_order, others);
      require(m.framework() == alone.framework(), "the fitted framework differs");
      const composite index(normalize::min_max{},
                            weight::gini{.looks_at = weighting_input::normalized},
                            aggregate::arithmetic_mean{});
      require(index.fit(shard, {}, 0, in_order, others) == index.fit(s.view()),
              "the flat index differs");

      std::vector<double> values;
      stream::score(m, shard, [&](const scores& part, const table_view&) {
        const auto& v = part.columns[0].value;
        values.insert(values.end(), v.begin(), v.end());
      });
      const auto all = mpi::gather(world, values);
      require(rank == 0 ? same_bits(all, scored) : all.empty(), "the gathered scores differ");

      std::vector<mpi::ranked_row> best;
      for (std::size_t i = 0; i < rows; ++i) {
        if (is_known(scored[i])) best.push_back({i, scored[i]});
      }
      std::ranges::stable_sort(best, std::greater<>(), &mpi::ranked_row::value);
      best.resize(7);
      require(mpi::top(world, values, mine.first, 7) == best, "the top rows differ");
      require(mpi::top(world, values, mine.first, 0).empty(), "there are top rows of none");

      std::vector<double> sorted, expected;
      for (const double x : scored) {
        if (is_known(x)) sorted.push_back(x);
      }
      std::ranges::sort(sorted);
      const std::vector<double> p{0, 0.1, 0.5, 0.77, 1};
      for (const int type : {1, 7, 8}) {
        expected.clear();
        for (const double q : p) expected.push_back(statistics::quantile(sorted, q, type));
        require(same_bits(mpi::quantiles(world, values, p, type), expected), "quantiles differ");
      }
    }
  }
  require(is_missing(mpi::quantiles(world, std::vector<double>{missing}, std::vector{0.5})[0]),
          "a quantile of nothing");
  const auto negative = rank == 0 ? std::vector<double>{-3, -0.0} : std::vector<double>{};
  require(mpi::quantiles(world, negative, std::vector<double>{0, 0.5, 1}) ==
              std::vector<double>{-3, -1.5, 0},
          "quantiles of negative values");
}

void one_throws() {
  const int rank = mpi::rank_of(world), size = mpi::size_of(world), last = size - 1;
  const std::size_t rows = 4 * statistics::block_rows;
  sample s(rows);
  const auto mine = mpi::share_of(rows, rank, size, statistics::block_rows);
  stream::slices shard(s.view().slice(mine.first, mine.size()), 1000);
  const mpi::shard others(world, mine.first);
  const auto named = "rank " + std::to_string(last) + ": ";
  for (const int pass : {1, 2, 3}) {
    stream::watched broken(shard, [&](const stream::progress& p) {
      if (rank == last && p.pass == pass && p.rows > 3000) throw std::runtime_error("disk gone");
    });
    require(message([&] { static_cast<void>(fit(learned(), broken, {}, in_order, others)); }) ==
                (rank == last ? "disk gone" : named + "disk gone"),
            "another error than the one thrown");
  }
  // A fault of the data keeps its type and place.
  s.columns[0][rows - 1] = std::numeric_limits<double>::infinity();
  const auto fault = "row '" + std::to_string(rows - 1) + "', column 'a': inf must be finite";
  require(message([&] { static_cast<void>(fit(learned(), shard, {}, in_order, others)); }) ==
              (rank == last ? fault : named + fault),
          "another fault than the one found");
  try {
    static_cast<void>(fit(learned(), shard, {}, in_order, others));
    require(false, "nothing thrown");
  } catch (const input_error&) {
  }
  s.columns[0][rows - 1] = 1;

  // Shards that do not fit each other.
  require(
      !message([&] {
         static_cast<void>(fit(learned(), shard, {}, in_order, mpi::shard(world, mine.first + 1)));
       }).empty(),
      "a shard inside a block is taken");
  if (size > 1) {
    require(!message([&] {
               static_cast<void>(fit(learned(), shard, {}, in_order, mpi::shard(world, 0)));
             }).empty(),
            "overlapping shards are taken");
  }
  // A gap: what follows the first two blocks begins two blocks late.
  if (size > 1) {
    const auto late = mine.first + (rank > 0 ? 2 * statistics::block_rows : 0);
    const auto gap = [&] {
      static_cast<void>(fit(learned(), shard, {}, in_order, mpi::shard(world, late)));
    };
    const auto second = mpi::share_of(rows, 1, size, statistics::block_rows).first;
    require(message(gap).ends_with("shards: rows " + std::to_string(second) + " to " +
                                   std::to_string(second + 2 * statistics::block_rows - 1) +
                                   " of the sample are in none of them"),
            "a gap between shards: " + message(gap));
    const composite index(normalize::min_max{}, weight::gini{}, aggregate::arithmetic_mean{});
    require(message([&] {
              static_cast<void>(index.fit(shard, {}, 0, in_order, mpi::shard(world, late)));
            }).find("are in none of them") != std::string::npos,
            "a composite takes a gap between shards");

    // One rank's framework is at fault, or only another one.
    auto f = learned();
    if (rank == last) f.outcomes = {"nowhere"};
    require(message([&] {
              static_cast<void>(fit(f, shard, {}, in_order, others));
            }).find("nowhere") != std::string::npos,
            "a framework that is invalid on one rank");
    f = learned();
    if (rank == last) f.nodes[0].min_coverage = 0.125;
    require(message([&] {
              static_cast<void>(fit(f, shard, {}, in_order, others));
            }).find("framework: is not the same in all places") != std::string::npos,
            "frameworks that differ");
    const std::vector<criterion> criteria{{"a"}, {"b", rank == last ? sign::minus : sign::plus}};
    require(message([&] {
              static_cast<void>(index.fit(shard, criteria, 0, in_order, others));
            }).find("composite: is not the same") != std::string::npos,
            "composites that differ");
  }
  const auto wordless = message([&] {
    mpi::together(world, [&] {
      if (rank == last) throw input_error(std::vector<diagnostic>());
    });
  });
  require(wordless == (rank == last ? "" : named + "refused its input without a word"),
          "an input_error without diagnostics: " + wordless);

  // What is no exception leaves as it is, and is told to the others all the same.
  bool told = false;
  try {
    mpi::together(world, [&] {
      if (rank == last) throw 7;
    });
  } catch (const mpi::rank_error&) {
    told = rank != last;
  } catch (int) {
    told = rank == last;
  }
  require(told, "the unknown is not told");
}

// Output aside; the last rank is killed in the second pass: nothing may look whole.
void one_is_killed(const std::string& folder) {
  const int rank = mpi::rank_of(world), size = mpi::size_of(world);
  const std::size_t rows = 4 * statistics::block_rows;
  const sample s(rows);
  const auto mine = mpi::share_of(rows, rank, size, statistics::block_rows);
  stream::slices shard(s.view().slice(mine.first, mine.size()), 1000);
  std::ofstream(folder + "/" + std::to_string(rank) + ".part") << "begun";
  stream::watched doomed(shard, [&](const stream::progress& p) {
    if (rank == size - 1 && p.pass == 2) std::raise(SIGKILL);
  });
  static_cast<void>(fit(learned(), doomed, {}, in_order, mpi::shard(world, mine.first)));
  std::ofstream(folder + "/whole") << "done";
}

// Wherever memory is short on one rank, all return the error, and none waits.
void memory_is_short() {
  const int rank = mpi::rank_of(world), size = mpi::size_of(world);
  const std::size_t rows = statistics::block_rows + 50;
  const sample s(rows);
  const auto mine = mpi::share_of(rows, rank, size, statistics::block_rows);
  const auto part = s.view().slice(mine.first, mine.size());
  const auto& values = s.columns[0];
  const std::vector<double> p{0.1, 0.5};
  for (const int failing : {0, size - 1}) {
    each_allocation_fails(failing, [&](const auto& begin) {
      begin();
      static_cast<void>(mpi::gather(world, values, failing));
    });
    each_allocation_fails(failing, [&](const auto& begin) {
      begin();
      static_cast<void>(mpi::top(world, p, mine.first, 3));
    });
    each_allocation_fails(failing, [&](const auto& begin) {
      begin();
      static_cast<void>(mpi::quantiles(world, p, p));
    });
    // While an error is told.
    each_allocation_fails(failing, [&](const auto& begin) {
      begin();
      mpi::together(world, [&] {
        if (rank == failing) throw input_error({diagnostic{"file", "is not to be read"}});
      });
    });
    if (size == 1) continue;
    // While summaries go up and down the tree.
    const mpi::shard others(world, mine.first);
    each_allocation_fails(failing, [&](const auto& begin) {
      statistics::reduction_of<statistics::moments> all(1, mine.first / statistics::block_rows);
      all.add({&part.columns()[0], 1}, part.rows(), in_order);
      statistics::any_reduction* const list[] = {&all};
      begin();
      others([] {}, list);
    });
  }
}

// Sorts, and takes two passes for the weights of one node and another for those above.
framework few_of_all() {
  framework f;
  f.id = "few";
  f.indicators = {{.id = "a", .scale = normalize::winsorized<normalize::min_max>{}},
                  {.id = "b", .scale = normalize::percentile_rank{}}};
  f.nodes = {{.id = "top",
              .weighting = weight::standard_deviation{},
              .children = {{.child = "below"}, {.child = "b"}}},
             {.id = "below",
              .weighting = weight::merec{},
              .children = {{.child = "a"}, {.child = "b", .sign = sign::minus}}}};
  f.outcomes = {"top"};
  return f;
}

// The same of whole fits: between their passes, too, where nobody waits for the rank that fails.
void memory_is_short_in_fits() {
  const int rank = mpi::rank_of(world), size = mpi::size_of(world);
  const std::size_t rows = statistics::block_rows + 50;
  sample s(rows);
  for (auto& column : s.columns) {  // few different values: each is allocated for
    for (double& x : column) {
      if (is_known(x)) x = std::ceil(x / 10);
    }
  }
  const auto mine = mpi::share_of(rows, rank, size, statistics::block_rows);
  stream::slices part(s.view().slice(mine.first, mine.size()));
  const mpi::shard others(world, mine.first);
  const auto fails = [&](const auto& fit_all) {
    fit_all([] {});  // comes through where nothing fails
    for (const int failing : {0, size - 1}) each_allocation_fails(failing, fit_all);
  };
  const auto few = few_of_all();
  fails([&](const auto& begin) {
    auto f = few;
    begin();
    static_cast<void>(fit(std::move(f), part, {.extra_columns = true}, in_order, others));
  });
  const auto flat = [&](const auto& index) {
    fails([&](const auto& begin) {
      std::vector<criterion> criteria{{"a"}, {"b", sign::minus}};
      begin();
      static_cast<void>(index.fit(part, std::move(criteria), 0, in_order, others));
    });
  };
  flat(composite(normalize::percentile_rank{}, weight::gini{}, aggregate::arithmetic_mean{}));
  flat(composite(normalize::min_max{}, weight::merec{}, aggregate::arithmetic_mean{}));
}

void options_are_refused() {
  const int rank = mpi::rank_of(world), size = mpi::size_of(world);
  const std::vector<double> values{1, 2};
  const auto says = [](const std::string& what, const std::string& part) {
    require(what.find(part) != std::string::npos, "says '" + what + "', not '" + part + "'");
  };
  says(message([&] { static_cast<void>(mpi::gather(world, values, size)); }),
       "gather: root must be a rank from 0 to " + std::to_string(size - 1));
  says(message([&] { static_cast<void>(mpi::gather(world, values, -1)); }), "got -1");
  says(message([&] { static_cast<void>(mpi::quantiles(world, values, std::vector{1.5})); }),
       "probabilities must be in [0, 1] and the type 1 to 9, got 1.5 and 7");
  says(message([&] { static_cast<void>(mpi::share_of(10, 0, 1, 0)); }), "grain must be 1 or more");
  says(message([&] { static_cast<void>(mpi::share_of(10, 2, 2)); }), "rank 2 of 2");
  if (size == 1) return;
  // One rank asks for something else: no rank waits for an answer that does not come.
  const std::vector<double> p(rank == 0 ? 1 : 2, 0.5);
  says(message([&] { static_cast<void>(mpi::quantiles(world, values, p)); }),
       "other probabilities on another rank");
  says(message([&] {
         static_cast<void>(mpi::quantiles(world, values, std::vector{rank == 1 ? -0.5 : 0.5}));
       }),
       "got -0.5 and 7");
}

}  // namespace

int main(int argc, char** argv) {
  return run(argc, argv, [](const std::string& what, const std::string& folder) {
    if (what == "bits") {
      same_bits_as_alone();
    } else if (what == "throw") {
      one_throws();
      options_are_refused();
    } else if (what == "memory") {
      memory_is_short();
    } else if (what == "fit_memory") {
      memory_is_short_in_fits();
    } else if (what == "kill" && !folder.empty()) {
      one_is_killed(folder);
    } else {
      throw std::runtime_error("usage: ranks bits|throw|memory|fit_memory|kill FOLDER");
    }
  });
}
