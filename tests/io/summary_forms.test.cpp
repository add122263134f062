// SPDX-License-Identifier: BSL-1.0
// Summaries as bytes and as JSON read back to the bit, and nothing else is read.
#include <ltorisk/io/summary_binary.hpp>
#include <ltorisk/io/summary_json.hpp>
#include <ltorisk/statistics/any_reduction.hpp>
#include <ltorisk/statistics/co_moments.hpp>
#include <ltorisk/statistics/counts.hpp>
#include <ltorisk/statistics/extreme_rows.hpp>
#include <ltorisk/statistics/mapped.hpp>
#include <ltorisk/statistics/moments.hpp>
#include <ltorisk/statistics/reduction.hpp>
#include <ltorisk/statistics/theil.hpp>
#include <ltorisk/statistics/values.hpp>
#include <ltorisk/statistics/with_reciprocals.hpp>

#include "catch.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

using namespace ltorisk;
using namespace ltorisk::statistics;

namespace {

using Catch::Matchers::Contains;

// A user's summary that lists no fields.
struct silent {
  explicit silent(const block&) {}
  void merge(const silent&) {}
};
static_assert(summary<silent> && !portable<silent> && !portable<reduction<silent>>);
static_assert(!portable<both<moments, silent>> && !portable<with_reciprocals<silent>>);

std::vector<std::vector<double>> columns(std::size_t rows, std::size_t count) {
  std::vector<std::vector<double>> all(count);
  for (auto& column : all) {
    std::mt19937_64 bits(static_cast<std::uint64_t>(&column - all.data()));
    for (std::size_t i = 0; i < rows; ++i) {
      const double u = static_cast<double>(bits() >> 11) * 0x1p-53;
      column.push_back(u < 0.05 ? missing : u < 0.06 ? not_applicable : u < 0.1 ? -0.0 : u * 1e3);
    }
  }
  return all;
}

constexpr const char* names[] = {"a", "b", "c", "d"};

template <class S>
reduction<S> part(std::size_t first, std::size_t last, std::size_t count = 3) {
  const auto all = columns(last, count);
  table_view v(last - first);
  for (std::size_t j = 0; j < count; ++j) v.add(names[j], std::span(all[j]).subspan(first));
  reduction<S> r(count, first / block_rows);
  r.add(v);
  return r;
}

template <class S>
std::string message(std::string_view bytes) {
  try {
    static_cast<void>(read_summary_binary<S>(bytes, "shard 2"));
  } catch (const input_error& e) {
    return e.what();
  }
  return "";
}

// Bytes with the checksum they should have.
std::string sealed(std::string body) {
  ltorisk::detail::binary_writer w;
  w.bytes = std::move(body);
  w.number(ltorisk::detail::fnv_1a(w.bytes));
  return w.bytes;
}

}  // namespace

TEMPLATE_TEST_CASE("a summary read back from bytes or JSON is the same, and goes on alike", "",
                   nothing, moments, co_moments, theil, values, counts, extreme_rows,
                   mapped<logarithm>, mapped<reciprocal>, with_reciprocals<theil>,
                   (both<moments, co_moments>), (both<with_reciprocals<theil>, extreme_rows>)) {
  const std::size_t end = 3 * block_rows + 77;
  for (const std::size_t rows : {std::size_t{0}, std::size_t{1}, std::size_t{5}, end}) {
    const auto whole = part<TestType>(0, rows);
    const auto bytes = write_summary_binary(whole);
    CHECK(write_summary_binary(read_summary_binary<reduction<TestType>>(bytes)) == bytes);
    const auto text = write_summary_json(whole);
    CHECK(write_summary_binary(read_summary_json<reduction<TestType>>(text)) == bytes);

    const auto result = write_summary_binary(whole.result());
    CHECK(write_summary_binary(read_summary_binary<TestType>(result)) == result);
    CHECK(write_summary_binary(read_summary_json<TestType>(write_summary_json(whole.result()))) ==
          result);
  }
  // Shards that others summarized.
  auto all = read_summary_binary<reduction<TestType>>(
      write_summary_binary(part<TestType>(2 * block_rows, end)));
  all.merge(read_summary_json<reduction<TestType>>(
      write_summary_json(part<TestType>(0, 2 * block_rows))));
  CHECK(write_summary_binary(all.result()) ==
        write_summary_binary(part<TestType>(0, end).result()));
}

TEST_CASE("every cut and every changed byte of a summary is refused") {
  const auto bytes = write_summary_binary(part<both<moments, co_moments>>(0, 10));
  using partial = reduction<both<moments, co_moments>>;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    CHECK(!message<partial>(bytes.substr(0, i)).empty());
    for (const int bit : {0, 5, 7}) {
      auto changed = bytes;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      if (message<partial>(changed).empty()) FAIL("byte " << i);
    }
  }
  CHECK(!message<partial>(bytes + '\0').empty());
}

