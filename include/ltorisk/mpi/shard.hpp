// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/io/summary_binary.hpp>
#include <ltorisk/mpi/together.hpp>
#include <ltorisk/statistics/any_reduction.hpp>
#include <ltorisk/statistics/block.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <span>
#include <string>
#include <string_view>

namespace ltorisk::mpi {

/// From `first` to before `last`.
struct range {
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  [[nodiscard]] std::uint64_t size() const { return last - first; }
  friend bool operator==(const range&, const range&) = default;
};

/// What a rank takes of `items`, in whole grains but for the end: as even as that allows, in the
/// order of the ranks. For rows that are fitted the grain is a block; draws of a simulation that
/// are numbered and drawn by counting (`random/philox.hpp`) may be split anywhere:
///
///     const auto rows = mpi::share_of(register.rows(), rank, size, statistics::block_rows);
///     const auto draws = mpi::share_of(10000, rank, size);
///
/// Throws `domain_error` where the grain is 0, or the rank none of `size`.
[[nodiscard]] inline range share_of(std::uint64_t items, int rank, int size,
                                    std::uint64_t grain = 1) {
  if (grain == 0 || rank < 0 || rank >= size) {
    throw domain_error("share_of: the grain must be 1 or more and the rank below the size, got " +
                       std::to_string(grain) + " and rank " + std::to_string(rank) + " of " +
                       std::to_string(size));
  }
  const auto grains = items / grain + (items % grain != 0);
  const auto ranks = static_cast<std::uint64_t>(size);
  const auto begin = [&](std::uint64_t r) {
    const auto whole = grains / ranks * r + std::min<std::uint64_t>(r, grains % ranks);
    return std::min<std::uint64_t>(items, whole * grain);
  };
  const auto r = static_cast<std::uint64_t>(rank);
  return {begin(r), begin(r + 1)};
}

/// Collective: the number of the first row of a rank's shard in the whole sample, from the rows of
/// every rank's. Shards follow each other in the order of the ranks.
[[nodiscard]] inline std::uint64_t first_row_of(MPI_Comm comm, std::uint64_t rows) {
  std::uint64_t before = 0;
  detail::check(MPI_Exscan(&rows, &before, 1, MPI_UINT64_T, MPI_SUM, comm), "MPI_Exscan");
  return rank_of(comm) == 0 ? 0 : before;  // where MPI leaves it undefined
}

/// The rows a rank holds of a sample that is fitted over a communicator (`stream::peers`):
///
///     const auto m = fit(framework, rows, {}, in_order, mpi::shard(comm, first_row));
///
/// Collective: all ranks fit the same framework or composite, each on its own rows, and get the
/// same model, with the bits of one process that has all rows. Shards begin at a multiple of 4096
/// rows (`share_of` cuts so), and only the last may end elsewhere: else `input_error`, on all
/// ranks. A rank may have no rows.
///
/// After each pass the summaries go up a binomial tree of ranks and the merged ones back: 2 log2(P)
/// messages deep, each of the size `statistics::any_reduction::bytes()` says. The communicator is
/// the caller's and must outlive it; nothing else may use it meanwhile.
class shard {
 public:
  shard(MPI_Comm comm, std::uint64_t first_row) : comm_(comm), first_row_(first_row) {}

  [[nodiscard]] std::uint64_t first_row() const { return first_row_; }

  template <class Read>
  void operator()(const Read& read, std::span<statistics::any_reduction* const> learned) const {
    together(comm_, [&] {
      read();
      const bool empty = std::ranges::all_of(learned, [](const auto* r) { return r->empty(); });
      if (first_row_ % statistics::block_rows != 0 && !empty) {
        throw input_error({{"shard", "begins at row " + std::to_string(first_row_) +
                                         ", must begin at a multiple of 4096 rows"}});
      }
    });
    if (!learned.empty() && size_of(comm_) > 1) exchange(learned);
  }

 private:
  using reductions = std::span<statistics::any_reduction* const>;

  static std::string packed(reductions learned) {
    ltorisk::detail::binary_writer to;
    for (const auto* r : learned) to.text(r->bytes());
    return std::move(to.bytes);
  }
  template <class Take>
  static void unpack(std::string_view bytes, reductions learned, const Take& take) {
    bytes.remove_prefix(ltorisk::detail::summary_magic.size());
    ltorisk::detail::binary_reader from(bytes, "message");
    for (auto* r : learned) take(*r, from.text());
  }

  // Who fails on the way goes on with empty messages until all agree.
  void exchange(reductions learned) const {
    using any = statistics::any_reduction;
    const int rank = rank_of(comm_), size = size_of(comm_);
    std::exception_ptr fault;
    const auto attempt = [&](const auto& work) {
      if (!fault) fault = detail::caught(work);
    };
    for (int step = 1; step < size; step *= 2) {
      if (rank % (2 * step) == step) {
        std::string bytes;
        attempt([&] { bytes = packed(learned); });
        detail::send(comm_, rank - step, bytes);
        break;
      }
      if (rank + step >= size) continue;
      std::string bytes;
      if (const auto missed = detail::receive(comm_, rank + step, bytes); missed && !fault) {
        fault = missed;
      }
      if (bytes.empty()) continue;
      attempt([&] {
        unpack(bytes, learned, [](any& r, std::string_view theirs) { r.merge(theirs); });
      });
    }
    std::string all;
    if (rank == 0) attempt([&] { all = packed(learned); });
    detail::agree(comm_, fault);
    detail::broadcast(comm_, 0, all);
    together(comm_, [&] {
      if (rank != 0) unpack(all, learned, [](any& r, std::string_view b) { r.assign(b); });
    });
  }

  MPI_Comm comm_;
  std::uint64_t first_row_;
};

}  // namespace ltorisk::mpi
