// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"

#include <ltorisk/engine/fixed_scale.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/normalize/min_max.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace ltorisk;
using namespace ltorisk::scales;

namespace {

using pack = simd::pack<simd::native_isa>;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double largest = (std::numeric_limits<double>::max)();

/// The value of one raw figure, alone and in every lane of a pack.
template <class Scale>
double value(const Scale& s, double x) {
  const double v = s(x);
  double lanes[pack::width];
  s(pack(x)).store(lanes);
  // Compilers may contract one and not the other to fused multiply-add.
  for (const double lane : lanes) REQUIRE(lane == Approx(v).epsilon(1e-13).margin(1e-15));
  return v;
}

/// Is the raw figure one the scale takes, alone and in every lane of a pack?
template <class Scale>
bool valid(const Scale& s, double x) {
  const bool taken = s.valid(x);
  double lanes[pack::width];
  math::select(s.valid(pack(x)), 1, 0).store(lanes);
  for (const double lane : lanes) REQUIRE(lane == (taken ? 1 : 0));
  return taken;
}

const categories phases{{{"none", 0, 0}, {"latent", 1, 0.3}, {"crisis", 2, 1}}};
const piecewise bend{.points = {{0, 0.2}, {10, 0.4}, {20, 1}}};

}  // namespace

TEST_CASE("a linear scale is 0 and 1 at its goalposts and straight between them") {
  const linear s{.lower = 20, .upper = 85};
  CHECK(value(s, 20) == 0);
  CHECK(value(s, 85) == 1);
  CHECK(value(s, 52.5) == 0.5);
  CHECK(value(s, 33) == Approx(0.2));
  CHECK(s.declared() == interval{20, 85});
  CHECK(s.direction() == trend::rising);
}

TEST_CASE("the goalposts of a linear scale come out exactly, whatever they are") {
  const linear s{.lower = 0.1, .upper = 0.7, .onto = {0.1, 0.9}};
  CHECK(value(s, 0.1) == 0.1);
  CHECK(value(s, 0.7) == 0.9);
  const linear wide{.lower = -1e300, .upper = 1e300, .onto = {0.3, 0.6}};
  CHECK(value(wide, -1e300) == 0.3);
  CHECK(value(wide, 1e300) == 0.6);
  CHECK(value(wide, 0) == Approx(0.45));
}

TEST_CASE("a capped linear scale stops at its goalposts, one that is not goes on") {
  linear s{.lower = 0, .upper = 10};
  CHECK(value(s, -5) == 0);
  CHECK(value(s, 25) == 1);
  s.capped = false;
  CHECK(value(s, -5) == -0.5);
  CHECK(value(s, 25) == 2.5);
  CHECK(s.declared() == interval{0, 10});
}

TEST_CASE("a linear scale onto a reversed range falls") {
  linear s{.lower = 0, .upper = 10, .onto = {0.8, 0.2}};
  CHECK(value(s, 0) == 0.8);
  CHECK(value(s, 10) == 0.2);
  CHECK(value(s, 5) == Approx(0.5));
  CHECK(value(s, 99) == 0.2);
  CHECK(value(s, -99) == 0.8);
  CHECK(s.direction() == trend::falling);
  s.capped = false;
  CHECK(value(s, 20) == Approx(-0.4));
}

TEST_CASE("a logarithmic scale counts each doubling alike") {
  const logarithmic s{.lower = 1, .upper = 16};
  CHECK(value(s, 1) == 0);
  CHECK(value(s, 16) == 1);
  CHECK(value(s, 2) == Approx(0.25));
  CHECK(value(s, 4) == Approx(0.5));
  CHECK(value(s, 8) == Approx(0.75));
  CHECK(s.declared() == interval{1, 16});
  CHECK(s.direction() == trend::rising);
}

TEST_CASE("income in the HDI: ln 10000 between ln 100 and ln 75000") {
  // (9.210340 - 4.605170) / (11.225243 - 4.605170)
  CHECK(value(logarithmic{.lower = 100, .upper = 75000}, 10000) ==
        Approx(0.695637).margin(0.0000005));
}

TEST_CASE("a capped logarithmic scale stops at its goalposts, zero and less counts as the lower") {
  logarithmic s{.lower = 1, .upper = 100};
  CHECK(value(s, 0.5) == 0);
  CHECK(value(s, 0) == 0);
  CHECK(value(s, -3) == 0);
  CHECK(value(s, 1e9) == 1);
  s.capped = false;
  CHECK(value(s, 0.1) == Approx(-0.5));
  CHECK(value(s, 1000) == Approx(1.5));
}

