// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/io/json.hpp>

#include "framework_samples.hpp"

#include "catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

using ltorisk::input_error;
using ltorisk::read_framework;
using ltorisk::write_framework;

namespace {

std::vector<ltorisk::diagnostic> faults_of(const std::string& text,
                                           const ltorisk::schemes& known = {}) {
  try {
    (void)read_framework(text, known);
  } catch (const input_error& e) {
    return e.diagnostics();
  }
  return {};
}

std::string message_of(const std::string& text, const ltorisk::schemes& known = {}) {
  try {
    (void)read_framework(text, known);
  } catch (const input_error& e) {
    return e.what();
  }
  return "accepted";
}

// The smallest framework, to hang something on.
std::string with_aggregation(const std::string& aggregation) {
  return R"({"schema_version": 1, "id": "f", "indicators": [{"id": "a", "scale": {"kind": "linear",
            "lower": 0, "upper": 1}}], "nodes": [{"id": "n", "children": ["a"], "aggregation": )" +
         aggregation + R"(}], "outcomes": ["n"]})";
}

}  // namespace

TEST_CASE("a framework with every key is read and written to the same text") {
  const auto f = read_framework(samples::complete);
  CHECK(write_framework(f) == samples::complete);
}

TEST_CASE("every key of the JSON reaches its member") {
  const auto f = read_framework(samples::complete);
  CHECK(f.id == "complete");
  CHECK(f.name == "Everything");
  CHECK(f.version == "1.2");
  CHECK(f.citation == "Nobody (2020)");
  CHECK(f.description == "Every key of the format.");
  CHECK(f.score_range == ltorisk::interval{0, 10});
  CHECK(f.outcomes == std::vector<std::string>{"all", "act"});

  namespace s = ltorisk::scales;
  REQUIRE(f.indicators.size() == 6);
  const auto& poverty = f.indicators[0];
  CHECK(poverty.unit == "%");
  CHECK(poverty.description == "Share of the poor");
  CHECK(poverty.source == "A census");
  CHECK(poverty.stale_after_months == 12);
  CHECK(poverty.disclosures == std::vector<std::string>{"GRI 14.10", "ESRS S3-1"});
  CHECK(poverty.scale == ltorisk::scale(s::linear{0, 60, {1, 0}, false}));
  CHECK(f.indicators[1].scale == ltorisk::scale(s::logarithmic{100, 75000.5, {0.25, 0.75}}));
  CHECK(f.indicators[2].scale == ltorisk::scale(s::half_life{24, 0, 120}));
  CHECK(f.indicators[3].scale ==
        ltorisk::scale(s::categories{{{"revoked", 0}, {"v\xC3\xA1lido \"1\"", 4, 0.75}}}));
  CHECK(f.indicators[4].scale == ltorisk::scale(s::piecewise{{{1, 0}, {2.5, 0.5}, {1e20, 1}}}));
  CHECK(f.indicators[5].scale == ltorisk::scale(ltorisk::normalize::min_max{{0, 0.9}}));

  REQUIRE(f.nodes.size() == 3);
  const auto& act = f.nodes[0];
  CHECK(act.name == "The act");
  CHECK(act.aggregation == ltorisk::any_aggregation(ltorisk::aggregate::product{}));
  REQUIRE(act.children.size() == 3);
  CHECK(act.children[0] == ltorisk::edge{.child = "status"});
  CHECK(act.children[1].applies_if ==
        ltorisk::condition{"status", ltorisk::comparison::at_least, 0.5});
  CHECK(act.children[2] == ltorisk::edge{.child = "price",
                                         .sign = ltorisk::sign::minus,
                                         .weight = 2.5,
                                         .required = true,
                                         .assume = 2,
                                         .scale = s::linear{1, 3}});
  CHECK(act.min_coverage == 0.5);
  CHECK(act.decimals == 1);
  CHECK(act.higher_is_worse);
  CHECK(act.levels == ltorisk::level_scheme{{{"low", 5}, {"high", 10}},
                                            ltorisk::level_scheme::boundary_rule::upper});
  REQUIRE(act.limits.size() == 2);
  using ltorisk::comparison;
  using kind = ltorisk::limit::kind;
  CHECK(act.limits[0] == ltorisk::limit{{"status", comparison::above, 0},
                                        kind::cap,
                                        std::string("low"),
                                        "violence within 24 months"});
  CHECK(act.limits[1] == ltorisk::limit{{"rest", comparison::below, 2}, kind::floor, 1.0, ""});
  CHECK(act.source == "judgement");
  CHECK(f.nodes[1].aggregation ==
        ltorisk::any_aggregation(ltorisk::aggregate::geometric_mean(0.01)));
}

