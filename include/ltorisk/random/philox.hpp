// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <cstdint>

namespace ltorisk::random {

/// Random numbers by counting: Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011,
/// doi:10.1145/2063384.2063405). A number depends on the key and its place alone, so that draws are
/// the same whatever thread, chunk or order they are taken in.
class philox {
 public:
  using block = std::array<std::uint32_t, 4>;

  explicit philox(std::uint64_t key) : key_(key) {}

  [[nodiscard]] block operator()(block counter) const {
    auto k0 = static_cast<std::uint32_t>(key_), k1 = static_cast<std::uint32_t>(key_ >> 32);
    for (int round = 0; round < 10; ++round) {
      const std::uint64_t a = std::uint64_t{0xD2511F53} * counter[0];
      const std::uint64_t b = std::uint64_t{0xCD9E8D57} * counter[2];
      counter = {
          static_cast<std::uint32_t>(b >> 32) ^ counter[1] ^ k0, static_cast<std::uint32_t>(b),
          static_cast<std::uint32_t>(a >> 32) ^ counter[3] ^ k1, static_cast<std::uint32_t>(a)};
      k0 += 0x9E3779B9;
      k1 += 0xBB67AE85;
    }
    return counter;
  }

  /// Two numbers from [0, 1), 53 bits each, for one draw and one of its places.
  [[nodiscard]] std::array<double, 2> uniform(std::uint64_t draw, std::uint32_t place) const {
    const auto bits = (*this)(
        {static_cast<std::uint32_t>(draw), static_cast<std::uint32_t>(draw >> 32), place, 0});
    const auto number = [](std::uint32_t high, std::uint32_t low) {
      const auto both = (std::uint64_t{high} << 32 | low) >> 11;
      return static_cast<double>(both) * 0x1p-53;
    };
    return {number(bits[0], bits[1]), number(bits[2], bits[3])};
  }

 private:
  std::uint64_t key_;
};

}  // namespace ltorisk::random
