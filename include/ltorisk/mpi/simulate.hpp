// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/same_framework.hpp>
#include <ltorisk/executor.hpp>
#include <ltorisk/fingerprint.hpp>
#include <ltorisk/mpi/message.hpp>
#include <ltorisk/mpi/shard.hpp>
#include <ltorisk/mpi/together.hpp>
#include <ltorisk/uncertainty/simulate.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// Simulation with its draws split over ranks. In a header of its own: it needs Boost, too.
namespace ltorisk::mpi {

namespace detail {

/// What a community's answer says, but for its id.
void each_figure(auto& list, auto& c) {
  list(c.nominal);
  for (auto* e : {&c.scored, &c.mean, &c.deviation, &c.mean_rank, &c.confidence}) list(*e);
  for (auto* x : {&c.least, &c.most, &c.nominal_rank}) list(*x);
  for (auto* r : {&c.ranks, &c.rank_errors}) list(*r);
  for (auto* all : {&c.quantiles, &c.levels}) list(*all);
  for (auto* all : {&c.central_weights, &c.central_weight_errors}) list(*all);
}

/// Rounds of blocks of draws. A rank scores its share of the blocks of a round and sends their
/// sums, to each rank those of the rows that are its own; which merges them in the order of the
/// blocks, as one process does. Counts and scores, in no order, follow at the end.
template <unsigned Isa, class P, class E>
class ranks_simulator {
 public:
  ranks_simulator(MPI_Comm comm, const uncertainty::input_map& inputs, const P& points,
                  const uncertainty::simulate_options& o, const E& run)
      : comm_(comm), rank_(rank_of(comm)), size_(size_of(comm)), o_(o) {
    prints same;
    together(comm, [&] {
      sim_.emplace(inputs, points, o, run);
      same = prints_of(inputs, points);
    });
    require_all_same(same);
    blocks_ = (o.draws + block - 1) / block;
    // Enough to do in a round that its messages do not matter.
    const auto cells = std::max<std::size_t>(sim_->rows() * sim_->outcomes(), 1);
    const auto each = std::clamp<std::size_t>((std::size_t{1} << 20) / block / cells, 1, 64);
    round_ = o.tolerance > 0 ? sim_->look / block : each * static_cast<std::size_t>(size_);
    std::size_t own = 0;
    for (std::size_t first = 0; first < blocks_; first += round_) {
      own += share_of(blocks_of_round(first), rank_, size_).size() * block;
    }
    together(comm, [&] {
      local_ = sim_->summaries({0, sim_->rows()}, own);
      owned_ = sim_->summaries(rows_of(rank_), o.draws);
      rankings_.resize(sim_->outcomes());
    });
  }

  [[nodiscard]] uncertainty::simulation run() {
    bool sure = false, cancelled = false;
    std::size_t done = 0;
    for (std::size_t first = 0; done < o_.draws && !cancelled; first += round_) {
      draw_round(first, blocks_of_round(first));
      done = std::min<std::size_t>(o_.draws, (first + round_) * block);
      if (o_.tolerance > 0) sure = precise();
      if (sure && done < o_.draws) break;
      cancelled = !goes_on(done) && done < o_.draws;
    }
    share_counts();
    auto result = answer(done);
    result.tolerance_met = sure;
    result.cancelled = cancelled;
    return result;
  }

 private:
  static constexpr std::size_t block = uncertainty::detail::block_draws;
  using row_range = uncertainty::detail::row_range;