TEST_CASE("any framework that is written is read as an equal one") {
  const auto known = samples::with_generous_mean();
  samples::generator random(20);
  for (int i = 0; i < 300; ++i) {
    const auto f = random();
    const auto text = write_framework(f);
    CAPTURE(i, text);
    const auto again = read_framework(text, known);
    REQUIRE(again == f);
    REQUIRE(write_framework(again) == text);
  }
}

TEST_CASE("numbers are written in the shortest text that reads back as the same double") {
  auto f = read_framework(samples::complete);
  auto& codes = std::get<ltorisk::scales::categories>(f.indicators[3].scale).list;
  const auto [x, text] = GENERATE(
      table<double, std::string>({{0.1, "0.1"},
                                  {1.0 / 3, "0.3333333333333333"},
                                  {9007199254740993.0, "9007199254740992"},
                                  {100000, "100000"},
                                  {-0.0, "-0.0"},
                                  {1e22, "1e+22"},
                                  {5e-324, "5e-324"},
                                  {std::numeric_limits<double>::max(), "1.7976931348623157e+308"},
                                  {2.2250738585072014e-308, "2.2250738585072014e-308"},
                                  {5e-5, "5e-05"}}));
  codes[0].code = -7;  // not one of these
  codes[1].code = x;
  CHECK_THAT(write_framework(f), contains("\"value\": 0.75, \"code\": " + text + "}"));
  const auto again = read_framework(write_framework(f));
  const auto same = std::get<ltorisk::scales::categories>(again.indicators[3].scale).list[1].code;
  CHECK(same == x);
  CHECK(std::signbit(same) == std::signbit(x));
}

TEST_CASE("what is not given has its default") {
  const auto f = read_framework(with_aggregation("\"minimum\""));
  CHECK(f == ltorisk::framework{.id = "f",
                                .indicators = {{.id = "a"}},
                                .nodes = {{.id = "n",
                                           .aggregation = ltorisk::aggregate::minimum{},
                                           .children = {{.child = "a"}}}},
                                .outcomes = {"n"}});
  CHECK(f.score_range == ltorisk::interval{0, 100});
}

TEST_CASE("a whole number may be written as a fraction") {
  const auto f = read_framework(samples::changed("\"decimals\": 1", "\"decimals\": 2.0"));
  CHECK(f.nodes[0].decimals == 2);
}

TEST_CASE("a broken framework is refused with place and cause") {
  for (const auto& [from, to, where, what, _] : samples::faults) {
    const auto text = samples::changed(from, to);
    CAPTURE(from, to, where, what, message_of(text));
    const auto place = "framework" + std::string(where);
    bool said = false;
    const auto found = faults_of(text);
    for (const auto& d : found) {
      // A place that ends with a slash stands for any below it.
      const bool here = place.back() == '/' ? d.where.starts_with(place) : d.where == place;
      said = said || (here && d.what.find(what) != d.what.npos);
    }
    CHECK(said);
    // One mistake is not buried under what follows from it.
    CHECK(found.size() <= 3);
  }
}

