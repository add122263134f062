// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/mpi/together.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <limits>
#include <new>
#include <stdexcept>
#include <string>

/// What programs on several ranks share. For one translation unit: it replaces `operator new`.
namespace on_ranks {

namespace mpi = ltorisk::mpi;

inline const MPI_Comm world = MPI_COMM_WORLD;

inline void require(bool holds, const std::string& what) {
  if (!holds) {
    throw std::runtime_error("rank " + std::to_string(mpi::rank_of(world)) + ": " + what);
  }
}

template <class F>
std::string message(F&& f) {
  try {
    f();
  } catch (const std::exception& e) {
    return e.what();
  }
  return "";
}

/// How many allocations are left until one fails; then, whether all after it do, too.
inline constexpr long never = (std::numeric_limits<long>::max)();
inline long until_failure = never;
inline bool for_good = false;

/// Calls `work(begin)`, which calls `begin()` and then something collective, again and again, and
/// lets one allocation of rank `failing` fail from there on: first the first, then the second (or
/// that `step` later), until it comes through; then the same with all that follow, too. Either all
/// ranks throw or none.
template <class Work>
void each_allocation_fails(int failing, const Work& work, long step = 1) {
  for (const bool good : {false, true}) {
    long failures = 0;
    for (bool through = false; !through; failures += step) {
      for_good = good;
      const auto begin = [&] {
        if (mpi::rank_of(world) == failing) until_failure = failures;
      };
      bool thrown = false;
      try {
        work(begin);
      } catch (...) {
        thrown = true;
      }
      // What is left tells whether it failed at all: an allocation of an error's words may.
      const bool failed = until_failure < 0;
      until_failure = never;
      int with = thrown ? 1 : 0, all = 0;
      MPI_Allreduce(&with, &all, 1, MPI_INT, MPI_SUM, world);
      require(all == 0 || all == mpi::size_of(world),
              std::to_string(all) + " ranks throw where allocation " + std::to_string(failures) +
                  " fails on rank " + std::to_string(failing));
      int done = failed ? 0 : 1;
      MPI_Bcast(&done, 1, MPI_INT, failing, world);
      through = done == 1;
    }
    require(failures > step, "nothing was allocated on rank " + std::to_string(failing));
  }
}

/// All ranks end with the status of the worst.
template <class Try>
int run(int argc, char** argv, const Try& attempt) {
  MPI_Init(&argc, &argv);
  int status = 0;
  try {
    attempt(std::string(argc > 1 ? argv[1] : ""), std::string(argc > 2 ? argv[2] : ""));
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    status = 1;
  }
  int worst = status;
  MPI_Allreduce(&status, &worst, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  MPI_Finalize();
  return worst;
}

}  // namespace on_ranks

void* operator new(std::size_t size) {
  using namespace on_ranks;
  if (until_failure != never) {
    if (until_failure == 0 || (until_failure < 0 && for_good)) {
      until_failure = -1;
      throw std::bad_alloc();
    }
    if (until_failure > 0) --until_failure;
  }
  if (void* p = std::malloc(size > 0 ? size : 1)) return p;
  throw std::bad_alloc();
}
// Sanitizers hold every form of new against its form of delete.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  try {
    return operator new(size);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
// Not inlined, or GCC takes it for a mistake.
#if defined(__GNUC__)
__attribute__((noinline))
#endif
void operator delete(void* p) noexcept {
  std::free(p);
}
void operator delete(void* p, std::size_t) noexcept { operator delete(p); }