TEST_CASE("a logarithmic scale onto a reversed range falls") {
  const logarithmic s{.lower = 1, .upper = 100, .onto = {1, 0.5}};
  CHECK(value(s, 1) == 1);
  CHECK(value(s, 10) == Approx(0.75));
  CHECK(value(s, 100) == 0.5);
  CHECK(s.direction() == trend::falling);
}

TEST_CASE("freshness halves with every half-life") {
  half_life s{.period = 2, .lower = 0, .upper = 6};
  CHECK(value(s, 0) == 1);
  CHECK(value(s, 2) == Approx(0.5));
  CHECK(value(s, 3) == Approx(std::sqrt(0.125)));
  CHECK(value(s, 4) == Approx(0.25));
  CHECK(value(s, 6) == Approx(0.125));
  CHECK(s.declared() == interval{0, 6});
  CHECK(s.direction() == trend::falling);
  CHECK(value(s, -2) == 1);
  CHECK(value(s, 20) == Approx(0.125));
  s.capped = false;
  CHECK(value(s, -2) == Approx(2));
  CHECK(value(s, 20) == Approx(1.0 / 1024));
}

TEST_CASE("a category is worth what the list says of its code") {
  CHECK(value(phases, 0) == 0);
  CHECK(value(phases, 1) == 0.3);
  CHECK(value(phases, 2) == 1);
  CHECK(phases.declared() == interval{0, 2});
  CHECK(phases.direction() == trend::rising);
  CHECK(category("valid", 0.75).code == 0.75);
  CHECK(category("valid", 0.75).value == 0.75);
  CHECK(category("valid", 4, 0.75) == category{"valid", 4, 0.75});
}

TEST_CASE("the direction of categories is that of their values by code, in any order of listing") {
  CHECK(categories{{{"b", 2, 1}, {"a", 1, 0}}}.direction() == trend::rising);
  CHECK(categories{{{"b", 2, 0}, {"a", 1, 1}, {"c", 3, 0}}}.direction() == trend::falling);
  CHECK(categories{{{"a", 1, 0}, {"b", 2, 1}, {"c", 3, 0.5}}}.direction() == trend::none);
  CHECK(categories{{{"c", 9, 0}, {"a", -1, 1}}}.declared() == interval{-1, 9});
}

TEST_CASE("a piecewise scale runs straight between its points") {
  CHECK(value(bend, 0) == 0.2);
  CHECK(value(bend, 5) == Approx(0.3));
  CHECK(value(bend, 10) == Approx(0.4));
  CHECK(value(bend, 15) == Approx(0.7));
  CHECK(value(bend, 20) == 1);
  CHECK(bend.declared() == interval{0, 20});
  CHECK(bend.direction() == trend::rising);
}

TEST_CASE("a piecewise scale is flat outside its points where capped, else its end lines go on") {
  CHECK(value(bend, -10) == 0.2);
  CHECK(value(bend, 30) == 1);
  piecewise open = bend;
  open.capped = false;
  CHECK(value(open, -10) == Approx(0).margin(1e-15));
  CHECK(value(open, 30) == Approx(1.6));
}

TEST_CASE("a piecewise scale of two points is a line, one that turns has no direction") {
  const piecewise line{.points = {{2, 1}, {4, 0}}};
  CHECK(value(line, 3.5) == Approx(0.25));
  CHECK(line.direction() == trend::falling);
  const piecewise hill{.points = {{0, 0}, {1, 1}, {2, 0.5}, {6, 0.1}}};
  CHECK(value(hill, 0.5) == Approx(0.5));
  CHECK(value(hill, 1) == 1);
  CHECK(value(hill, 1.5) == Approx(0.75));
  CHECK(value(hill, 4) == Approx(0.3));
  CHECK(hill.direction() == trend::none);
}

