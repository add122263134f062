// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/io/summary_binary.hpp>
#include <ltorisk/mpi/together.hpp>
#include <ltorisk/statistics/quantile.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What ranks that have scored their shards tell each other. All are collective.
namespace ltorisk::mpi {

/// The values of all ranks, in their order, on rank `root`; empty elsewhere. Memory there: all.
/// Throws `domain_error` where there is no such rank.
[[nodiscard]] inline std::vector<double> gather(MPI_Comm comm, std::span<const double> mine,
                                                int root = 0) {
  const int rank = rank_of(comm), size = size_of(comm);
  std::vector<std::uint64_t> counts;
  std::vector<double> all;
  together(comm, [&] {
    if (root < 0 || root >= size) {
      throw domain_error("gather: root must be a rank from 0 to " + std::to_string(size - 1) +
                         ", got " + std::to_string(root));
    }
    if (rank == root) counts.resize(static_cast<std::size_t>(size));
  });
  const std::uint64_t count = mine.size();
  detail::check(MPI_Gather(&count, 1, MPI_UINT64_T, counts.data(), 1, MPI_UINT64_T, root, comm),
                "MPI_Gather");
  together(comm, [&] {
    std::uint64_t sum = 0;
    for (const auto n : counts) sum += n;
    all.resize(static_cast<std::size_t>(sum));
  });
  if (rank != root) {
    detail::send_bytes(comm, root, mine.data(), mine.size_bytes());
    return all;
  }
  auto to = all.begin();
  for (int from = 0; from < size; ++from) {
    const auto n = static_cast<std::size_t>(counts[static_cast<std::size_t>(from)]);
    if (n == 0) continue;
    if (from == root) {
      std::ranges::copy(mine, to);
    } else {
      detail::receive_bytes(comm, from, &*to, n * sizeof(double));
    }
    to += static_cast<std::ptrdiff_t>(n);
  }
  return all;
}

/// A row and its score.
struct ranked_row {
  std::uint64_t row = 0;
  double value = 0;

  friend bool operator==(const ranked_row&, const ranked_row&) = default;
};

/// The `n` rows of the highest values on all ranks, the highest first, of equal ones the first; the
/// same on every rank. `first_row` is the number of a rank's first row. Missing values are left
/// out. Each rank sends its n best to all.
[[nodiscard]] inline std::vector<ranked_row> top(MPI_Comm comm, std::span<const double> mine,
                                                 std::uint64_t first_row, std::size_t n) {
  const auto before = [](const ranked_row& a, const ranked_row& b) {
    return a.value > b.value || (a.value == b.value && a.row < b.row);
  };
  const auto keep = [&](std::vector<ranked_row>& rows) {
    const auto kept = std::min<std::size_t>(n, rows.size());
    std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(kept), rows.end(),
                      before);
    rows.resize(kept);
  };
  std::vector<ranked_row> best;
  const auto all = detail::from_all(comm, [&] {
    for (std::size_t i = 0; i < mine.size(); ++i) {
      if (is_known(mine[i])) best.push_back({first_row + i, mine[i]});
    }
    keep(best);
    return std::string(reinterpret_cast<const char*>(best.data()),
                       best.size() * sizeof(ranked_row));
  });
  together(comm, [&] {
    best.clear();
    for (const auto& bytes : all) {
      const auto old = best.size();
      best.resize(old + bytes.size() / sizeof(ranked_row));
      std::copy_n(bytes.data(), bytes.size(), reinterpret_cast<char*>(best.data() + old));
    }
    keep(best);
  });
  return best;
}

/// The quantiles of the known values of all ranks at `probabilities` (in [0, 1], the same on every
/// rank), by one of the nine types of `statistics::quantile`; the same on every rank. Exact, and no
/// values are sent: each order statistic is found in 64 halvings of the range of doubles, one
/// reduction of a number each. `missing` where no value is known.
[[nodiscard]] inline std::vector<double> quantiles(MPI_Comm comm, std::span<const double> mine,
                                                   std::span<const double> probabilities,
                                                   int type = 7) {
  // Unsigned integers in the order of the doubles.
  constexpr std::uint64_t top_bit = std::uint64_t{1} << 63;
  const auto key_of = [](double x) {
    const auto bits = std::bit_cast<std::uint64_t>(x + 0.0);
    return (bits & top_bit) != 0 ? ~bits : bits | top_bit;
  };
  std::vector<std::uint64_t> keys;
  std::vector<double> found;
  std::uint64_t asked = 0;
  together(comm, [&] {
    std::string text = std::to_string(type);
    for (const double p : probabilities) {
      if (!(p >= 0 && p <= 1) || type < 1 || type > 9) {
        throw domain_error("quantiles: probabilities must be in [0, 1] and the type 1 to 9, got " +
                           to_text(p) + " and " + std::to_string(type));
      }
      text.append(reinterpret_cast<const char*>(&p), sizeof p);
    }
    asked = ltorisk::detail::fnv_1a(text);
    for (const double x : mine) {
      if (is_known(x)) keys.push_back(key_of(x));
    }
    std::ranges::sort(keys);
    found.reserve(probabilities.size());
  });
  detail::require_same(comm, asked, "quantiles",
                       "are asked for at other probabilities on another rank");
  const auto sum = [&](std::uint64_t count) {
    return detail::reduced(comm, count, MPI_UINT64_T, MPI_SUM);
  };
  const auto known = sum(keys.size());
  const auto at = [&](std::size_t k) {
    std::uint64_t low = 0, high = (std::numeric_limits<std::uint64_t>::max)();
    while (low < high) {  // the least key that k values do not exceed
      const auto middle = low + (high - low) / 2;
      const auto upto = std::ranges::upper_bound(keys, middle) - keys.begin();
      if (sum(static_cast<std::uint64_t>(upto)) >= k) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return std::bit_cast<double>((low & top_bit) != 0 ? low & ~top_bit : ~low);
  };
  for (const double p : probabilities) {
    found.push_back(known == 0 ? missing
                               : statistics::quantile(static_cast<double>(known), at, p, type));
  }
  return found;
}

}  // namespace ltorisk::mpi