TEST_CASE("all faults are listed together, those of the text and those of the framework") {
  auto text = samples::changed(R"("unit": "%")", R"("unti": "%")");
  const auto also = [&](std::string_view from, std::string_view to) {
    text.replace(text.find(from), from.size(), to);
  };
  also(R"("lower": 100)", R"("lower": "100")");
  also(R"("aggregation": "product")", R"("aggregation": "produkt")");
  also(R"("weight": 2.5)", R"("weight": -1)");
  also(R"(["income", "growth"])", R"(["income", "rest", "grow"], "decimals": "1")");
  const std::vector<ltorisk::diagnostic> expected = {
      {"framework#/indicators/0/unti", "unknown key; did you mean 'unit'?"},
      {"framework#/indicators/1/scale/lower", "must be a number, got a string"},
      {"framework#/nodes/0/aggregation",
       "'produkt' is not an aggregation; did you mean 'product'?"},
      {"framework#/nodes/1/decimals", "must be a whole number, got a string"},
      {"framework#/nodes/0/children/2/weight", "must be finite and not negative, got -1"},
      {"framework#/nodes/1/children/2",
       "'grow' is not an indicator or a node; did you mean 'growth'?"},
      {"framework#/nodes/1", "is part of a cycle: 'rest' needs 'rest', which needs it"}};
  CHECK(faults_of(text) == expected);
}

TEST_CASE("what follows from a fault is not reported beside it") {
  const auto only = [](std::string_view from, std::string_view to) {
    const auto found = faults_of(samples::changed(from, to));
    REQUIRE(found.size() == 1);
    return found[0].where + ": " + found[0].what;
  };
  // Not also: 'age' is not an indicator.
  CHECK(only(R"("id": "age")", R"("id": 3)") ==
        "framework#/indicators/2/id: must be a string, got a number");
  // Not also: the levels end outside the score range.
  CHECK(only("[0, 10]", "[0, true]") == "framework#/score_range/1: must be a number, got true");
  // Not also: 'low' is not a level.
  CHECK(only(R"({"name": "low", "upper": 5})", R"({"name": 1, "upper": 5})") ==
        "framework#/nodes/0/levels/classes/0/name: must be a string, got a number");
  // Not also: 2 is outside the declared range.
  CHECK(only(R"("lower": 1, "upper": 3)", R"("lower": 1, "upper": "3")") ==
        "framework#/nodes/0/children/2/scale/upper: must be a number, got a string");
  // Not also: the weights have no positive sum, 'income' is listed twice.
  CHECK(only(R"(["income", "growth"])", R"([{"child": "income", "weight": "1"}])") ==
        "framework#/nodes/1/children/0/weight: must be a number, got a string");
  // Not also: 'rest' is a node; use 'node'.
  CHECK_THAT(
      only(R"("applies_if": {"indicator": "status")", R"("applies_if": {"indicator": "rest")"),
      contains("framework#/nodes/0/children/1/applies_if: 'rest' is not an indicator"));
  // Not also: the rest of a format that is not known.
  CHECK(only(R"("schema_version": 1)", R"("schema_version": 2, "x": 1)") ==
        "framework#/schema_version: this library reads schema_version 1, got 2");
}

TEST_CASE("text that is not JSON is refused at line and column") {
  const auto [text, message] = GENERATE(table<std::string, std::string>({
      {"", "framework: is empty"},
      {" \r\n\t", "framework: is empty"},
      {"\xEF\xBB\xBF", "framework: is empty"},
      {"{\n  \"id\": nul\n}", "framework:2:12: syntax error while parsing value - invalid literal"},
      {"{\n  \"\xC3\xB1\": tru}", "framework:2:11: syntax error"},
      {"\xEF\xBB\xBF{,", "framework:1:2: syntax error"},
      {"{\"a\": 1,}", "framework:1:9: syntax error while parsing object key - unexpected '}'"},
      {"{\"a\": 1", "unexpected end of input"},
      {"{} {}", "framework:1:4: syntax error"},
      {"{\"a\": NaN}", "framework:1:7: syntax error"},
      {"{\"a\": -Infinity}", "framework:1:8: syntax error"},
      {"{\"a\": 1e999}", "framework:1:7: number is too large: '1e999'"},
      {"{\"a\": -" + std::string(400, '9') + "}", "framework:1:7: number is too large: '-99999"},
      {"{\"a\": 01}", "framework:1:8: syntax error"},
      {"{\"a\": \"\xFF\"}", "ill-formed UTF-8"},
      {"{\"a\": \"\xC0\x80\"}", "ill-formed UTF-8"},
      {"{\"a\": \"\xED\xA0\x80\"}", "ill-formed UTF-8"},
      {"{\"a\": \"\\ud800\"}", "surrogate"},
      {"{\"a\": \"\n\"}", "control character"},
      {"\xFF\xFE{\0}\0", "framework:1:1: syntax error"},
      {"// a comment\n{}", "framework:1:1: syntax error"},
      {"{} /* a comment */", "framework:1:4: syntax error"},
      {"{'a': 1}", "framework:1:2: syntax error"},
      {std::string("{}\0", 3), "framework:1:3: NUL byte"},
      {std::string("{}\0{\"id\": 1}", 12), "framework:1:3: NUL byte"},
      {std::string("{\0}", 3), "framework:1:2: syntax error"},
      {"null", "framework: must be an object, got null"},
      {"[]", "framework: must be an object, got an array"},
      {"\"text\"", "framework: must be an object, got a string"},
      {"12", "framework: must be an object, got a number"},
  }));
  CAPTURE(text);
  CHECK_THAT(message_of(text), contains(message));
}