TEST_CASE("a summary is refused with words for what it is instead") {
  const auto bytes = write_summary_binary(part<moments>(0, 10).result());
  CHECK(message<moments>("") == "shard 2: is no summary: it does not begin with LTOSUM");
  CHECK(message<moments>("id,poverty\n").find("is no summary") != std::string::npos);
  CHECK(message<moments>(bytes.substr(0, 20)) == "shard 2: is cut off: it has 20 bytes");
  CHECK(message<moments>(bytes.substr(0, 60)) ==
        "shard 2: is cut off or changed: its checksum does not fit");
  CHECK(message<theil>(bytes) == "shard 2: is of another kind: 'moments', not 'theil'");
  CHECK(message<reduction<moments>>(bytes) ==
        "shard 2: is of another kind: 'moments', not 'part of a sample: moments'");
  auto newer = bytes;
  newer[6] = 2;
  CHECK(message<moments>(newer) == "shard 2: has version 2, this library reads version 1");
}

TEST_CASE("a summary with the right checksum that no sample gives is refused") {
  const auto forged = [](const auto& fields) {
    ltorisk::detail::binary_writer w;
    fields(w);
    return sealed(w.bytes);
  };
  // A list whose length lies.
  CHECK(message<moments>(forged([](auto& w) {
          w.text("moments");
          w.number(std::uint64_t{1} << 60);
          w.number(0);
        })).find("ends too early") != std::string::npos);
  // More bytes than fields.
  CHECK(message<moments>(forged([](auto& w) {
          w.text("moments");
          w.number(0);
          w.number(0);
        })).find("has more bytes") != std::string::npos);
  // Pairs that do not fit the columns, and a number of columns beyond all bounds.
  CHECK(message<co_moments>(forged([](auto& w) {
          w.text(co_moments::kind());
          w.number(0);
          w.number(1);
          for (int i = 0; i < 8; ++i) w("", 0.0);
        })).find("another number of pairs") != std::string::npos);
  CHECK(message<co_moments>(forged([](auto& w) {
          w.text(co_moments::kind());
          w.number(~std::uint64_t{0});
          w.number(0);
        })).find("ends too early") != std::string::npos);
  CHECK(message<values>(forged([](auto& w) {
          w.text("values");
          w.number(2);
          w.number(1);
          w.number(1);
          w.number(0);
        })).find("another length") != std::string::npos);
  CHECK(message<both<moments, co_moments>>(forged([](auto& w) {
          w.text("moments and " + co_moments::kind());
          w.number(0);
          w.number(1);
          for (const double x : {1.0, 2.0, 0.0, 2.0, 2.0, 0.0}) w("", x);
          w.number(0);
        })).find("different numbers of columns") != std::string::npos);
  // Values that do not rise, and a count of none.
  for (const auto& [second, count] : {std::pair{1.0, 1.0}, {3.0, 0.0}, {3.0, 1.5}}) {
    CHECK(message<counts>(forged([&, second = second, count = count](auto& w) {
            w.text("counts");
            w.number(1);
            w.number(2);
            for (const double x : {2.0, 1.0, second, count}) w("", x);
          })).find("do not rise") != std::string::npos);
  }
  const auto partial = [&](std::uint64_t waiting, std::uint64_t next,
                           std::vector<std::pair<std::uint64_t, std::uint64_t>> parts) {
    return message<reduction<nothing>>(forged([&](auto& w) {
      w.text("part of a sample: nothing");
      w.number(0);
      w.number(waiting);
      w.number(next);
      w.number(parts.size());
      for (const auto& [first, level] : parts) {
        w.number(first);
        w.number(level);
      }
    }));
  };
  CHECK(partial(0, 5, {{0, 2}, {4, 0}}).empty());
  CHECK(!partial(4096, 5, {}).empty());
  CHECK(!partial(0, 5, {{2, 2}}).empty());          // no multiple of four
  CHECK(!partial(0, 5, {{4, 0}, {0, 2}}).empty());  // not in order
  CHECK(!partial(0, 5, {{0, 2}, {3, 0}}).empty());  // overlapping
  CHECK(!partial(0, 3, {{0, 2}}).empty());          // beyond the next
  CHECK(!partial(0, 5, {{0, 64}}).empty());         // no such level
  CHECK(!partial(0, 5, {{0, std::uint64_t{1} << 32}}).empty());
  CHECK(!partial(0, ~std::uint64_t{0}, {}).empty());
}

