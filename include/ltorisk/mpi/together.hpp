// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/io/summary_binary.hpp>

// The C++ bindings of MPI 2 are gone from the standard, and no header for strict compilers.
#ifndef OMPI_SKIP_MPICXX
#define OMPI_SKIP_MPICXX 1
#endif
#ifndef MPICH_SKIP_MPICXX
#define MPICH_SKIP_MPICXX 1
#endif
#include <mpi.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::mpi {

/// What another rank threw that was no `input_error`; or a failure of MPI itself, where the
/// communicator returns errors.
class rank_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

[[nodiscard]] inline int rank_of(MPI_Comm comm) {
  int rank = 0;
  MPI_Comm_rank(comm, &rank);
  return rank;
}
[[nodiscard]] inline int size_of(MPI_Comm comm) {
  int size = 1;
  MPI_Comm_size(comm, &size);
  return size;
}

namespace detail {

inline void check(int code, const char* call) {
  if (code != MPI_SUCCESS) throw rank_error(std::string(call) + " failed");
}

// Counts of MPI are ints: longer texts go in pieces.
inline constexpr std::size_t piece = std::size_t{1} << 30;

template <class Call>
void in_pieces(std::string& bytes, const Call& call) {
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    call(bytes.data() + at, static_cast<int>(std::min<std::size_t>(piece, bytes.size() - at)));
  }
}

inline void send(MPI_Comm comm, int to, std::string bytes) {
  std::uint64_t size = bytes.size();
  check(MPI_Send(&size, 1, MPI_UINT64_T, to, 0, comm), "MPI_Send");
  in_pieces(bytes, [&](char* at, int count) {
    check(MPI_Send(at, count, MPI_BYTE, to, 0, comm), "MPI_Send");
  });
}

[[nodiscard]] inline std::string receive(MPI_Comm comm, int from) {
  std::uint64_t size = 0;
  check(MPI_Recv(&size, 1, MPI_UINT64_T, from, 0, comm, MPI_STATUS_IGNORE), "MPI_Recv");
  std::string bytes(static_cast<std::size_t>(size), '\0');
  in_pieces(bytes, [&](char* at, int count) {
    check(MPI_Recv(at, count, MPI_BYTE, from, 0, comm, MPI_STATUS_IGNORE), "MPI_Recv");
  });
  return bytes;
}

inline void broadcast(MPI_Comm comm, int from, std::string& bytes) {
  std::uint64_t size = bytes.size();
  check(MPI_Bcast(&size, 1, MPI_UINT64_T, from, comm), "MPI_Bcast");
  bytes.resize(static_cast<std::size_t>(size));
  in_pieces(bytes, [&](char* at, int count) {
    check(MPI_Bcast(at, count, MPI_BYTE, from, comm), "MPI_Bcast");
  });
}

// An exception as bytes: its diagnostics where it has some, else what it says.
[[nodiscard]] inline std::string told(const std::exception_ptr& fault) {
  ltorisk::detail::binary_writer to;
  try {
    std::rethrow_exception(fault);
  } catch (const input_error& e) {
    auto faults = e.diagnostics();
    if (faults.empty()) faults.push_back({"", "refused its input without a word"});
    to.number(faults.size());
    for (const auto& [where, what] : faults) {
      to.text(where);
      to.text(what);
    }
  } catch (const std::exception& e) {
    to.number(0);
    to.text(e.what());
  } catch (...) {
    to.number(0);
    to.text("an exception of unknown type");
  }
  return std::move(to.bytes);
}

[[noreturn]] inline void throw_told(const std::string& bytes, int rank) {
  const auto source = "rank " + std::to_string(rank), at = source + ": ";
  const auto body = std::string_view(bytes).substr(ltorisk::detail::summary_magic.size());
  ltorisk::detail::binary_reader from(body, source);
  const auto count = from.number();
  if (count == 0) throw rank_error(at + std::string(from.text()));
  std::vector<diagnostic> faults;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string where(from.text());
    const std::string what(from.text());
    faults.push_back({where.empty() ? source : at + where, what});
  }
  throw input_error(std::move(faults));
}

// Collective. Where some rank has a fault, all throw that of the lowest.
inline void agree(MPI_Comm comm, const std::exception_ptr& fault) {
  const int rank = rank_of(comm), size = size_of(comm);
  const int mine = fault ? rank : size;
  int first = size;
  check(MPI_Allreduce(&mine, &first, 1, MPI_INT, MPI_MIN, comm), "MPI_Allreduce");
  if (first == size) return;
  std::string bytes;
  if (rank == first) bytes = told(fault);
  broadcast(comm, first, bytes);
  if (rank == first) std::rethrow_exception(fault);
  throw_told(bytes, first);
}

template <class Work>
[[nodiscard]] std::exception_ptr caught(const Work& work) noexcept {
  try {
    work();
  } catch (...) {
    return std::current_exception();
  }
  return nullptr;
}

}  // namespace detail

/// Collective: calls `work()` on every rank, and returns when all are done. Where it throws on one,
/// it throws on all, so that none waits for a rank that has left: that rank its own exception, the
/// others an `input_error` with the same diagnostics, or a `rank_error`, that name the rank. The
/// lowest speaks where several throw. `work` must not be collective itself.
///
/// A rank that is killed is MPI's to find: the job ends with a status that is not zero.
template <class Work>
void together(MPI_Comm comm, const Work& work) {
  detail::agree(comm, detail::caught(work));
}

}  // namespace ltorisk::mpi
