// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Fits and scores over the ranks of an MPI communicator that the caller owns. Needs an MPI of
/// standard 3 (tried with Open MPI 4.1); link `MPI::MPI_CXX`. MPI must be initialized, and is used
/// from the calling thread alone.
///
///     const auto rows = mpi::share_of(all_rows, rank, size, statistics::block_rows);
///     const auto m = fit(framework, my_rows, {}, in_order, mpi::shard(comm, rows.first));
///     mpi::together(comm, [&] { stream::score(m, my_rows, sink); });  // all succeed or all throw
///     const auto best = mpi::top(comm, my_scores, rows.first, 10);
///
/// Draws of a simulation are split by `mpi/simulate.hpp`, a header of its own as it needs Boost.

#include <ltorisk/mpi/gather.hpp>
#include <ltorisk/mpi/shard.hpp>
#include <ltorisk/mpi/together.hpp>
