// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/io/community_json.hpp>

#include "evidence/random_communities.hpp"

#include "catch.hpp"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

using namespace ltorisk::evidence;
using namespace std::chrono_literals;

namespace {

std::string faults(const std::string& text) {
  try {
    (void)read_portfolio(text, "f");
  } catch (const ltorisk::input_error& e) {
    return e.what();
  }
  return "accepted";
}

/// One community with one more member.
std::string with(const std::string& member) {
  return R"({"schema_version": 1, "id": "x", )" + member + "}";
}

}  // namespace

TEST_CASE("any portfolio that is written is read as an equal one") {
  random_world::dice d(11);
  for (int i = 0; i < 200; ++i) {
    const auto p = random_world::random_portfolio(d);
    const auto text = write_portfolio(p);
    CAPTURE(i);
    const auto again = read_portfolio(text);
    REQUIRE(again == p);
    REQUIRE(write_portfolio(again) == text);
    const auto c = random_world::random_community(d, "one");
    REQUIRE(read_portfolio(write_community(c)) == portfolio{.communities = {c}});
  }
}

TEST_CASE("every key of an act reaches its member") {
  const auto p = read_portfolio(with(R"("acts": [{"holder": "informal", "status": "granted",
    "date": "2024-05-12", "votes_for": 212, "members_present": 250, "qualified_members": 300,
    "quorum": 151, "regime": "coast", "majority": {"votes": 1, "among": 2, "of": "present"},
    "registered": "2024-06-01", "monitored": "2024-07-01", "ratified": ["2025-01-01"],
    "revoked": "2025-02-01", "commitments": [{"date": "2024-12-01", "due": 6, "met": 4}],
    "source": "minutes", "coder": "AQ", "confidence": "high", "note": "n",
    "recorded": "2024-05-20"}])"));
  REQUIRE(p.communities.size() == 1);
  CHECK(
      p.communities[0].acts ==
      std::vector<assembly_act>{{.holder = holder::informal_miners,
                                 .status = act_status::granted,
                                 .date = 2024y / 5 / 12,
                                 .votes_for = 212,
                                 .members_present = 250,
                                 .qualified_members = 300,
                                 .quorum = 151,
                                 .regime = regime::coast,
                                 .majority = legal_majority{1, 2, electorate::present},
                                 .registered = 2024y / 6 / 1,
                                 .monitored = 2024y / 7 / 1,
                                 .ratified = {2025y / 1 / 1},
                                 .revoked = 2025y / 2 / 1,
                                 .commitments = {{.date = 2024y / 12 / 1, .due = 6, .met = 4}},
                                 .by = {"minutes", "AQ", confidence::high, "n", 2024y / 5 / 20}}});
}

TEST_CASE("what cannot be written is refused with its place") {
  community c{.id = "x", .events = {{.date = date{}}}, .samples = {{.date = 2024y / 1 / 1}}};
  c.samples[0].by.source = "\xFF";
  c.livelihood = {{.date = 2024y / 1 / 1, .poverty_percent = ltorisk::missing}};
  try {
    (void)write_community(c);
    FAIL("accepted");
  } catch (const ltorisk::input_error& e) {
    REQUIRE(e.diagnostics().size() == 3);
    CHECK(e.diagnostics()[0].where == "/events/0/date");
    CHECK(e.diagnostics()[1].where == "/samples/0/source");
    CHECK(e.diagnostics()[2].where == "/livelihood/0/poverty_percent");
  }
}