TEST_CASE("a byte order mark is skipped") {
  CHECK(read_framework("\xEF\xBB\xBF" + std::string(samples::complete)) ==
        read_framework(samples::complete));
}

TEST_CASE("hostile sizes are refused in short words") {
  CHECK(message_of(std::string(200000, '[')) == "framework: is nested deeper than 64 levels");
  std::string objects;
  for (int i = 0; i < 200000; ++i) objects += "{\"a\":";
  CHECK(message_of(objects) == "framework: is nested deeper than 64 levels");

  std::string keys = "{";
  for (int i = 0; i < 100000; ++i) keys += "\"key " + std::to_string(i) + "\": 0, ";
  const auto unknown = faults_of(keys + "\"id\": \"f\"}");
  REQUIRE(unknown.size() == ltorisk::fault_list::limit + 1);
  CHECK_THAT(unknown.back().what, contains("and more"));

  std::string twice = "{";
  for (int i = 0; i < 100000; ++i) twice += "\"id\": \"f\", ";
  CHECK(faults_of(twice + "\"id\": \"f\"}").size() == ltorisk::fault_list::limit + 1);

  std::string wrong = R"({"schema_version": 1, "id": "f", "nodes": [], "outcomes": [0)";
  for (int i = 0; i < 100000; ++i) wrong += ", 0";
  CHECK(faults_of(wrong + "], \"indicators\": []}").size() == ltorisk::fault_list::limit + 1);

  const std::string longest(1000000, 'x');
  CHECK(message_of("{\"" + longest).size() < 300);
  CHECK(message_of("{\"" + longest + "\": 0}").size() < 1000);
  CHECK(message_of(with_aggregation("\"" + longest + "\"")).size() < 1000);
  CHECK(message_of("[" + std::string(1000000, '7') + "]").size() < 300);
}