TEST_CASE("a scale has the declared range of values that its raw figures reach") {
  CHECK(ltorisk::detail::value_range(linear{.lower = 3, .upper = 9, .onto = {0.8, 0.2}}) ==
        interval{0.2, 0.8});
  CHECK(ltorisk::detail::value_range(logarithmic{.lower = 3, .upper = 9}) == interval{0, 1});
  CHECK(ltorisk::detail::value_range(phases) == interval{0, 1});
  CHECK(ltorisk::detail::value_range(categories{{{"a", 0, 0.6}, {"b", 1, 0.1}, {"c", 2, 0.3}}}) ==
        interval{0.1, 0.6});
  CHECK(ltorisk::detail::value_range(piecewise{.points = {{0, 0.5}, {1, 0.9}, {2, 0.1}}}) ==
        interval{0.1, 0.9});
  const auto fresh = ltorisk::detail::value_range(half_life{.period = 1, .lower = 0, .upper = 3});
  CHECK(fresh.lower == Approx(0.125));
  CHECK(fresh.upper == 1);
}

TEST_CASE("infinities and NaN are valid on no scale") {
  const auto refuses = [](const auto& s) {
    INFO("scale: " << s.kind);
    for (const double x : {infinity, -infinity, not_a_number}) CHECK_FALSE(valid(s, x));
  };
  refuses(linear{});
  refuses(linear{.capped = false});
  refuses(logarithmic{});
  refuses(logarithmic{.capped = false});
  refuses(half_life{});
  refuses(phases);
  refuses(bend);
}

TEST_CASE("every finite figure is valid where a scale can say something about it") {
  for (const double x : {-largest, -1.0, 0.0, 1e-310, 0.5, 42.0, largest}) {
    CAPTURE(x);
    CHECK(valid(linear{}, x));
    CHECK(valid(half_life{}, x));
    CHECK(valid(bend, x));
    CHECK(valid(logarithmic{}, x));
  }
}

TEST_CASE("zero and less are invalid on a logarithmic scale that is not capped") {
  const logarithmic s{.capped = false};
  CHECK(valid(s, 1e-310));
  CHECK(valid(s, largest));
  CHECK_FALSE(valid(s, 0));
  CHECK_FALSE(valid(s, -0.0));
  CHECK_FALSE(valid(s, -1));
}

TEST_CASE("a number that is no code is not valid for categories") {
  CHECK(valid(phases, 0));
  CHECK(valid(phases, -0.0));
  CHECK(valid(phases, 2));
  CHECK_FALSE(valid(phases, 0.3));
  CHECK_FALSE(valid(phases, 1.5));
  CHECK_FALSE(valid(phases, 3));
}

TEST_CASE("what a scale takes is said in words") {
  CHECK(domain_words(linear{}) == "must be finite");
  CHECK(domain_words(logarithmic{}) == "must be finite");
  CHECK(domain_words(logarithmic{.capped = false}) == "must be above 0: the scale is logarithmic");
  CHECK(domain_words(phases) == "must be 'none' (0), 'latent' (1) or 'crisis' (2)");
}

TEST_CASE("only a normalization needs a sample") {
  CHECK(needs_fit(normalize::min_max{}));
  CHECK_FALSE(needs_fit(linear{}));
  CHECK_FALSE(needs_fit(phases));
}

TEST_CASE("sound scales are accepted") {
  CHECK_NOTHROW(linear{}.validate());
  CHECK_NOTHROW(logarithmic{}.validate());
  CHECK_NOTHROW(half_life{}.validate());
  CHECK_NOTHROW(normalize::min_max{}.validate());
  CHECK_NOTHROW(phases.validate());
  CHECK_NOTHROW(bend.validate());
  CHECK_NOTHROW(linear{.lower = -3, .upper = -1, .onto = {5, -5}, .capped = false}.validate());
}

TEST_CASE("goalposts out of order are refused with both") {
  CHECK_THROWS_WITH((linear{.lower = 5, .upper = 5}.validate()),
                    "linear: lower must be below upper, got 5 and 5");
  CHECK_THROWS_WITH((linear{.lower = 6, .upper = 5}.validate()),
                    "linear: lower must be below upper, got 6 and 5");
  CHECK_THROWS_WITH((linear{.lower = not_a_number, .upper = 5}.validate()),
                    "linear: lower must be below upper, got nan and 5");
  CHECK_THROWS_WITH((linear{.lower = 0, .upper = infinity}.validate()),
                    "linear: lower must be below upper, got 0 and inf");
  CHECK_THROWS_WITH((linear{.lower = -largest, .upper = largest}.validate()),
                    "linear: upper - lower must be finite");
  CHECK_THROWS_WITH((logarithmic{.lower = 10, .upper = 1}.validate()),
                    "logarithmic: lower must be below upper, got 10 and 1");
  CHECK_THROWS_WITH((half_life{.lower = 4, .upper = 3}.validate()),
                    "half_life: lower must be below upper, got 4 and 3");
}

