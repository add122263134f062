// SPDX-License-Identifier: BSL-1.0

// Scales that normalizations freeze into: box_cox, empirical.

#include "../catch.hpp"

#include <ltorisk/concepts.hpp>
#include <ltorisk/scales/box_cox.hpp>
#include <ltorisk/scales/empirical.hpp>

#include <cmath>
#include <limits>

using namespace ltorisk;
using namespace ltorisk::scales;

static_assert(value_function<box_cox>);
static_assert(value_function<empirical>);

namespace {

using pack = simd::pack<simd::native_isa>;

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

template <class Scale>
double value(const Scale& s, double x) {
  const double v = s(x);
  double lanes[pack::width];
  s(pack(x)).store(lanes);
  for (const double lane : lanes) REQUIRE(lane == Approx(v).epsilon(1e-13).margin(1e-15));
  return v;
}

}  // namespace

TEST_CASE("a box_cox scale is a line, a logarithm, a root or a reciprocal by its exponent") {
  const auto at = [](double exponent, double x) {
    return value(box_cox{.exponent = exponent, .lower = 1, .upper = 16}, x);
  };
  CHECK(at(1, 4) == Approx(0.2));
  CHECK(at(0, 4) == Approx(0.5));
  CHECK(at(0.5, 4) == Approx(1.0 / 3));
  CHECK(at(-1, 4) == Approx(0.8));
  CHECK(at(2, 4) == Approx(15.0 / 255));
  for (const double exponent : {-3.0, -1.0, 0.0, 0.3, 1.0, 2.0}) {
    CHECK(at(exponent, 1) == 0);
    CHECK(at(exponent, 16) == 1);
    CHECK(at(exponent, 0.1) == 0);
    CHECK(at(exponent, 99) == 1);
  }
}

TEST_CASE("a box_cox scale runs through the logarithm as its exponent passes zero") {
  const double log = box_cox{.lower = 1, .upper = 16}(5.0);
  for (const double exponent : {1e-300, 1e-15, -1e-15, 1e-9, -1e-9}) {
    CHECK(box_cox{.exponent = exponent, .lower = 1, .upper = 16}(5.0) == Approx(log).epsilon(1e-8));
  }
}

TEST_CASE("a box_cox scale keeps the digits of figures far from zero") {
  const box_cox far{.exponent = 0, .lower = 1e9, .upper = 1e9 + 1};
  CHECK(far(1e9 + 0.5) == Approx(0.5).epsilon(1e-9));
  const box_cox wide{.exponent = 0, .lower = 1e-150, .upper = 1e150};
  CHECK(wide(1.0) == Approx(0.5));
}

TEST_CASE("a box_cox scale is shifted, reversed and goes on where it is not capped") {
  const box_cox s{
      .exponent = 0, .shift = 1, .lower = 0, .upper = 99, .onto = {1, 0}, .capped = false};
  CHECK(value(s, 0) == 1);
  CHECK(value(s, 9) == Approx(0.5));
  CHECK(value(s, 9999) == Approx(-1));
  CHECK(value(s, -0.99) == Approx(2));
  CHECK(s.direction() == trend::falling);
  CHECK(s.declared() == interval{0, 99});
  CHECK(s.valid(-0.99));
  CHECK_FALSE(s.valid(-1.0));
  CHECK_FALSE(s.valid(-7.0));
  CHECK_FALSE(s.valid(unlimited));
  CHECK(box_cox{}.valid(-7.0));
  CHECK(box_cox{.exponent = 1, .capped = false}.valid(-7.0));
}

TEST_CASE("a box_cox scale that is none is refused") {
  CHECK_NOTHROW(box_cox{}.validate());
  CHECK_NOTHROW(box_cox{.exponent = 1, .lower = -5, .upper = 5}.validate());
  CHECK_THROWS_WITH((box_cox{.exponent = 0, .lower = 0}.validate()),
                    "box_cox: lower + shift must be above 0, got 0 and 0");
  CHECK_THROWS_WITH((box_cox{.exponent = not_a_number}.validate()),
                    "box_cox: exponent and shift must be finite, got nan and 0");
  CHECK_THROWS_WITH((box_cox{.lower = 3, .upper = 2}.validate()),
                    "box_cox: lower must be below upper, got 3 and 2");
  CHECK_THROWS_WITH((box_cox{.exponent = 1000}.validate()),
                    "box_cox: exponent 1000 carries upper and lower too far apart or too near to "
                    "tell them apart");
}

TEST_CASE("an empirical scale has its values at the figures and between them") {
  const empirical s{.values = {1, 3, 7}, .at = {0.1, 0.5, 0.9}, .between = {0.3, 0.5}};
  CHECK(value(s, 1) == 0.1);
  CHECK(value(s, 2.999) == 0.3);
  CHECK(value(s, 3) == 0.5);
  CHECK(value(s, 6) == 0.5);
  CHECK(value(s, 7) == 0.9);
  CHECK(value(s, -100) == 0.1);
  CHECK(value(s, 100) == 0.9);
  CHECK(std::isnan(s(not_a_number)));
  CHECK_FALSE(s.valid(not_a_number));
  CHECK(s.declared() == interval{1, 7});
  CHECK(s.direction() == trend::rising);
  CHECK(empirical{.values = {1, 2}, .at = {1, 0}, .between = {1}}.direction() == trend::falling);
}

TEST_CASE("every lane of a pack finds its own step") {
  const empirical s{.values = {1, 2, 3, 4}, .at = {1, 2, 3, 4}, .between = {1.5, 2.5, 3.5}};
  double in[pack::width], out[pack::width];
  for (std::size_t k = 0; k < pack::width; ++k) in[k] = 0.5 + 0.75 * static_cast<double>(k);
  s(pack::load(in)).store(out);
  for (std::size_t k = 0; k < pack::width; ++k) CHECK(out[k] == s(in[k]));
}

TEST_CASE("one figure makes an empirical scale, none does not") {
  const empirical s{.values = {4}, .at = {0.5}, .between = {}};
  CHECK_NOTHROW(s.validate());
  CHECK(value(s, 4) == 0.5);
  CHECK(value(s, 9) == 0.5);
  CHECK_THROWS_WITH(empirical{}.validate(), "empirical: needs one value or more");
}

TEST_CASE("an empirical scale that turns, or whose figures do not rise, is refused") {
  CHECK_NOTHROW((empirical{.values = {1, 2}, .at = {0, 0}, .between = {0}}.validate()));
  CHECK_THROWS_WITH((empirical{.values = {1, 2}, .at = {0}, .between = {0}}.validate()),
                    "empirical: at must have as many numbers as values and between one less, got 2 "
                    "values, 1 at and 1 between");
  CHECK_THROWS_WITH((empirical{.values = {2, 2}, .at = {0, 1}, .between = {0}}.validate()),
                    "empirical: values must rise, got 2 before 2");
  CHECK_THROWS_WITH((empirical{.values = {1, 2}, .at = {0, 1}, .between = {2}}.validate()),
                    "empirical: at and between must rise or fall together, got 0, 2 and 1");
  CHECK_THROWS_WITH((empirical{.values = {1, unlimited}, .at = {0, 1}, .between = {0}}.validate()),
                    "empirical: values, at and between must be finite");
}
