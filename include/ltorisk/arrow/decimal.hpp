// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

namespace ltorisk::arrow::detail {

// 10^k, exact as a double up to 10^22.
inline constexpr std::array<double, 23> powers_of_ten = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/// The double nearest to an integer of `bytes` bytes (two's complement, little endian) over
/// 10^scale. SQL writes 45.2 and sums of integers as such.
[[nodiscard]] inline double from_decimal(const unsigned char* at, std::size_t bytes, int scale) {
  std::uint64_t low = 0, high = 0;
  if (bytes == 4) {
    std::int32_t x;
    std::memcpy(&x, at, 4);
    low = static_cast<std::uint64_t>(std::int64_t{x});
  } else {
    std::memcpy(&low, at, 8);
  }
  const auto sign = [](std::uint64_t word) { return word >> 63 ? ~std::uint64_t{0} : 0; };
  high = sign(low);
  if (bytes == 16) std::memcpy(&high, at + 8, 8);

  constexpr std::int64_t exact = std::int64_t{1} << 53;
  const auto whole = static_cast<std::int64_t>(low);
  if (high == sign(low) && whole <= exact && whole >= -exact && scale >= 0 && scale <= 22) {
    return static_cast<double>(whole) / powers_of_ten[static_cast<std::size_t>(scale)];
  }
  // Long division by ten; the correctly rounded rest is the standard library's.
  const bool negative = high >> 63;
  if (negative) {
    low = ~low + 1;
    high = ~high + (low == 0 ? 1 : 0);
  }
  std::array<std::uint64_t, 4> limbs{high >> 32, high & 0xffffffff, low >> 32, low & 0xffffffff};
  std::string digits;
  while (limbs != std::array<std::uint64_t, 4>{}) {
    std::uint64_t rest = 0;
    for (auto& limb : limbs) {
      const auto part = rest << 32 | limb;
      limb = part / 10;
      rest = part % 10;
    }
    digits.insert(digits.begin(), static_cast<char>('0' + rest));
  }
  digits = (negative ? "-0" : "0") + digits + "e" + std::to_string(-scale);
  double x = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), x);
  return x;
}

}  // namespace ltorisk::arrow::detail
