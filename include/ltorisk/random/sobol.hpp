// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/random/joe_kuo.hpp>
#include <ltorisk/random/philox.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ltorisk::random {

namespace detail {

/// The 32 direction numbers of one coordinate: bit 31 is the first binary digit.
[[nodiscard]] inline std::array<std::uint32_t, 32> sobol_directions(std::size_t coordinate) {
  std::array<std::uint32_t, 32> v{};
  if (coordinate == 0) {
    for (unsigned k = 0; k < 32; ++k) v[k] = std::uint32_t{1} << (31 - k);
    return v;
  }
  const auto& start = joe_kuo[coordinate - 1];
  const auto degree = static_cast<unsigned>(std::bit_width(start.polynomial)) - 1;
  for (unsigned k = 0; k < 32; ++k) {
    if (k < degree) {
      v[k] = std::uint32_t{start.m[k]} << (31 - k);
      continue;
    }
    v[k] = v[k - degree] ^ (v[k - degree] >> degree);
    for (unsigned j = 1; j < degree; ++j) {
      if (start.polynomial >> (degree - j) & 1) v[k] ^= v[k - j];
    }
  }
  return v;
}

}  // namespace detail

/// Sobol's low-discrepancy points (Sobol' 1967, doi:10.1016/0041-5553(67)90144-9) with the
/// direction numbers of Joe and Kuo (2008, doi:10.1137/070709359), in the order of their program
/// (Antonov and Saleev's Gray code): the first 2^m points, and every later run of 2^m that starts
/// at a multiple of it, are spread evenly in every coordinate. Take powers of two.
///
/// With a seed the points are scrambled by a random linear map and a digital shift (Matousek 1998,
/// doi:10.1006/jcom.1998.0489): every point is uniform, so that means are without bias, and the
/// error of the mean of a smooth function falls nearly as n^-1.5. Without a seed they are the
/// published ones, which begin at the origin, where many a quantile is infinite; for tests.
///
/// The table ends at 161 coordinates. Further ones use it again with the points in another random
/// order for each 161 (Latin supercube sampling, Owen 1998, doi:10.1145/272991.273010; nested
/// uniform order by hashing, Burley 2020, Journal of Computer Graphics Techniques 9(4)): each
/// coordinate and each group of 161 is as even as before, between groups chance rules. So number
/// what matters together side by side, and what matters most first.
///
/// Integer arithmetic alone: the same points everywhere, bit for bit. 256 bytes a coordinate.
class sobol {
 public:
  static constexpr std::size_t published = detail::joe_kuo.size() + 1;
  static constexpr std::uint64_t points = std::uint64_t{1} << 32;

  /// Throws `domain_error` beyond `published` coordinates.
  explicit sobol(std::size_t coordinates) : coordinates_(coordinates) {
    if (coordinates > published) {
      throw domain_error("sobol: has " + std::to_string(published) +
                         " coordinates without a seed, got " + std::to_string(coordinates));
    }
    make();
  }
  sobol(std::size_t coordinates, std::uint64_t seed) : coordinates_(coordinates), seed_(seed) {
    make();
  }

  [[nodiscard]] std::size_t coordinates() const { return coordinates_; }
  [[nodiscard]] std::optional<std::uint64_t> seed() const { return seed_; }

  /// Throws `domain_error` where there is no such point or coordinate.
  [[nodiscard]] double operator()(std::uint64_t point, std::size_t coordinate) const {
    double x;
    fill(point, coordinate, {&x, 1});
    return x;
  }

