// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/random/philox.hpp>

#include "catch.hpp"

#include <cstdint>
#include <limits>

using ltorisk::random::philox;

TEST_CASE("Philox gives the published numbers") {
  // The known answers that come with Random123.
  CHECK(philox(0)({0, 0, 0, 0}) == philox::block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  constexpr auto all = (std::numeric_limits<std::uint32_t>::max)();
  CHECK(philox(~std::uint64_t{0})({all, all, all, all}) ==
        philox::block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox(0x299f31d0a4093822)({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}) ==
        philox::block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}