  // Of what must be the same on all ranks.
  struct prints {
    std::uint64_t options = 0, map = 0, points = 0, drawn = 0;
  };
  [[nodiscard]] prints prints_of(const uncertainty::input_map& inputs, const P& points) const {
    const auto number = [](const fingerprint& print) {
      return ltorisk::detail::fnv_1a(print.text());
    };
    fingerprint options, map, where, drawn;
    for (const auto n : {std::uint64_t{o_.draws}, o_.seed, std::uint64_t{o_.confidence_draws},
                         std::uint64_t{o_.memory}, std::uint64_t{o_.chunk}}) {
      options.add(std::to_string(n));
    }
    for (const double p : o_.probabilities) options.add(p);
    options.add(o_.ranks ? "ranks" : "").add(o_.pairwise ? "pairs" : "").add(o_.tolerance);
    map.add(fingerprint_of(inputs.data()));
    for (const auto& m : inputs.variants()) map.add(engine::fingerprint_of(m.framework()));
    for (const auto& s : inputs.streams()) {
      map.add(std::to_string(s.name)).add(std::to_string(s.number));
    }
    std::vector<double> u;
    uncertainty::detail::fill_draws(points, inputs.coordinates(), 0, 1, u);
    for (const double x : u) where.add(x);
    uncertainty::scorer<Isa> score(inputs);
    score.run(u);
    for (std::size_t k = 0; k < inputs.outcomes().size(); ++k) {
      for (const double x : score.values(k)) drawn.add(x);
    }
    return {number(options), number(map), number(where), number(drawn)};
  }
  void require_all_same(const prints& p) const {
    require_same(comm_, p.options, "simulate", "the options are not the same on all ranks");
    require_same(comm_, p.map, "simulate",
                 "framework, table or names of what is uncertain are not the same on all ranks");
    require_same(comm_, p.points, "simulate", "the points are not the same on all ranks");
    require_same(comm_, p.drawn, "simulate",
                 "what is uncertain is not drawn the same on all ranks");
  }

  [[nodiscard]] std::size_t blocks_of_round(std::size_t first) const {
    return std::min<std::size_t>(round_, blocks_ - first);
  }
  [[nodiscard]] row_range rows_of(int rank) const {
    const auto r = share_of(sim_->rows(), rank, size_);
    return {static_cast<std::size_t>(r.first), static_cast<std::size_t>(r.last)};
  }
  // Collective: `write(messages)` writes one for each rank, `read(rank, message)` takes one.
  template <class Write, class Read>
  void tell(const Write& write, const Read& read) {
    const auto in = exchange(comm_, [&] {
      std::vector<message_writer> out(static_cast<std::size_t>(size_));
      write(out);
      std::vector<std::string> bytes;
      for (auto& m : out) bytes.push_back(m.take());
      return bytes;
    });
    together(comm_, [&] {
      for (int from = 0; from < size_; ++from) {
        message_reader message(in[static_cast<std::size_t>(from)]);
        read(from, message);
      }
    });
  }

  void draw_round(std::size_t first_block, std::size_t blocks) {
    tell(
        [&](std::vector<message_writer>& out) {
          const auto mine = share_of(blocks, rank_, size_);
          for (auto b = mine.first; b < mine.last; ++b) {
            draw_block((first_block + static_cast<std::size_t>(b)) * block);
            for (auto& s : local_) {
              for (int r = 0; r < size_; ++r) {
                s.send_sums(rows_of(r), out[static_cast<std::size_t>(r)]);
              }
            }
            for (auto& s : sim_->stability()) {
              const auto sums = s.take();
              for (auto& message : out) message.put(sums);
            }
          }
        },
        [&](int from, message_reader& message) {
          const auto theirs = share_of(blocks, from, size_).size();
          for (std::uint64_t b = 0; b < theirs; ++b) {
            for (auto& s : owned_) s.take_sums(message);
            for (auto& all : rankings_) {
              uncertainty::detail::ranking_sums next;
              message.get(next);
              all.merge(next);
            }
          }
        });
  }

  void draw_block(std::size_t first) {
    const auto end = std::min<std::size_t>(first + block, o_.draws), wave = sim_->wave();
    while (first < end) {
      const auto draws = std::min<std::size_t>(wave, end - first);
      sim_->draw(first, draws, taken_, local_);
      first += draws;
      taken_ += draws;
    }
    sim_->close_block(local_);
  }

  [[nodiscard]] bool precise() const {
    bool sure = true;
    for (const auto& s : owned_) {
      const double error = s.largest_error();
      const double largest =
          reduced(comm_, is_missing(error) ? -1 : error, MPI_DOUBLE, MPI_MAX);
      sure = sure && largest >= 0 && largest <= o_.tolerance;
    }
    return sure;
  }

  [[nodiscard]] bool goes_on(std::size_t done) const {
    bool more = true;
    together(comm_, [&] {
      if (o_.on_progress) more = o_.on_progress({done, o_.draws});
    });
    return reduced(comm_, more ? 1 : 0, MPI_INT, MPI_MIN) == 1;
  }