  /// Throws as `operator()`.
  void fill(std::uint64_t point, std::size_t first, std::span<double> x) const {
    if (point >= points) {
      throw domain_error("sobol: there are 2^32 points, from 0 on; got " + std::to_string(point));
    }
    if (first > coordinates_ || x.size() > coordinates_ - first) {
      throw domain_error("sobol: has " + std::to_string(coordinates_) + " coordinates, asked for " +
                         std::to_string(first) + " to " + std::to_string(first + x.size()));
    }
    constexpr std::size_t chunk = 32;
    std::uint64_t bits[chunk];
    for (std::size_t done = 0; done < x.size();) {
      const auto at = first + done, group = at / published;
      const auto count =
          std::min<std::size_t>({chunk, x.size() - done, (group + 1) * published - at});
      std::copy_n(shifts_.data() + at, count, bits);
      auto index = static_cast<std::uint32_t>(point);
      if (group > 0) index = reordered(index, orders_[group]);
      for (auto gray = index ^ (index >> 1); gray != 0; gray &= gray - 1) {
        const auto k = static_cast<std::size_t>(std::countr_zero(gray));
        const auto* column = columns_.data() + k * coordinates_ + at;
        for (std::size_t i = 0; i < count; ++i) bits[i] ^= column[i];
      }
      for (std::size_t i = 0; i < count; ++i) x[done + i] = static_cast<double>(bits[i]) * 0x1p-53;
      done += count;
    }
  }

  friend bool operator==(const sobol& a, const sobol& b) {
    return a.coordinates_ == b.coordinates_ && a.seed_ == b.seed_;
  }

 private:
  void make() {
    columns_.resize(32 * coordinates_);
    for (std::size_t c = 0; c < coordinates_; ++c) {
      const auto v = detail::sobol_directions(c % published);
      const auto digits = digits_of(c);
      for (std::size_t k = 0; k < 32; ++k) {
        auto& column = columns_[k * coordinates_ + c];
        for (auto rest = v[k]; rest != 0; rest &= rest - 1) {
          column ^= digits[31 - static_cast<std::size_t>(std::countr_zero(rest))];
        }
      }
    }
    shifts_.resize(coordinates_);
    if (!seed_) return;
    for (std::size_t c = 0; c < coordinates_; ++c) shifts_[c] = random_bits(c, 32) >> 11;
    for (std::size_t group = 0; group * published < coordinates_; ++group) {
      orders_.push_back(philox(*seed_)({static_cast<std::uint32_t>(group), 0, 0, order_domain})[0]);
    }
  }

  // What becomes of each digit of a published coordinate, in 53 digits: itself and, in a scrambled
  // one, random digits behind it. The columns of a lower triangular matrix.
  [[nodiscard]] std::array<std::uint64_t, 32> digits_of(std::size_t c) const {
    std::array<std::uint64_t, 32> digits{};
    for (unsigned q = 0; q < 32; ++q) {
      digits[q] = std::uint64_t{1} << (52 - q);
      if (seed_) digits[q] |= random_bits(c, q) & (digits[q] - 1);
    }
    return digits;
  }

  // Word 3 keeps these numbers apart from the draws of a user with the same seed.
  static constexpr std::uint32_t scramble_domain = 1, order_domain = 2;

  [[nodiscard]] std::uint64_t random_bits(std::size_t c, std::uint32_t place) const {
    const auto r = philox(*seed_)({place, static_cast<std::uint32_t>(c), 0, scramble_domain});
    return std::uint64_t{r[0]} << 32 | r[1];
  }

  // A permutation of all numbers of 32 bits in which what becomes of a bit depends on the bits
  // above it alone, so that 2^m points in a row stay 2^m points in a row, all of them.
  [[nodiscard]] static std::uint32_t reordered(std::uint32_t index, std::uint32_t order) {
    auto x = reversed(index) + order;
    for (const auto even : {0x6c50b47cu, 0xb82f1e52u, 0xc7afe638u, 0x8d22f6e6u}) x ^= x * even;
    return reversed(x);
  }

  [[nodiscard]] static std::uint32_t reversed(std::uint32_t x) {
    x = (x >> 1 & 0x55555555) | (x & 0x55555555) << 1;
    x = (x >> 2 & 0x33333333) | (x & 0x33333333) << 2;
    x = (x >> 4 & 0x0f0f0f0f) | (x & 0x0f0f0f0f) << 4;
    x = (x >> 8 & 0x00ff00ff) | (x & 0x00ff00ff) << 8;
    return x >> 16 | x << 16;
  }

  std::size_t coordinates_;
  std::optional<std::uint64_t> seed_;
  std::vector<std::uint64_t> columns_;  // digit of the index, then coordinate: a point is a sum
                                        // of whole rows
  std::vector<std::uint64_t> shifts_;
  std::vector<std::uint32_t> orders_;
};

}  // namespace ltorisk::random