TEST_CASE("broken files are refused in words, where the fault stands") {
  const auto [text, words] = GENERATE(table<std::string, std::string>({
      {"", "f: is empty; expected a JSON object"},
      {"{", "f:1:2: syntax error"},
      {"[]", "f: must be an object, got an array"},
      {"3", "f: must be an object, got a number"},
      {"{}", "f: missing key 'schema_version'\nf: missing key 'communities'"},
      {R"({"schema_version": 2, "id": "x", "what": 1})",
       "f#/schema_version: this library reads schema_version 1, got 2"},
      {R"({"schema_version": 1, "id": "x", "id": "y"})", "f#/id: key is given twice"},
      {R"({"schema_version": 1, "communities": [{"name": "x"}]})",
       "f#/communities/0: missing key 'id'"},
      {R"({"schema_version": 1, "communities": [{"id": "x"}, {"id": "x"}]})",
       "f#/communities/1/id: 'x' is there twice"},
      {R"({"schema_version": 1, "communities": [{"id": ""}]})",
       "f#/communities/0/id: must not be empty"},
      {R"({"schema_version": 1, "communities": {}})",
       "f#/communities: must be an array, got an object"},
      {with(R"("act": [])"), "f#/act: unknown key; did you mean 'acts'?"},
      {with(R"("acts": null)"), "f#/acts: must be an array, got null"},
      {with(R"("acts": [{"holder": "operator", "status": "grantd", "date": "2024-05-12"}])"),
       "f#/acts/0/status: must be 'unknown', 'holder_absent', 'not_sought', 'refused', "
       "'tolerated_by_leaders', 'granted', 'granted_below_majority', 'granted_by_majority' or "
       "'revoked', got 'grantd'; did you mean 'granted'?"},
      {with(R"("acts": [{"holder": "operator", "status": "granted"}])"),
       "f#/acts/0: missing key 'date'"},
      {with(R"("acts": [{"holder": "operator", "status": "granted", "date": "2023-02-29"}])"),
       "f#/acts/0/date: must be a date 'YYYY-MM-DD' that exists, got '2023-02-29'"},
      {with(R"("acts": [{"holder": "operator", "status": "granted", "date": 20230228}])"),
       "f#/acts/0/date: must be a date 'YYYY-MM-DD', got a number"},
      {with(R"("acts": [{"holder": "operator", "status": "granted", "date": "2024-05-12",
                         "votes_for": 301, "qualified_members": 300}])"),
       "f#/acts/0/votes_for: must not be more than the qualified members, 300, got 301"},
      {with(R"("acts": [{"holder": "operator", "status": "granted", "date": "2024-05-12",
                         "votes_for": 21.5}])"),
       "f#/acts/0/votes_for: must be a whole number, got 21.5"},
      {with(R"("acts": [{"holder": "operator", "status": "granted", "date": "2024-05-12",
                         "votes_for": 3e9}])"),
       "f#/acts/0/votes_for: must be a whole number, got 3e+09"},
      {with(R"("acts": [{"holder": "operator", "status": "granted", "date": "2024-05-12",
                         "revoked": "2024-05-11"}])"),
       "f#/acts/0/revoked: must not be before the act's last ratification, 2024-05-12, got "
       "2024-05-11"},
      {with(R"("events": [{"date": "2024-05-12", "kind": "march"},
                          {"kind": "march", "date": "2024-05-12"}])"),
       "f#/events/1: is the same as entry 0"},
      {with(R"("events": [{"date": "2024-05-12", "kind": "march", "confidence": "sure"}])"),
       "f#/events/0/confidence: must be 'not_stated', 'low', 'medium' or 'high', got 'sure'"},
      {with(R"("events_complete": {"from": "2024-05-12", "until": "2024-05-11"})"),
       "f#/events_complete/until: must not be before its beginning, 2024-05-12, got 2024-05-11"},
      {with(R"("events_complete": {"from": "2024-05-12", "until": "2025-05-11",
                                   "recorded": "2024-05-11"})"),
       "f#/events_complete/recorded: must not be before its beginning, 2024-05-12, got "
       "2024-05-11"},
      {with(R"("phases": [{"date": "2024-05-12", "phase": "de-escalation"}])"),
       "did you mean 'de_escalation'?"},
      {with(R"("samples": [{"date": "2024-05-12", "taken": 3, "above_limit": 4}])"),
       "f#/samples/0/above_limit: must not be more than the samples taken, 3, got 4"},
      {with(R"("overrides": [{"indicator": "poverty", "date": "2024-05-12", "value": true,
                              "reason": "r"}])"),
       "f#/overrides/0/value: must be a number or the label of a category, got true"},
      {with(R"("overrides": [{"indicator": "poverti", "date": "2024-05-12", "value": 4,
                              "reason": "r"}])"),
       "f#/overrides/0/indicator: 'poverti' is not an indicator; did you mean 'poverty'?"},
      {with(R"("gold_price": [{"date": "2024-05-12", "value": 1e999}])"),
       "number is too large: '1e999'"},
      {with(R"("dissent": [{"date": "2024-05-12", "opposed": 3, "off": 8}])"),
       "f#/dissent/0: missing key 'of'\nf#/dissent/0/off: unknown key; did you mean 'of'?"},
  }));
  CAPTURE(text);
  CHECK_THAT(faults(text), contains(words));
}

TEST_CASE(
    "all faults of a file are listed together, up to a limit, and none follows from another") {
  CHECK(faults(with(R"("acts": [{"holder": "operator", "status": "granted", "date": "x",
    "votes_for": 3, "qualified_members": 2}], "dissent": [{"date": "2024-05-12", "opposed": 9,
    "of": 8}], "events": [{"date": "2024-05-12", "kind": 3}])")) ==
        "f#/acts/0/date: must be a date 'YYYY-MM-DD' that exists, got 'x'\n"
        "f#/events/0/kind: must be a string, got a number\n"
        "f#/acts/0/votes_for: must not be more than the qualified members, 2, got 3\n"
        "f#/dissent/0/opposed: must not be more than all, 8, got 9");
  std::string many = R"("events": [)";
  for (int i = 0; i < 80; ++i) many += std::string(i > 0 ? "," : "") + R"({"date": "x"})";
  try {
    (void)read_portfolio(with(many + "]"));
    FAIL("accepted");
  } catch (const ltorisk::input_error& e) {
    CHECK(e.diagnostics().size() == ltorisk::fault_list::limit + 1);
  }
}

TEST_CASE("the documented cases are read, and written as they are") {
  const auto path = std::filesystem::path(LTORISK_SOURCE_DIR) / "examples/data/cases.json";
  const auto cases = read_portfolio_file(path);
  CHECK(cases.communities.size() >= 12);
  CHECK(write_portfolio(cases) == ltorisk::detail::read_text_file(path));
  // Each observation says where it is from, or that it is the coder's own.
  for (const auto& c : cases.communities) {
    CAPTURE(c.id);
    for (const auto& a : c.acts) CHECK_FALSE(a.by.source.empty());
    for (const auto& e : c.events) CHECK_FALSE(e.by.source.empty());
    for (const auto& p : c.phases) CHECK_FALSE(p.by.source.empty());
    for (const auto& x : c.dissent) CHECK_FALSE(x.by.source.empty());
    for (const auto& x : c.consultation) CHECK_FALSE(x.by.source.empty());
  }
  CHECK_THROWS_WITH(read_portfolio_file("nowhere.json"), contains("there is no such file"));
}

TEST_CASE("a number that is no word of its enumeration is not written") {
  const community c{.id = "a",
                    .phases = {{.date = 2024y / 5 / 12, .phase = static_cast<phase>(99)}}};
  CHECK_THROWS_WITH(write_community(c),
                    contains("/phases/0/phase: must be") && contains("got the number 99"));
}
