// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/random/philox.hpp>
#include <ltorisk/random/point_set.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ltorisk::uncertainty {

/// Where the random numbers of one coordinate come from: by name, so that they stay the same
/// whatever else is uncertain and whichever other communities are in the table.
struct stream {
  std::uint64_t name = 0;
  std::uint32_t number = 0;  ///< among the coordinates of this name

  friend bool operator==(const stream&, const stream&) = default;
};

/// 64-bit FNV-1a of two words, its bits mixed.
[[nodiscard]] inline std::uint64_t stream_name(std::string_view what, std::string_view where = {}) {
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto add = [&](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    hash = (hash ^ 0xff) * 0x100000001b3;  // no byte of UTF-8
  };
  add(what);
  add(where);
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
  return hash ^ (hash >> 33);
}

/// Independent random numbers by counting (`random::philox`): one depends on the seed, its draw and
/// the name of its stream alone. Draws 2k and 2k + 1 are the two numbers of one block.
class random_streams {
 public:
  random_streams(std::uint64_t seed, std::vector<stream> streams)
      : seed_(seed), streams_(std::move(streams)) {}

  [[nodiscard]] std::size_t coordinates() const { return streams_.size(); }

  /// Throws `domain_error` where there is no such coordinate.
  [[nodiscard]] double operator()(std::uint64_t draw, std::size_t coordinate) const {
    double x;
    fill(draw, coordinate, {&x, 1});
    return x;
  }
  /// Throws as `operator()`.
  void fill(std::uint64_t draw, std::size_t first, std::span<double> x) const {
    if (first > streams_.size() || x.size() > streams_.size() - first) {
      throw domain_error("random_streams: has " + std::to_string(streams_.size()) +
                         " coordinates, asked for " + std::to_string(first) + " to " +
                         std::to_string(first + x.size()));
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
      x[i] = pair(draw / 2, streams_[first + i])[draw % 2];
    }
  }

  /// Whole draws of all coordinates, one after the other, from an even one on: each block is made
  /// once.
  void fill_draws(std::uint64_t first, std::size_t draws, double* x) const {
    const auto size = streams_.size();
    for (std::size_t d = 0; d < draws; d += 2) {
      double* const row = x + d * size;
      const bool both = d + 1 < draws;
      for (std::size_t j = 0; j < size; ++j) {
        const auto p = pair((first + d) / 2, streams_[j]);
        row[j] = p[0];
        if (both) row[size + j] = p[1];
      }
    }
  }

  friend bool operator==(const random_streams&, const random_streams&) = default;

 private:
  [[nodiscard]] std::array<double, 2> pair(std::uint64_t block, const stream& s) const {
    const auto bits = random::philox(seed_)({static_cast<std::uint32_t>(block), s.number,
                                             static_cast<std::uint32_t>(s.name),
                                             static_cast<std::uint32_t>(s.name >> 32)});
    const auto number = [](std::uint32_t high, std::uint32_t low) {
      return static_cast<double>((std::uint64_t{high} << 32 | low) >> 11) * 0x1p-53;
    };
    return {number(bits[0], bits[1]), number(bits[2], bits[3])};
  }

  std::uint64_t seed_;
  std::vector<stream> streams_;
};

}  // namespace ltorisk::uncertainty
