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
#include <string_view>
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

// Counts of MPI are ints: what is longer goes in pieces.
inline constexpr std::size_t piece = std::size_t{1} << 30;

template <class Call>
void in_pieces(char* bytes, std::size_t size, const Call& call) {
  for (std::size_t at = 0; at < size; at += piece) {
    call(bytes + at, static_cast<int>(std::min<std::size_t>(piece, size - at)));
  }
}

// Needs no memory; the other rank must know the size.
inline void send_bytes(MPI_Comm comm, int to, const void* bytes, std::size_t size) {
  // MPI 3 takes const; some of before do not.
  in_pieces(static_cast<char*>(const_cast<void*>(bytes)), size, [&](char* at, int count) {
    check(MPI_Send(at, count, MPI_BYTE, to, 0, comm), "MPI_Send");
  });
}
inline void receive_bytes(MPI_Comm comm, int from, void* bytes, std::size_t size) {
  in_pieces(static_cast<char*>(bytes), size, [&](char* at, int count) {
    check(MPI_Recv(at, count, MPI_BYTE, from, 0, comm, MPI_STATUS_IGNORE), "MPI_Recv");
  });
}
inline void broadcast_bytes(MPI_Comm comm, int from, std::string& bytes) {
  in_pieces(bytes.data(), bytes.size(), [&](char* at, int count) {
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
  if (bytes.empty()) throw rank_error(at + "failed, and memory was too short to say how");
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

template <class Work>
[[nodiscard]] std::exception_ptr caught(const Work& work) noexcept {
  try {
    work();
  } catch (...) {
    return std::current_exception();
  }
  return nullptr;
}

template <class T>
[[nodiscard]] T reduced(MPI_Comm comm, T mine, MPI_Datatype type, MPI_Op op) {
  T all = mine;
  check(MPI_Allreduce(&mine, &all, 1, type, op, comm), "MPI_Allreduce");
  return all;
}

// Collective. Where some rank has a fault, all throw that of the lowest. Memory may be short while
// it is told: then all know that much.
inline void agree(MPI_Comm comm, const std::exception_ptr& fault) {
  const int rank = rank_of(comm), size = size_of(comm);
  const int first = reduced(comm, fault ? rank : size, MPI_INT, MPI_MIN);
  if (first == size) return;
  std::string bytes;
  bool enough = true;
  if (rank == first) enough = !caught([&] { bytes = told(fault); });
  std::uint64_t length = bytes.size();
  check(MPI_Bcast(&length, 1, MPI_UINT64_T, first, comm), "MPI_Bcast");
  if (rank != first) enough = !caught([&] { bytes.resize(static_cast<std::size_t>(length)); });
  if (reduced(comm, enough ? 1 : 0, MPI_INT, MPI_MIN) == 1) {
    broadcast_bytes(comm, first, bytes);
  } else {
    bytes.clear();
  }
  if (rank == first) std::rethrow_exception(fault);
  throw_told(bytes, first);
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

// How ranks send each other bytes. Memory is taken together, before a rank waits for another's.
namespace detail {

// To one rank. Who has no memory for it says so, and gets nothing.
inline void send(MPI_Comm comm, int to, const std::string& bytes) {
  std::uint64_t size = bytes.size();
  check(MPI_Send(&size, 1, MPI_UINT64_T, to, 0, comm), "MPI_Send");
  if (size == 0) return;
  int taken = 0;
  check(MPI_Recv(&taken, 1, MPI_INT, to, 0, comm, MPI_STATUS_IGNORE), "MPI_Recv");
  if (taken == 1) send_bytes(comm, to, bytes.data(), bytes.size());
}
[[nodiscard]] inline std::exception_ptr receive(MPI_Comm comm, int from, std::string& bytes) {
  std::uint64_t size = 0;
  check(MPI_Recv(&size, 1, MPI_UINT64_T, from, 0, comm, MPI_STATUS_IGNORE), "MPI_Recv");
  bytes.clear();
  if (size == 0) return nullptr;
  const auto fault = caught([&] { bytes.resize(static_cast<std::size_t>(size)); });
  const int taken = fault ? 0 : 1;
  check(MPI_Send(&taken, 1, MPI_INT, from, 0, comm), "MPI_Send");
  if (!fault) receive_bytes(comm, from, bytes.data(), bytes.size());
  return fault;
}

// Collective.
inline void broadcast(MPI_Comm comm, int from, std::string& bytes) {
  std::uint64_t size = bytes.size();
  check(MPI_Bcast(&size, 1, MPI_UINT64_T, from, comm), "MPI_Bcast");
  together(comm, [&] { bytes.resize(static_cast<std::size_t>(size)); });
  broadcast_bytes(comm, from, bytes);
}

// Collective: what `write()` returns on each rank, in the order of the ranks.
template <class Write>
[[nodiscard]] std::vector<std::string> from_all(MPI_Comm comm, const Write& write) {
  const int rank = rank_of(comm), size = size_of(comm);
  std::vector<std::string> all;
  std::vector<std::uint64_t> sizes;
  std::uint64_t mine = 0;
  together(comm, [&] {
    all.resize(static_cast<std::size_t>(size));
    sizes.resize(all.size());
    all[static_cast<std::size_t>(rank)] = write();
    mine = all[static_cast<std::size_t>(rank)].size();
  });
  check(MPI_Allgather(&mine, 1, MPI_UINT64_T, sizes.data(), 1, MPI_UINT64_T, comm),
        "MPI_Allgather");
  together(comm, [&] {
    for (std::size_t r = 0; r < all.size(); ++r) {
      all[r].resize(static_cast<std::size_t>(sizes[r]));
    }
  });
  for (int r = 0; r < size; ++r) broadcast_bytes(comm, r, all[static_cast<std::size_t>(r)]);
  return all;
}

// Collective: `write()` returns a text for each rank; what all wrote for this one.
template <class Write>
[[nodiscard]] std::vector<std::string> exchange(MPI_Comm comm, const Write& write) {
  const int rank = rank_of(comm), size = size_of(comm);
  std::vector<std::string> out, in;
  std::vector<std::uint64_t> leaving, coming;
  together(comm, [&] {
    out = write();
    for (const auto& text : out) leaving.push_back(text.size());
    coming.resize(leaving.size());
    in.resize(leaving.size());
  });
  check(MPI_Alltoall(leaving.data(), 1, MPI_UINT64_T, coming.data(), 1, MPI_UINT64_T, comm),
        "MPI_Alltoall");
  const auto here = static_cast<std::size_t>(rank);
  in[here].swap(out[here]);
  together(comm, [&] {
    for (std::size_t r = 0; r < in.size(); ++r) {
      if (r != here) in[r].resize(static_cast<std::size_t>(coming[r]));
    }
  });
  for (int step = 1; step < size; ++step) {
    const int to = (rank + step) % size, from = (rank - step + size) % size;
    auto& theirs = in[static_cast<std::size_t>(from)];
    auto& mine = out[static_cast<std::size_t>(to)];
    const auto most = std::max<std::size_t>(mine.size(), theirs.size());
    for (std::size_t at = 0; at < most; at += piece) {
      const auto part = [&](std::string& s) {
        return static_cast<int>(std::min<std::size_t>(piece, s.size() - std::min<std::size_t>(at, s.size())));
      };
      const int sent = part(mine), got = part(theirs);
      check(MPI_Sendrecv(mine.data() + (sent > 0 ? at : 0), sent, MPI_BYTE,
                         sent > 0 ? to : MPI_PROC_NULL, 0, theirs.data() + (got > 0 ? at : 0), got,
                         MPI_BYTE, got > 0 ? from : MPI_PROC_NULL, 0, comm, MPI_STATUS_IGNORE),
            "MPI_Sendrecv");
    }
    mine = {};
  }
  return in;
}

// Collective: what shapes the messages must not differ, or ranks would wait for each other.
inline void require_same(MPI_Comm comm, std::uint64_t print, const char* where, const char* what) {
  const auto least = reduced(comm, print, MPI_UINT64_T, MPI_MIN);
  const auto most = reduced(comm, print, MPI_UINT64_T, MPI_MAX);
  if (least != most) throw input_error({diagnostic{where, what}});
}

}  // namespace detail

}  // namespace ltorisk::mpi