TEST_CASE("a range of values that is no range is refused") {
  CHECK_THROWS_WITH((linear{.onto = {1, 1}}.validate()),
                    "linear: onto must be two different finite numbers, got 1 and 1");
  CHECK_THROWS_WITH((linear{.onto = {0, infinity}}.validate()),
                    "linear: onto must be two different finite numbers, got 0 and inf");
  CHECK_THROWS_WITH((logarithmic{.onto = {not_a_number, 1}}.validate()),
                    "logarithmic: onto must be two different finite numbers, got nan and 1");
  CHECK_THROWS_WITH((normalize::min_max{.onto = {0.5, 0.5}}.validate()),
                    "min_max: onto must be two different finite numbers, got 0.5 and 0.5");
}

TEST_CASE("a logarithmic scale needs positive goalposts that it can tell apart") {
  CHECK_THROWS_WITH((logarithmic{.lower = 0}.validate()),
                    "logarithmic: lower must be above 0, got 0");
  CHECK_THROWS_WITH((logarithmic{.lower = -1}.validate()),
                    "logarithmic: lower must be above 0, got -1");
  CHECK_THROWS_WITH((logarithmic{.lower = not_a_number}.validate()),
                    "logarithmic: lower must be above 0, got nan");
  CHECK_NOTHROW(logarithmic{.lower = 1e-200, .upper = 1e200}.validate());
  CHECK_THROWS_WITH((logarithmic{.lower = 1e300, .upper = std::nextafter(1e300, 2e300)}.validate()),
                    "logarithmic: lower and upper are too close to tell their logarithms apart");
}

TEST_CASE("a half-life must be positive") {
  CHECK_THROWS_WITH((half_life{.period = 0}.validate()),
                    "half_life: half_life must be above 0, got 0");
  CHECK_THROWS_WITH((half_life{.period = -2}.validate()),
                    "half_life: half_life must be above 0, got -2");
  CHECK_THROWS_AS((half_life{.period = not_a_number}.validate()), domain_error);
  CHECK_THROWS_AS((half_life{.period = infinity}.validate()), domain_error);
}

TEST_CASE("a list of categories must be one") {
  const auto refused = [](const std::vector<category>& list, const std::string& words) {
    CHECK_THROWS_WITH(categories{list}.validate(), words);
  };
  refused({}, "categories: needs two categories or more");
  refused({{"only", 0}}, "categories: needs two categories or more");
  refused({{"a", 0}, {"", 1}}, "categories: a label must not be empty");
  refused({{"NA", 0}, {"b", 1}},
          "categories: a label must not be 'NA' or 'not_applicable': in files they have a meaning");
  refused({{"a", 0}, {"not_applicable", 1}},
          "categories: a label must not be 'NA' or 'not_applicable': in files they have a meaning");
  refused({{"a", not_a_number, 0}, {"b", 1}}, "categories: code and value of 'a' must be finite");
  refused({{"a", 0}, {"b", 1, infinity}}, "categories: code and value of 'b' must be finite");
  refused({{"a", 0}, {"b", 1}, {"a", 2}}, "categories: 'a' is listed twice");
  refused({{"a", 7, 0}, {"b", 1}, {"c", 7, 1}}, "categories: 'a' and 'c' have the same code");
}

TEST_CASE("the points of a piecewise scale must be finite and rise in x") {
  const auto refused = [](const std::vector<piecewise::point>& points, const std::string& words) {
    CHECK_THROWS_WITH(piecewise{points}.validate(), words);
  };
  refused({}, "piecewise: needs two points or more");
  refused({{0, 0}}, "piecewise: needs two points or more");
  refused({{0, 0}, {1, not_a_number}}, "piecewise: points must be finite");
  refused({{-infinity, 0}, {1, 1}}, "piecewise: points must be finite");
  refused({{0, 0}, {1, 1}, {1, 2}}, "piecewise: x must rise from point to point, got 1 before 1");
  refused({{0, 0}, {2, 1}, {1, 2}}, "piecewise: x must rise from point to point, got 2 before 1");
}

TEST_CASE("scales are regular values") {
  CHECK(scale(linear{}) == scale(linear{}));
  CHECK(scale(linear{}) != scale(linear{.capped = false}));
  CHECK(scale(linear{}) != scale(normalize::min_max{}));
  CHECK(phases == categories{phases});
  CHECK(bend != piecewise{.points = {{0, 0}, {1, 1}}});
}
