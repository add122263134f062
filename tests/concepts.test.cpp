// SPDX-License-Identifier: BSL-1.0

// What is a model of a concept and what is not: the compiler is the test.

#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>

#include <array>
#include <memory>
#include <span>
#include <string>
#include <vector>

using namespace ltorisk;

namespace {

// --- A user's scheme, and what goes wrong with it ---

struct minimal {
  static constexpr const char* name = "minimal";
  auto operator()(const auto& x, const auto&) const { return x[0]; }
  bool operator==(const minimal&) const = default;
};

struct named_by_string_view : minimal {
  static constexpr std::string_view name = "named_by_string_view";
};

struct without_name {
  auto operator()(const auto& x, const auto&) const { return x[0]; }
  bool operator==(const without_name&) const = default;
};

struct name_is_a_number {
  static constexpr int name = 7;
  auto operator()(const auto& x, const auto&) const { return x[0]; }
  bool operator==(const name_is_a_number&) const = default;
};

struct call_is_not_const {
  static constexpr const char* name = "call_is_not_const";
  auto operator()(const auto& x, const auto&) { return x[0]; }
  bool operator==(const call_is_not_const&) const = default;
};

struct without_call {
  static constexpr const char* name = "without_call";
  bool operator==(const without_call&) const = default;
};

struct without_weights {
  static constexpr const char* name = "without_weights";
  auto operator()(const auto& x) const { return x[0]; }
  bool operator==(const without_weights&) const = default;
};

struct returns_nothing {
  static constexpr const char* name = "returns_nothing";
  void operator()(const auto&, const auto&) const {}
  bool operator==(const returns_nothing&) const = default;
};

struct returns_text {
  static constexpr const char* name = "returns_text";
  std::string operator()(const auto&, const auto&) const { return "0.5"; }
  bool operator==(const returns_text&) const = default;
};

struct without_equality {
  static constexpr const char* name = "without_equality";
  auto operator()(const auto& x, const auto&) const { return x[0]; }
};

struct only_double {
  static constexpr const char* name = "only_double";
  double operator()(std::span<const double> x, std::span<const double>) const { return x[0]; }
  bool operator==(const only_double&) const = default;
};

struct only_packs {
  using pack = simd::pack<simd::native_isa>;
  static constexpr const char* name = "only_packs";
  pack operator()(std::span<const pack> x, std::span<const pack>) const { return x[0]; }
  bool operator==(const only_packs&) const = default;
};

struct only_moves {
  static constexpr const char* name = "only_moves";
  std::unique_ptr<double> state;
  auto operator()(const auto& x, const auto&) const { return x[0]; }
  bool operator==(const only_moves&) const = default;
};

struct with_parameters : minimal {
  double floor = 0.1;
  std::vector<double> order = {1, 2};
  static void parameters(auto& list, auto& self) {
    list("floor", self.floor);
    list("order", self.order);
  }
};

struct parameters_of_one_self : minimal {
  double floor = 0.1;
  void parameters(auto& list) { list("floor", floor); }
};

struct with_laws : minimal {
  [[nodiscard]] constexpr aggregation_laws laws() const { return {.missing = missing_rule::skip}; }
};

struct laws_of_another_type : minimal {
  [[nodiscard]] bool laws() const { return true; }
};

}  // namespace

// --- aggregation ---

static_assert(aggregation<aggregate::arithmetic_mean>);
static_assert(aggregation<aggregate::geometric_mean>);
static_assert(aggregation<aggregate::harmonic_mean>);
static_assert(aggregation<aggregate::power_mean>);
static_assert(aggregation<aggregate::minimum>);
static_assert(aggregation<aggregate::maximum>);
static_assert(aggregation<aggregate::product>);
static_assert(aggregation<aggregate::gated>);
static_assert(aggregation<aggregate::inverted_geometric_mean>);
static_assert(aggregation<minimal>);
static_assert(aggregation<named_by_string_view>);
static_assert(aggregation<with_parameters>);

static_assert(!aggregation<int>);
static_assert(!aggregation<double>);
static_assert(!aggregation<const char*>);
static_assert(!aggregation<std::string>);
static_assert(!aggregation<scales::linear>);
static_assert(!aggregation<any_aggregation>);  // it is called with tiles
static_assert(!aggregation<without_name>);
static_assert(!aggregation<name_is_a_number>);
static_assert(!aggregation<call_is_not_const>);
static_assert(!aggregation<without_call>);
static_assert(!aggregation<without_weights>);
static_assert(!aggregation<returns_nothing>);
static_assert(!aggregation<returns_text>);
static_assert(!aggregation<without_equality>);
static_assert(!aggregation<only_double>);
static_assert(!aggregation<only_packs>);
static_assert(!aggregation<only_moves>);

// --- what a node takes is what is an aggregation ---

static_assert(std::is_convertible_v<minimal, any_aggregation>);
static_assert(std::is_convertible_v<aggregate::geometric_mean, any_aggregation>);
static_assert(!std::is_convertible_v<without_name, any_aggregation>);
static_assert(!std::is_convertible_v<call_is_not_const, any_aggregation>);
static_assert(!std::is_convertible_v<only_double, any_aggregation>);
static_assert(!std::is_convertible_v<without_equality, any_aggregation>);
static_assert(!std::is_convertible_v<const char*, any_aggregation>);
static_assert(std::copyable<any_aggregation>);
static_assert(std::equality_comparable<any_aggregation>);

// --- parametric ---

static_assert(parametric<aggregate::geometric_mean>);
static_assert(parametric<aggregate::harmonic_mean>);
static_assert(parametric<aggregate::power_mean>);
static_assert(parametric<with_parameters>);

static_assert(!parametric<aggregate::arithmetic_mean>);
static_assert(!parametric<aggregate::product>);
static_assert(!parametric<minimal>);
static_assert(!parametric<parameters_of_one_self>);
static_assert(!parametric<int>);

// --- laws are optional ---

static_assert(laws_of(minimal{}).missing == missing_rule::require);
static_assert(laws_of(minimal{}).monotone == monotony::none);
static_assert(!laws_of(minimal{}).bounded);
static_assert(laws_of(with_laws{}).missing == missing_rule::skip);
static_assert(laws_of(laws_of_another_type{}).missing == missing_rule::require);
static_assert(laws_of(aggregate::arithmetic_mean{}).missing == missing_rule::skip);
static_assert(laws_of(aggregate::gated{}).zero == zero_rule::first_child);

// --- frameworks and results are regular values, a model is shared by copies ---

static_assert(std::regular<framework>);
static_assert(std::regular<indicator>);
static_assert(std::regular<node>);
static_assert(std::regular<edge>);
static_assert(std::regular<scale>);
static_assert(std::copyable<model>);
static_assert(!std::default_initializable<model>);
static_assert(std::is_nothrow_move_constructible_v<model>);
static_assert(std::is_convertible_v<table, table_view>);