  // One outcome after the other, so that no more of the scores are kept twice.
  void share_counts() {
    for (auto& own : owned_) {
      tell(
          [&](std::vector<message_writer>& out) {
            for (int r = 0; r < size_; ++r) {
              local_.front().send_counts(rows_of(r), taken_, out[static_cast<std::size_t>(r)]);
            }
            local_.erase(local_.begin());
          },
          [&](int, message_reader& message) { own.take_counts(message); });
    }
  }

  [[nodiscard]] uncertainty::simulation answer(std::size_t draws) {
    const auto all = from_all(comm_, [&] {
      message_writer out;
      for (std::size_t k = 0; k < owned_.size(); ++k) {
        uncertainty::outcome_answer part;
        sim_->answer(owned_[k], k, rows_of(rank_), draws, part);
        for (const auto& c : part.communities) each_figure(out, c);
        out(part.acceptability);
        out(part.pairwise);
        out(owned_[k].quantile_error());
      }
      return out.take();
    });
    uncertainty::simulation result;
    together(comm_, [&] {
      for (std::size_t k = 0; k < rankings_.size(); ++k) sim_->stability()[k].merge(rankings_[k]);
      result = sim_->frame(draws);
      for (int r = 0; r < size_; ++r) {
        message_reader in(all[static_cast<std::size_t>(r)]);
        for (auto& a : result.outcomes) {
          for (auto row = rows_of(r).first; row < rows_of(r).last; ++row) {
            a.communities.push_back({.id = sim_->inputs().data().row_id(row)});
            each_figure(in, a.communities.back());
          }
          in(a.acceptability);
          in(a.pairwise);
          double error = 0;
          in(error);
          result.quantile_error = std::max<double>(result.quantile_error, error);
        }
      }
    });
    return result;
  }

  MPI_Comm comm_;
  int rank_, size_;
  const uncertainty::simulate_options& o_;
  std::optional<uncertainty::detail::simulator<Isa, P, E>> sim_;
  std::size_t blocks_ = 0, round_ = 1;  // of draws
  std::size_t taken_ = 0;
  std::vector<uncertainty::detail::outcome_summary> local_;  // all rows, the draws of this rank
  std::vector<uncertainty::detail::outcome_summary> owned_;  // the rows of this rank, all draws
  std::vector<uncertainty::detail::ranking_sums> rankings_;
};

}  // namespace detail

/// Collective: `uncertainty::simulate` with its draws split over the ranks, and the same answer on
/// all of them, with the bits of one process whatever the number of ranks.
///
///     const auto answers = mpi::simulate(comm, inputs, {.draws = 100'000, .seed = 7});
///
/// Every rank holds the whole table and gives the same map and options, or all throw `input_error`;
/// executor and `on_progress` are a rank's own. Draws go in blocks of 128, so more ranks than that
/// many have nothing to do; where a tolerance is asked for, more than four. Rows go to ranks, too:
/// each ends with all draws of some, finds their quantiles, exact where they are in one process,
/// and their confidence factors. `memory` is each rank's, as of one process, so that what is exact
/// does not depend on the number of ranks; much less is used for scores.
///
/// Progress is told after a round, a few blocks a rank, on every rank that asks, and where one
/// says false, all stop there: the draws made are the first ones, as in one process. Throws what
/// `uncertainty::simulate` throws, on all ranks (`together`).
template <unsigned Isa = simd::native_isa, executor E = sequential>
[[nodiscard]] uncertainty::simulation simulate(MPI_Comm comm, const uncertainty::input_map& inputs,
                                               const uncertainty::simulate_options& o = {},
                                               const E& run = {}) {
  std::optional<uncertainty::random_streams> points;
  together(comm, [&] { points.emplace(o.seed, inputs.streams()); });
  using points_type = uncertainty::random_streams;
  return detail::ranks_simulator<Isa, points_type, E>(comm, inputs, *points, o, run).run();
}

/// With other points than independent random ones, the same on every rank.
template <unsigned Isa = simd::native_isa, random::point_set P, executor E = sequential>
[[nodiscard]] uncertainty::simulation simulate(MPI_Comm comm, const uncertainty::input_map& inputs,
                                               const P& points,
                                               const uncertainty::simulate_options& o,
                                               const E& run = {}) {
  return detail::ranks_simulator<Isa, P, E>(comm, inputs, points, o, run).run();
}

}  // namespace ltorisk::mpi
