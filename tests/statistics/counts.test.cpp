// SPDX-License-Identifier: BSL-1.0
#include <ltorisk/statistics/counts.hpp>
#include <ltorisk/statistics/reduction.hpp>
#include <ltorisk/statistics/spilled.hpp>

#include "catch.hpp"

#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

using namespace ltorisk;
using statistics::counts;

namespace {

std::vector<std::pair<double, double>> listed(const counts& c, std::size_t column = 0) {
  std::vector<std::pair<double, double>> all;
  c.each(column, [&](double value, double count) { all.emplace_back(value, count); });
  return all;
}

}  // namespace

TEST_CASE("counts are those of a map, however the rows come") {
  std::mt19937 bits(4);
  const std::size_t rows = 3 * statistics::block_rows + 17;
  std::vector<double> x;
  std::map<double, double> expected;
  for (std::size_t i = 0; i < rows; ++i) {
    const auto b = bits();
    x.push_back(b % 50 == 0 ? missing : b % 51 == 0 ? -0.0 : static_cast<double>(b % 20000) - 7000);
    if (x.back() == x.back()) ++expected[x.back()];
  }
  const column_view column{"x", x.data()};
  const auto all = statistics::summarize<counts>({&column, 1}, rows);
  CHECK(listed(all) == std::vector<std::pair<double, double>>(expected.begin(), expected.end()));
  CHECK(all.distinct(0) == expected.size());
  double n = 0;
  for (const auto& [value, count] : expected) n += count;
  CHECK(all.known(0) == n);
  for (const auto& [value, count] : listed(all)) {
    if (value == 0) CHECK(!std::signbit(value));
  }
}

TEST_CASE("no values have no counts") {
  const std::vector<double> x{missing, not_applicable};
  const column_view column{"x", x.data()};
  const auto none = statistics::summarize<counts>({&column, 1}, 2);
  CHECK(none.distinct(0) == 0);
  CHECK(none.known(0) == 0);
  CHECK(listed(none).empty());
}

TEST_CASE("a long list lies in a file that leaves nothing behind, and reads as it was written") {
  const auto files = [] {
    std::size_t n = 0;
    for (const auto& e :
         std::filesystem::directory_iterator(std::filesystem::temp_directory_path())) {
      n += e.path().filename().string().starts_with("ltorisk-");
    }
    return n;
  };
  const auto before = files();
  for (const std::size_t size : {0u, 1u, 10u, 11u, 25000u}) {
    statistics::spilled<double> list(10);
    for (std::size_t i = 0; i < size; ++i) list.push_back(static_cast<double>(i));
    list.close();
    CHECK(list.size() == size);
    const auto moved = std::move(list);
    for (int pass = 0; pass < 2; ++pass) {
      statistics::spilled<double>::reader read(moved), interleaved(moved);
      bool same = true;
      for (std::size_t i = 0; i < size; ++i) {
        const double* item = read.next();
        const double* other = i % 2 == 0 ? interleaved.next() : nullptr;
        same = same && item && *item == static_cast<double>(i);
        same = same && (i % 2 != 0 || (other && *other == static_cast<double>(i / 2)));
      }
      CHECK(same);
      CHECK(read.next() == nullptr);
    }
  }
  CHECK(files() == before);
}

TEST_CASE("more different values than memory takes are sorted through files") {
  const std::size_t rows = 3 * statistics::spilled<statistics::counted>::kept;
  std::vector<double> x(rows);
  // Every value once, in an order that mixes all blocks.
  for (std::size_t i = 0; i < rows; ++i) x[i] = static_cast<double>(i * 100003 % rows);
  const column_view column{"x", x.data()};
  const auto all = statistics::summarize<counts>({&column, 1}, rows);
  CHECK(all.distinct(0) == rows);
  double next = 0;
  bool rising = true;
  all.each(0, [&](double value, double count) {
    rising = rising && value == next && count == 1;
    ++next;
  });
  CHECK(rising);
  const auto copy = all;
  CHECK(copy.known(0) == static_cast<double>(rows));
}

#if defined(__unix__)
TEST_CASE("a folder for temporary files that is not there is named, once a file is needed") {
  const char* before = std::getenv("TMPDIR");
  const std::string kept = before ? before : "";
  setenv("TMPDIR", "/nowhere/at/all", 1);
  std::string said;
  statistics::spilled<double> list(2);
  try {
    for (int i = 0; i < 2; ++i) list.push_back(i);  // in memory: no folder is asked for
    said = "no file yet";
    list.push_back(2);
  } catch (const std::system_error& e) {
    said = e.what();
  }
  if (before) {
    setenv("TMPDIR", kept.c_str(), 1);
  } else {
    unsetenv("TMPDIR");
  }
  CHECK(said.find("TMPDIR = '/nowhere/at/all' must be a folder with room") != said.npos);
}
#endif
