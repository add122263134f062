// SPDX-License-Identifier: BSL-1.0

#include "catch.hpp"

#include <ltorisk/fingerprint.hpp>

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace ltorisk;

namespace {

/// FNV-1a as published (Fowler, Noll, Vo; 64 bits), for comparison.
class reference_hash {
 public:
  reference_hash& bytes(std::string_view text) {
    for (const char c : text) {
      hash_ ^= static_cast<unsigned char>(c);
      hash_ *= 1099511628211U;
    }
    return *this;
  }
  reference_hash& number(std::uint64_t bits) {  // the least byte first
    for (int i = 0; i < 8; ++i) bytes(std::string(1, static_cast<char>(bits >> (8 * i) & 255U)));
    return *this;
  }
  [[nodiscard]] std::string text() const {
    std::string hex;
    for (auto rest = hash_; hex.size() < 16; rest /= 16) {
      hex.insert(hex.begin(), "0123456789abcdef"[rest % 16]);
    }
    return hex;
  }

 private:
  std::uint64_t hash_ = 14695981039346656037U;
};

std::string of(double x) { return fingerprint().add(x).text(); }

std::string of(const std::vector<double>& cells) {
  table_view view(cells.size());
  view.add("x", cells);
  return fingerprint_of(view);
}

}  // namespace

TEST_CASE("the test's own hash gives the published values of FNV-1a") {
  CHECK(reference_hash().text() == "cbf29ce484222325");
  CHECK(reference_hash().bytes("a").text() == "af63dc4c8601ec8c");
  CHECK(reference_hash().bytes("foobar").text() == "85944171f73967e8");
}

TEST_CASE("a fingerprint is FNV-1a of the texts, each closed by a byte 255") {
  CHECK(fingerprint().text() == "cbf29ce484222325");
  CHECK(fingerprint().add("").text() == reference_hash().bytes("\xff").text());
  CHECK(fingerprint().add("a").text() == reference_hash().bytes("a\xff").text());
  CHECK(fingerprint().add("foobar").text() == reference_hash().bytes("foobar\xff").text());
  CHECK(fingerprint().add("Espinar").add("\xc3\x91u\xc3\xb1oa").text() ==
        reference_hash().bytes("Espinar\xff\xc3\x91u\xc3\xb1oa\xff").text());
}

TEST_CASE("a fingerprint is what another program computes") {
  // python3: h = 0xcbf29ce484222325
  //          for b in b"a\xff": h = (h ^ b) * 0x100000001b3 % 2**64
  CHECK(fingerprint().add("a").text() == "089bc907b544c769");
  //          for b in struct.pack("<d", 1.5): ...
  CHECK(of(1.5) == "aa95e93229a27c80");
}

TEST_CASE("where one text ends matters") {
  CHECK(fingerprint().add("ab").add("c").text() != fingerprint().add("a").add("bc").text());
  CHECK(fingerprint().add("ab").text() != fingerprint().add("a").add("b").text());
  CHECK(fingerprint().add("").add("a").text() != fingerprint().add("a").add("").text());
}

TEST_CASE("a number enters by its eight bytes") {
  CHECK(of(1.5) == reference_hash().number(0x3ff8000000000000U).text());
  CHECK(of(-2) == reference_hash().number(0xc000000000000000U).text());
  CHECK(of(1) != of(std::bit_cast<double>(0x3ff0000000000001U)));
}

TEST_CASE("zero has one fingerprint, whatever its sign") {
  CHECK(of(-0.0) == of(0.0));
  CHECK(of(0.0) == reference_hash().number(0).text());
}

TEST_CASE("all missing values have one fingerprint, not applicable has another") {
  CHECK(of(missing) == of(-missing));
  CHECK(of(missing) == of(std::bit_cast<double>(0x7ff8000000000123U)));
  CHECK(of(not_applicable) == of(-not_applicable));
  CHECK(of(missing) != of(not_applicable));
  CHECK(of(missing) != of(0));
  CHECK(of(not_applicable) != of(0));
}

TEST_CASE("a table's fingerprint is that of its row ids, then its columns by id") {
  table t({"r1", "r2"});
  t.add("b", {1.5, 0}).add("a", {-2, 1.5});
  const auto expected = reference_hash()
                            .bytes("r1\xffr2\xff")
                            .bytes("a\xff")
                            .number(0xc000000000000000U)
                            .number(0x3ff8000000000000U)
                            .bytes("b\xff")
                            .number(0x3ff8000000000000U)
                            .number(0)
                            .text();
  CHECK(fingerprint_of(t) == expected);
}

TEST_CASE("the order of the columns does not matter, everything else does") {
  const auto print = [](const std::vector<std::string>& rows,
                        const std::vector<std::pair<std::string, std::vector<double>>>& columns) {
    table t(rows);
    for (const auto& [id, cells] : columns) t.add(id, cells);
    return fingerprint_of(t);
  };
  const auto original = print({"r", "s"}, {{"a", {1, 2}}, {"b", {3, 4}}});
  CHECK(print({"r", "s"}, {{"b", {3, 4}}, {"a", {1, 2}}}) == original);
  CHECK(print({"r", "s"}, {{"a", {3, 4}}, {"b", {1, 2}}}) != original);
  CHECK(print({"r", "s"}, {{"a", {2, 1}}, {"b", {3, 4}}}) != original);
  CHECK(print({"s", "r"}, {{"a", {1, 2}}, {"b", {3, 4}}}) != original);
  CHECK(print({"r", "t"}, {{"a", {1, 2}}, {"b", {3, 4}}}) != original);
  CHECK(print({"r", "s"}, {{"a", {1, 2}}}) != original);
  CHECK(print({"r", "s"}, {{"a", {1, 2}}, {"b", {3, missing}}}) != original);
}

TEST_CASE("the memory a table stands in does not matter") {
  const std::vector<double> apart{1, 99, 2, 99, 3};
  table_view strided(3);
  strided.add("x", apart.data(), 2 * sizeof(double));
  CHECK(fingerprint_of(strided) == of(std::vector<double>{1, 2, 3}));
  CHECK(of(std::vector<double>{1, missing}) == of(std::vector<double>{1, -missing}));
}