TEST_CASE("a message stands on one line, whatever the text holds") {
  const auto message = message_of(with_aggregation(R"("\u001b[31mred\nalert\u0000")"));
  CHECK_THAT(message, contains("'\\u001b[31mred\\nalert\\u0000' is not an aggregation"));
  CHECK_THAT(message_of(R"({"a\nb": 1})"), contains("framework#/a\\nb: unknown key"));
}

TEST_CASE("a user's aggregation is read by its name and parameters") {
  const auto known = samples::with_generous_mean();
  const auto aggregation_of = [&](const std::string& json) {
    return read_framework(with_aggregation(json), known).nodes[0].aggregation;
  };
  using samples::generous_mean;
  CHECK(aggregation_of(R"("generous_mean")") == ltorisk::any_aggregation(generous_mean{}));
  CHECK(aggregation_of(R"({"scheme": "generous_mean"})") ==
        ltorisk::any_aggregation(generous_mean{}));
  CHECK(aggregation_of(R"({"scheme": "generous_mean", "power": 3})") ==
        ltorisk::any_aggregation(generous_mean(0.25, 3)));
  CHECK(aggregation_of(R"({"power": 3, "gift": 0.5, "scheme": "generous_mean"})") ==
        ltorisk::any_aggregation(generous_mean(0.5, 3)));

  CHECK_THAT(message_of(with_aggregation(R"({"scheme": "generous_mean", "gift": 7})"), known),
             contains("framework#/nodes/0/aggregation: generous_mean: gift outside 0..1"));
  CHECK_THAT(message_of(with_aggregation(R"("generous_men")"), known),
             contains("did you mean 'generous_mean'?"));
  CHECK_THAT(message_of(with_aggregation(R"("generous_mean")")),
             contains("'generous_mean' is not an aggregation"));
}

TEST_CASE("an aggregation may be known under a second name") {
  ltorisk::schemes known;
  known.add<ltorisk::aggregate::minimum>("weakest_link").add<samples::generous_mean>("gift");
  const auto f = read_framework(with_aggregation(R"("weakest_link")"), known);
  CHECK(f.nodes[0].aggregation.name() == "minimum");
  CHECK(known.aggregations().find("gift"));
  CHECK_FALSE(known.aggregations().find("generous_mean"));
  CHECK(known.aggregations().names().back() == "gift");
}

namespace {

struct badly_named {
  static constexpr const char* name = "badly_named";
  double scheme = 0;
  template <class X, class W>
  auto operator()(const X& x, const W&) const {
    return x[0] + scheme;
  }
  static void parameters(auto& list, auto& self) { list("scheme", self.scheme); }
  friend bool operator==(const badly_named&, const badly_named&) = default;
};

}  // namespace

TEST_CASE("a name for an aggregation must be new and usable") {
  ltorisk::schemes known;
  const auto ours = known.aggregations().names().size();
  CHECK_THROWS_WITH(known.add<ltorisk::aggregate::minimum>(),
                    "schemes: 'minimum' is taken already");
  CHECK_THROWS_WITH(known.add<ltorisk::aggregate::minimum>(""),
                    "schemes: a name must not be empty");
  CHECK_THROWS_WITH(known.add<badly_named>(), contains("must not be called 'scheme'"));
  CHECK(known.aggregations().names().size() == ours);
}

TEST_CASE("what JSON cannot hold is not written") {
  const auto refusal = [](const ltorisk::framework& f) -> std::string {
    try {
      return write_framework(f);
    } catch (const input_error& e) {
      return e.what();
    }
  };
  auto f = read_framework(samples::complete);
  f.nodes[0].children[2].weight = std::numeric_limits<double>::quiet_NaN();
  f.score_range.upper = std::numeric_limits<double>::infinity();
  f.indicators[0].unit = "\xFF";
  f.nodes[2].name = "\xC3";
  CHECK(refusal(f) ==
        "/score_range: must be finite, got inf\n"
        "/indicators/0/unit: must be UTF-8, got '\xEF\xBF\xBD'\n"
        "/nodes/0/children/2/weight: must be finite, got nan\n"
        "/nodes/2/name: must be UTF-8, got '\xEF\xBF\xBD'");
}

TEST_CASE("a framework is read from a file, which is named in every message") {
  using ltorisk::read_framework_file;
  const std::filesystem::path data = LTORISK_TEST_DATA;
  for (const auto* name : {"hdi.json", "inform_2016.json", "inform_branch.json", "additive.json"}) {
    CAPTURE(name);
    const auto f = read_framework_file(data / name);
    CHECK(read_framework(write_framework(f)) == f);
  }
  const auto standard = ltorisk::frameworks::andean_mining();
  CHECK(read_framework(write_framework(standard)) == standard);
  CHECK_THROWS_WITH(read_framework_file(data / "none.json"),
                    contains("none.json: there is no such file"));
  CHECK_THROWS_WITH(read_framework_file(data), contains("is a directory, not a file"));
  CHECK_THROWS_WITH(read_framework_file(data / "hdi_2021.csv"),
                    contains("hdi_2021.csv:1:1: syntax error"));
  CHECK_THROWS_WITH(read_framework("{}", {}, "mine.json"), contains("mine.json: missing key 'id'"));
}
