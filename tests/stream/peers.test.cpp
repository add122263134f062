// SPDX-License-Identifier: BSL-1.0
// What fails between two steps in one place is told to those who wait in the next.

#include "../catch.hpp"

#include <ltorisk/stream/peers.hpp>

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

using namespace ltorisk;

namespace {

// Writes down how each step ended.
struct recorded {
  std::vector<std::string>& ends;

  [[nodiscard]] static std::uint64_t first_row() { return 4096; }
  template <class Read>
  void operator()(const Read& read, std::span<statistics::any_reduction* const>) const {
    ends.push_back("badly");
    read();
    ends.back() = "well";
  }
};

using list = std::vector<std::string>;

}  // namespace

TEST_CASE("all peers end their last step together, or one tells the others") {
  list ends;
  const recorded others{ends};
  const auto between = [](const auto& all) -> int {
    all([] {}, {});
    throw std::runtime_error("no memory");
  };
  const auto within = [](const auto& all) {
    all([] {}, {});
    all([] { throw std::runtime_error("no file"); }, {});
    return 1;
  };
  SECTION("nothing fails") {
    CHECK(stream::all_or_none(others, [](const auto& all) { return all.first_row(); }) == 4096);
    CHECK(ends == list{"well"});
  }
  SECTION("between two steps") {
    CHECK_THROWS_WITH(stream::all_or_none(others, between), "no memory");
    CHECK(ends == list{"well", "badly"});
  }
  SECTION("within one, which all know of") {
    CHECK_THROWS_WITH(stream::all_or_none(others, within), "no file");
    CHECK(ends == list{"well", "badly"});
  }
}