TEST_CASE("figures with the right checksum that no column gives are refused in every summary") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto read = [&]<class S>(std::vector<double> numbers, std::vector<std::uint64_t> before) {
    ltorisk::detail::binary_writer w;
    w.text(S::kind());
    for (const auto n : before) w.number(n);
    for (const double x : numbers) w("", x);
    return message<S>(sealed(w.bytes));
  };
  // Takes sound figures, and refuses each that stands at a place.
  using wrong = std::vector<std::pair<std::size_t, double>>;
  const auto all_refused = [&]<class S>(S*, const std::vector<double>& sound,
                                        const std::vector<std::uint64_t>& before,
                                        const wrong& changes) {
    INFO(S::kind());
    CHECK(read.template operator()<S>(sound, before) == "");
    for (const auto& [at, x] : changes) {
      INFO("figure " << at << " is " << x);
      auto changed = sound;
      changed[at] = x;
      CHECK_THAT(read.template operator()<S>(changed, before), Contains("is no sound summary"));
    }
  };
  const wrong counts_wrong{{0, -5}, {0, missing}, {0, 0.5}, {0, 1e300}, {0, infinity}, {0, 0}};
  const auto and_also = [&](wrong more) {
    more.insert(more.end(), counts_wrong.begin(), counts_wrong.end());
    return more;
  };
  // count, mean, m2, m3, m4, least, most, mean_rest
  all_refused(static_cast<moments*>(nullptr), {3, 2, 2, 0, 2, 1, 3, 0}, {1},
              and_also({{1, 4},
                        {1, missing},
                        {1, infinity},
                        {2, -1},
                        {2, missing},

                        {5, 4},
                        {5, -infinity},
                        {5, missing},
                        {6, infinity},
                        {6, 0},
                        {7, missing},
                        {7, 9}}));
  all_refused(static_cast<mapped<logarithm>*>(nullptr), {3, 2, 2, 0, 2, 1, 3, 0}, {1},
              {{0, -5}, {0, missing}, {0, 0.5}, {0, 1e300}, {2, -1}});
  // count, mean, inequality, least, most
  all_refused(static_cast<theil*>(nullptr), {3, 2, 0.5, 1, 3}, {1},
              and_also({{1, 0}, {1, missing}, {2, -1}, {2, missing}, {3, 4}, {4, infinity}}));
  // count, origins, means, xx, xy, yy of the pair behind two columns: count, mean, m2, least, most,
  // mean_rest
  const auto pair = [&](std::vector<double> numbers) {
    ltorisk::detail::binary_writer w;
    w.text(co_moments::kind());
    w.number(2);
    for (int j = 0; j < 2; ++j) {
      for (std::size_t i = 0; i < 6; ++i) w("", numbers[i]);
    }
    w.number(1);
    for (std::size_t i = 6; i < 14; ++i) w("", numbers[i]);
    return message<co_moments>(sealed(w.bytes));
  };
  const std::vector<double> sound_pair{3, 2, 2, 1, 3, 0, 3, 1, 1, 1, 1, 2, 2, 2};
  CHECK(pair(sound_pair) == "");
  for (const auto& [at, x] : wrong{{0, -5},
                                   {0, 0},
                                   {1, 4},
                                   {2, -1},
                                   {2, missing},
                                   {3, 4},
                                   {4, infinity},
                                   {5, 9},
                                   {6, -5},
                                   {6, missing},
                                   {6, 0.5},
                                   {6, 1e300},
                                   {6, infinity},
                                   {6, 0},
                                   {7, missing},
                                   {8, infinity},
                                   {11, -1},
                                   {13, -1}}) {
    INFO("figure " << at << " is " << x);
    auto changed = sound_pair;
    changed[at] = x;
    CHECK_THAT(pair(changed), Contains("is no sound summary"));
  }
  // rows, then one column with one least and one most row
  const auto extremes = [](double rows, double least, double most) {
    ltorisk::detail::binary_writer to;
    to.text("extreme_rows");
    to("", rows);
    for (const double x : {least, most}) {
      to.number(1);
      to.number(1);
      to("", x);
    }
    return message<extreme_rows>(sealed(to.bytes));
  };
  CHECK(extremes(2, 1, 3) == "");
  for (const double rows : {-5.0, 0.5, 1e300, infinity, missing}) CHECK(extremes(rows, 1, 3) != "");
  CHECK(extremes(2, 3, 1) != "");
  CHECK(extremes(2, -infinity, 1) != "");
  CHECK(extremes(2, 1, missing) != "");

  all_refused(static_cast<values*>(nullptr), {1, missing}, {2, 1, 2}, {{0, infinity}});
  all_refused(static_cast<counts*>(nullptr), {7, 3}, {1, 1},
              {{0, infinity}, {0, missing}, {1, 1e300}, {1, infinity}, {1, missing}, {1, -5}});

  // A row that waits for its block.
  reduction<nothing> waiting(1);
  const std::vector<double> one{0.125};
  waiting.add(table_view(1).add("a", one));
  auto bytes = write_summary_binary(waiting);
  bytes.resize(bytes.size() - 8);
  ltorisk::detail::binary_writer from, to;
  from("", 0.125);
  to("", infinity);
  const auto plain = [](const auto& x) { return x.bytes.substr(x.bytes.size() - 8); };
  const auto at = bytes.find(plain(from));
  REQUIRE(at != bytes.npos);
  CHECK(message<reduction<nothing>>(sealed(bytes)) == "");
  CHECK_THAT(message<reduction<nothing>>(sealed(bytes.replace(at, 8, plain(to)))),
             Contains("has a cell that is infinite"));

  // JSON reads by the same rules: the checksum is not what refuses.
  CHECK_THROWS_WITH(read_summary_json<moments>(
                        R"({"format": "ltorisk summary", "version": 1, "kind": "moments",
                            "fields": {"columns": [{"count": -5, "mean": 2, "m2": 2, "m3": 0,
                            "m4": 2, "least": 1, "most": 3, "mean_rest": 0}]}, "checksum": ""})"),
                    Contains("has a count that is no number of rows"));
}

TEST_CASE("finite figures of any size give summaries that can be read") {
  const std::vector<std::vector<double>> hostile{{1.7e308, -1.7e308, 1.6e308},
                                                 {5e-324, 0, -0.0},
                                                 {1e160, -1e160, 3},
                                                 {1e9 + 1, 1e9, 1e9},
                                                 {1.7e308, 1.7e308, 1.7e308},
                                                 {missing, 0.1, 0.3},
                                                 {0, 0, 1e-300},
                                                 {1e305, 1e-305, 1},
                                                 {-3, -2, -1e300}};
  const auto check = []<class S>(S*, const std::vector<const double*>& columns) {
    S all(block(columns, 3));
    for (int i = 0; i < 3; ++i) {
      INFO(S::kind());
      const auto bytes = write_summary_binary(all);
      CHECK(message<S>(bytes) == "");
      all.merge(S(block(columns, 2)));
    }
  };
  for (const auto& a : hostile) {
    for (const auto& b : hostile) {
      check(static_cast<moments*>(nullptr), {a.data(), b.data()});
      check(static_cast<theil*>(nullptr), {a.data(), b.data()});
      check(static_cast<co_moments*>(nullptr), {a.data(), b.data()});
      check(static_cast<extreme_rows*>(nullptr), {a.data(), b.data()});
      check(static_cast<mapped<reciprocal>*>(nullptr), {a.data(), b.data()});
      check(static_cast<with_reciprocals<theil>*>(nullptr), {a.data(), b.data()});
    }
  }
}

TEST_CASE("a summary in JSON names what is wrong with it") {
  const double cells[] = {1, 2, 4};
  const double* column = cells;
  const auto text = write_summary_json(moments(block({&column, 1}, 3)));
  const auto said = [](std::string t) {
    try {
      static_cast<void>(read_summary_json<moments>(t, "s.json"));
    } catch (const input_error& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  const auto with = [&](const std::string& what, const std::string& by) {
    auto t = text;
    const auto at = t.find(what);
    REQUIRE(at != t.npos);
    return t.replace(at, what.size(), by);
  };
  CHECK(said(text).empty());
  CHECK_THAT(said(text.substr(0, text.size() / 2)), Contains("s.json"));
  CHECK(said("[]") == "s.json: /format: is not there");
  CHECK(said(with("ltorisk summary", "other")) == "s.json: /format: must be 'ltorisk summary'");
  CHECK(said(with("\"version\": 1", "\"version\": 2")) ==
        "s.json: /version: must be 1, the version this library reads");
  CHECK(said(with("\"kind\": \"moments\"", "\"kind\": \"theil\"")) ==
        "s.json: /kind: must be 'moments', got 'theil'");
  CHECK(said(with("\"count\": 3", "\"count\": 4")) ==
        "s.json: /checksum: does not fit: the text was changed");
  CHECK(said(with("\"count\": 3", "\"count\": \"3\"")) ==
        "s.json: /fields/columns/0/count: must be a number, null, 'inf' or '-inf', got a string");
  CHECK(said(with("\"count\"", "\"counts\"")) == "s.json: /fields/columns/0/count: is not there");
  CHECK(said(with("\"count\": 3", "\"count\": 3, \"more\": 1")) ==
        "s.json: /fields/columns/0: has fields that are not of its kind");
}

TEST_CASE("what a user's scheme learns without listing its fields is not carried, and says so") {
  reduction_of<silent> mine(1);
  CHECK_THROWS_WITH(mine.bytes(), Contains("statistics/portable.hpp"));
  CHECK_THROWS_AS(mine.merge("x"), input_error);
}
