// SPDX-License-Identifier: BSL-1.0

#include "../catch.hpp"

#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/arrow/reader.hpp>
#include <ltorisk/model.hpp>

#include <bit>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "../support/random.hpp"
#include "hand_made.hpp"

using namespace ltorisk;
namespace hm = hand_made;

namespace {

framework two_figures() {
  framework f{.id = "water"};
  f.indicators = {
      {.id = "poverty", .scale = scales::linear{0, 100}},
      {.id = "phase",
       .scale = scales::categories{{{"none", 0, 0}, {"latent", 1, 0.3}, {"crisis", 2, 1}}}}};
  f.nodes = {{.id = "risk",
              .aggregation = aggregate::arithmetic_mean{},
              .children = {{.child = "poverty"}, {.child = "phase"}}}};
  f.outcomes = {"risk"};
  return f;
}

arrow::batch read(const hm::column& c, arrow::import_options options = {}) {
  const auto schema = hm::schema(c);
  return arrow::reader(*schema, two_figures(), options)(hm::array(c));
}

std::vector<double> cells_of(const arrow::batch& b, const char* id) {
  std::vector<double> cells;
  const auto* column = b.view().find(id);
  REQUIRE(column);
  for (std::size_t r = 0; r < b.rows(); ++r) cells.push_back((*column)[r]);
  return cells;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::bit_cast<std::uint64_t>(a[i]) != std::bit_cast<std::uint64_t>(b[i])) return false;
  }
  return true;
}

// The words with which a batch is refused.
std::string refused(const hm::column& c, arrow::import_options options = {}) {
  const auto arrays = std::make_shared<hm::ledger>();
  std::string words;
  try {
    const auto schema = hm::schema(c);
    (void)arrow::reader(*schema, two_figures(), options)(hm::array(c, arrays));
    return "not refused";
  } catch (const input_error& e) {
    words = e.what();
  }
  CHECK(arrays->released == arrays->handed_out);
  return words;
}

using Catch::Matchers::Contains;

}  // namespace

TEST_CASE("Arrow doubles without nulls are read in place") {
  const auto c =
      hm::record({hm::texts("id", {"Alto", "Bajo"}), hm::doubles("poverty", {43.5, 20})}, 2);
  const auto schema = hm::schema(c);
  const arrow::reader reader(*schema, two_figures());
  auto a = hm::array(c);
  const void* const memory = a->children[1]->buffers[1];
  const auto b = reader(std::move(a));
  CHECK(b.columns_not_copied() == 1);
  CHECK(static_cast<const void*>(b.view().columns()[0].first) == memory);
  CHECK(same_bits(cells_of(b, "poverty"), {43.5, 20}));
  CHECK(b.view().row_id(1) == "Bajo");
}

TEST_CASE("an Arrow null is missing, whatever lies beneath it") {
  const auto nan = std::numeric_limits<double>::quiet_NaN();
  const auto b = read(hm::record(
      {hm::doubles("poverty", {43.5, nan, not_applicable, 7}, {true, false, false, true})}, 4));
  CHECK(same_bits(cells_of(b, "poverty"), {43.5, missing, missing, 7}));
  CHECK(b.view().row_id(3) == "3");
}

TEST_CASE("Arrow numbers of every type become doubles") {
  const auto one = [](hm::column c) {
    return cells_of(read(hm::record({std::move(c)}, 2)), "poverty");
  };
  using v = std::vector<double>;
  CHECK(one(hm::numbers<std::int8_t>("poverty", "c", {-5, 127})) == v{-5, 127});
  CHECK(one(hm::numbers<std::uint8_t>("poverty", "C", {5, 255})) == v{5, 255});
  CHECK(one(hm::numbers<std::int16_t>("poverty", "s", {-500, 1})) == v{-500, 1});
  CHECK(one(hm::numbers<std::uint16_t>("poverty", "S", {1, 65535})) == v{1, 65535});
  CHECK(one(hm::numbers<std::int32_t>("poverty", "i", {-70000, 1})) == v{-70000, 1});
  CHECK(one(hm::numbers<std::uint32_t>("poverty", "I", {1, 4294967295U})) == v{1, 4294967295.0});
  CHECK(one(hm::numbers<std::int64_t>("poverty", "l", {-1, (1LL << 53) + 2})) == v{-1, 0x1p53 + 2});
  CHECK(one(hm::numbers<std::uint64_t>("poverty", "L", {1, ~0ULL})) == v{1, 0x1p64});
  CHECK(one(hm::numbers<float>("poverty", "f", {0.5F, 0.1F})) == v{0.5, static_cast<double>(0.1F)});
  hm::column flags{.name = "poverty", .format = "b", .length = 2};
  flags.buffers = {{}, hm::bits({false, true})};
  flags.absent = {true, false};
  CHECK(one(flags) == v{0, 1});
  hm::column none{.name = "poverty", .format = "n", .length = 2, .null_count = 2};
  CHECK(same_bits(one(none), {missing, missing}));
}

TEST_CASE("an Arrow decimal becomes the nearest double") {
  const auto one = [](const char* format, std::vector<std::int64_t> words, std::int64_t rows) {
    hm::column c{.name = "poverty", .format = format, .length = rows};
    c.buffers = {{}, hm::bytes(words)};
    c.absent = {true, false};
    return cells_of(read(hm::record({c}, rows)), "poverty");
  };
  using v = std::vector<double>;
  CHECK(one("d:3,1", {452, 0, -452, -1}, 2) == v{45.2, -45.2});
  CHECK(one("d:18,4,64", {452001, -1}, 2) == v{45.2001, -0.0001});
  CHECK(one("d:38,0", {0, 1}, 1) == v{0x1p64});
  CHECK(one("d:38,0", {0, std::numeric_limits<std::int64_t>::min()}, 1) == v{-0x1p127});
  // 9007199254740993 lies midway between two doubles; a tenth of it rounds as the text does.
  CHECK(one("d:18,1", {9007199254740993, 0}, 1) == v{900719925474099.3});
  CHECK(one("d:38,38", {1, 0}, 1) == v{1e-38});
  CHECK(one("d:5,-2", {3, 0}, 1) == v{300});
  std::vector<std::int32_t> narrow{452, -1};
  hm::column c{.name = "poverty", .format = "d:9,1,32", .length = 2};
  c.buffers = {{}, hm::bytes(narrow)};
  c.absent = {true, false};
  CHECK(cells_of(read(hm::record({c}, 2)), "poverty") == v{45.2, -0.1});
}

TEST_CASE("Arrow labels become the codes of their categories") {
  const auto format = GENERATE(as<std::string>{}, "u", "U", "vu");
  const auto b =
      read(hm::record({hm::texts("phase", {"crisis", "", "not_applicable", "latent", "latent"},
                                 {true, false, true, true, true}, format)},
                      5));
  CHECK(same_bits(cells_of(b, "phase"), {2, missing, not_applicable, 1, 1}));
}

TEST_CASE("Arrow labels may be dictionary-encoded, with nulls on both sides") {
  const auto words =
      hm::texts("", {"crisis", "unused nonsense", "none", ""}, {true, true, true, false});
  const auto b = read(hm::record(
      {hm::encoded<std::int8_t>("phase", {0, 2, 3, 99}, words, {true, true, true, false}, "c"),
       hm::encoded<std::uint64_t>("poverty", {1, 0, 1, 1}, hm::doubles("", {7, 8}), {}, "L")},
      4));
  CHECK(same_bits(cells_of(b, "phase"), {2, 0, missing, missing}));
  CHECK(same_bits(cells_of(b, "poverty"), {8, 7, 8, 8}));
}

TEST_CASE("Arrow codes of categories may be numbers") {
  const auto b = read(hm::record({hm::numbers<std::int32_t>("phase", "i", {2, 0})}, 2));
  CHECK(cells_of(b, "phase") == std::vector<double>{2, 0});
}

TEST_CASE("Arrow slices add up: the offset of the batch and that of the column") {
  auto poverty =
      hm::doubles("poverty", {1, 2, 3, 4, 5, 6, 7}, {true, true, true, true, true, false, true});
  poverty.offset = 2;
  poverty.length = 5;
  auto phase = hm::texts("phase", {"none", "crisis", "latent", "none", "latent"});
  auto sliced = hm::record({poverty, phase}, 3, 1);
  const auto b = read(sliced);
  CHECK(same_bits(cells_of(b, "poverty"), {4, 5, missing}));
  CHECK(cells_of(b, "phase") == std::vector<double>{2, 1, 0});
  // The slice without the null is read in place, out of the middle of a buffer.
  CHECK(read(hm::record({poverty}, 2, 1)).columns_not_copied() == 1);
}

TEST_CASE("an unaligned Arrow buffer is copied") {
  const auto c = hm::record({hm::doubles("poverty", {1, 2})}, 2);
  auto shifted = hm::bytes(std::vector<double>{1, 2});
  shifted.insert(shifted.begin(), 0);
  auto a = hm::array(c);
  a->children[0]->buffers[1] = shifted.data() + 1;
  const auto schema = hm::schema(c);
  const auto b = arrow::reader(*schema, two_figures())(std::move(a));
  CHECK(cells_of(b, "poverty") == std::vector<double>{1, 2});
}

TEST_CASE("a column of states tells an Arrow cell that is not applicable") {
  const auto c = hm::record({hm::doubles("poverty", {1, 0, 0, 4}, {true, false, false, true}),
                             hm::texts("poverty_state", {"known", "not_applicable", "missing", ""},
                                       {true, true, true, false})},
                            4);
  CHECK(same_bits(cells_of(read(c), "poverty"), {1, not_applicable, missing, 4}));
  // Scores say the same in their own words.
  auto scored = c;
  scored.children[1] =
      hm::texts("poverty_state", {"scored", "not_applicable", "refused", "scored"});
  CHECK(same_bits(cells_of(read(scored), "poverty"), {1, not_applicable, missing, 4}));
  const auto wrong = [](const char* state) {
    return refused(
        hm::record({hm::doubles("poverty", {1}), hm::texts("poverty_state", {state})}, 1));
  };
  CHECK(wrong("not_applicable") == "row '0', column 'poverty': is not applicable and yet 1");
  CHECK_THAT(wrong("missing"), Contains("says another thing than its state 'missing'"));
  CHECK_THAT(wrong("unknown"), Contains("must be 'known', 'missing' or 'not_applicable'"));
}

TEST_CASE("a NaN in an Arrow cell that is not null is refused, or counts as null") {
  const auto nan = std::numeric_limits<double>::quiet_NaN();
  const auto c = hm::record({hm::texts("id", {"Alto", "Bajo", "Centro"}),
                             hm::doubles("poverty", {1, nan, not_applicable})},
                            3);
  CHECK(refused(c) ==
        "row 'Bajo', column 'poverty': is NaN and not null: a missing figure is a null\n"
        "row 'Centro', column 'poverty': is NaN and not null: a missing figure is a null");
  const auto b = read(c, {.nan = arrow::nan_rule::counts_null});
  CHECK(same_bits(cells_of(b, "poverty"), {1, missing, missing}));
  CHECK(same_bits(cells_of(read(c, {.nan = arrow::nan_rule::unchecked}), "poverty"),
                  {1, nan, not_applicable}));
  CHECK_THAT(
      refused(hm::record({hm::numbers<float>("poverty", "f", {static_cast<float>(nan)})}, 1)),
      Contains("is NaN and not null"));
}

TEST_CASE("Arrow row ids are text or whole numbers") {
  const auto ids = [](hm::column id) {
    id.name = "place";
    const auto rows = id.length;
    return read(hm::record({id}, rows), {.id_column = "place"}).row_ids();
  };
  using v = std::vector<std::string>;
  CHECK(ids(hm::texts("", {"Santo Tomás", "NA"}, {}, "vu")) == v{"Santo Tomás", "NA"});
  CHECK(ids(hm::texts("", {"a village with a long name", "b"}, {}, "vu")) ==
        v{"a village with a long name", "b"});
  CHECK(ids(hm::numbers<std::int64_t>("", "l", {-7, 1})) == v{"-7", "1"});
  CHECK(ids(hm::numbers<std::uint64_t>("", "L", {~0ULL})) == v{"18446744073709551615"});
  CHECK(ids(hm::encoded<std::int16_t>("", {1, 1}, hm::texts("", {"x", "y"}), {}, "s")) ==
        v{"y", "y"});
  CHECK(refused(hm::record({hm::texts("id", {"a", "b"}, {true, false})}, 2)) ==
        "row 1, column 'id': the row has no id");
  CHECK_THAT(refused(hm::record({hm::texts("id", {"a\xff"})}, 1)), Contains("must be UTF-8"));
  CHECK_THAT(refused(hm::record({hm::doubles("id", {1})}, 1)), Contains("text or whole numbers"));
}

TEST_CASE("every Arrow label that is no category is told once, with the row it first stands in") {
  const auto words = refused(hm::record({hm::texts("id", {"A", "B", "C", "D"}),
                                         hm::texts("phase", {"crisys", "none", "war", "crisys"})},
                                        4));
  CHECK(words ==
        "row 'A', column 'phase': 'crisys' is not a category: use 'none' (0), 'latent' (1) or "
        "'crisis' (2); did you mean 'crisis'?; a missing one is a null (in 2 rows)\n"
        "row 'C', column 'phase': 'war' is not a category: use 'none' (0), 'latent' (1) or "
        "'crisis' (2); a missing one is a null");
}

TEST_CASE("an Arrow schema that does not suit the framework is refused with all its faults") {
  CHECK(refused(hm::record({hm::doubles("povertty", {1}), hm::doubles("risk", {1}),
                            hm::texts("poverty", {"1"}), hm::doubles("", {1})},
                           1)) ==
        "column 'povertty': is not an indicator of 'water'; did you mean 'poverty'?\n"
        "column 'risk': is computed by the framework, not read\n"
        "column 'poverty': must be numbers, got text (format 'u'): cast it where it comes from\n"
        "column '': has no name");
  CHECK_THAT(refused(hm::record({hm::doubles("poverty", {1}), hm::doubles("poverty", {1})}, 1)),
             Contains("column 'poverty': is there twice"));
  CHECK_THAT(refused(hm::record({hm::numbers<std::int32_t>("poverty", "tdD", {1})}, 1)),
             Contains("must be numbers, got date (format 'tdD')"));
  CHECK_THAT(refused(hm::record({hm::doubles("poverty", {1})}, 1), {.id_column = "phase"}),
             Contains("'phase' is an indicator of the framework"));
  CHECK_THAT(refused(hm::doubles("poverty", {1})), Contains("must be a record batch"));
  // Extra columns of any type may be left out.
  const auto b = read(
      hm::record({hm::numbers<std::int32_t>("day", "tdD", {1}), hm::doubles("poverty", {1})}, 1),
      {.allow_extra_columns = true});
  CHECK(b.view().columns().size() == 1);
}

TEST_CASE("a hostile Arrow schema is refused") {
  const auto c = hm::record({hm::doubles("poverty", {1})}, 1);
  const auto words = [&](const std::function<void(ArrowSchema&)>& spoil) {
    auto s = hm::schema(c);
    const ArrowSchema sound = *s;
    std::string text = "not refused";
    spoil(*s.get());
    try {
      (void)arrow::reader(*s, two_figures());
    } catch (const input_error& e) {
      text = e.what();
    }
    *s.get() = sound;
    return text;
  };
  CHECK_THAT(words([](ArrowSchema& s) { s.release = nullptr; }), Contains("was released"));
  CHECK_THAT(words([](ArrowSchema& s) { s.format = nullptr; }), Contains("must be a record batch"));
  CHECK_THAT(words([](ArrowSchema& s) { s.format = "+l"; }), Contains("got list (format '+l')"));
  CHECK_THAT(words([](ArrowSchema& s) { s.n_children = -1; }),
             Contains("no list of its -1 columns"));
  CHECK_THAT(words([](ArrowSchema& s) { s.children = nullptr; }),
             Contains("no list of its 1 columns"));
  const auto child = [&](const std::function<void(ArrowSchema&)>& spoil) {
    return words([&](ArrowSchema& s) {
      static ArrowSchema copy;
      static ArrowSchema* place;
      copy = *s.children[0];
      place = &copy;
      spoil(copy);
      s.children = &place;
    });
  };
  CHECK_THAT(child([](ArrowSchema& s) { s.release = nullptr; }), Contains("was moved away"));
  CHECK_THAT(child([](ArrowSchema& s) { s.format = nullptr; }), Contains("has no format"));
  CHECK_THAT(child([](ArrowSchema& s) { s.name = nullptr; }), Contains("has no name"));
  for (const char* format :
       {"", "gg", "d:", "d:3", "d:3,", "d:99999999999,1", "d:3,1,7", "\xff", "w:8"}) {
    CHECK_THAT(child([&](ArrowSchema& s) { s.format = format; }), Contains("must be numbers, got"));
  }
}

TEST_CASE("a hostile Arrow batch is refused and released") {
  const auto sound = hm::record(
      {hm::doubles("poverty", {1, 2}, {true, false}), hm::texts("phase", {"none", "crisis"})}, 2);
  const auto poverty = [&](const std::function<void(hm::column&)>& spoil) {
    auto c = sound;
    spoil(c.children[0]);
    return refused(c);
  };
  const auto phase = [&](const std::function<void(hm::column&)>& spoil) {
    auto c = sound;
    spoil(c.children[1]);
    return refused(c);
  };
  const auto batch = [&](const std::function<void(hm::column&)>& spoil) {
    auto c = sound;
    spoil(c);
    return refused(c);
  };
  constexpr auto huge = std::numeric_limits<std::int64_t>::max();
  using col = hm::column&;
  CHECK(refused(sound) == "not refused");
  CHECK_THAT(batch([](col c) { c.length = -1; }), Contains("batch: has the negative length -1"));
  CHECK_THAT(batch([](col c) { c.offset = -1; }), Contains("batch: has the negative offset -1"));
  CHECK_THAT(batch([](col c) { c.length = huge; }), Contains("which no memory holds"));
  CHECK_THAT(batch([](col c) { c.length = 1LL << 40; }),
             Contains("at most 2147483647 are read at once"));
  CHECK_THAT(batch([](col c) { c.offset = 1; }), Contains("has 2 cells, the batch needs 3"));
  CHECK_THAT(batch([](col c) { c.null_count = 1; }), Contains("null as a whole"));
  CHECK_THAT(batch([](col c) {
               c.buffers[0] = {1};
               c.absent[0] = false;
             }),
             Contains("null as a whole"));
  CHECK_THAT(batch([](col c) { c.buffers.clear(); }),
             Contains("has 0 buffers, a record batch has one"));
  CHECK_THAT(poverty([](col c) { c.length = -1; }),
             Contains("column 'poverty': has the negative length"));
  CHECK_THAT(poverty([](col c) { c.length = 1; }), Contains("has 1 cells, the batch needs 2"));
  CHECK_THAT(poverty([](col c) { c.offset = -8; }), Contains("negative offset -8"));
  CHECK_THAT(poverty([](col c) { c.offset = huge; }), Contains("which no memory holds"));
  CHECK_THAT(poverty([](col c) { c.null_count = -2; }), Contains("says that -2 of its 2 cells"));
  CHECK_THAT(poverty([](col c) { c.null_count = 3; }), Contains("says that 3 of its 2 cells"));
  CHECK_THAT(poverty([](col c) { c.null_count = 0; }), Contains("its bitmap says 1"));
  CHECK_THAT(poverty([](col c) { c.null_count = 2; }), Contains("its bitmap says 1"));
  CHECK_THAT(poverty([](col c) { c.absent[0] = true; }), Contains("no validity bitmap"));
  CHECK_THAT(poverty([](col c) { c.absent[1] = true; }), Contains("has no buffer of values"));
  CHECK_THAT(poverty([](col c) { c.buffers.pop_back(); }),
             Contains("has 1 buffers, its type has 2"));
  CHECK_THAT(poverty([](col c) { c.children.push_back(hm::doubles("", {1})); }),
             Contains("must be") || Contains("has children"));
  CHECK_THAT(phase([](col c) { c.absent[1] = true; }), Contains("has no buffer of offsets"));
  CHECK_THAT(phase([](col c) { c.absent[2] = true; }), Contains("has no buffer of characters"));
  CHECK_THAT(phase([](col c) {
               c.buffers[1] = hm::bytes<std::int32_t>({0, 4, 2});
             }),
             Contains("has offsets that fall"));
  CHECK_THAT(phase([](col c) {
               c.buffers[1] = hm::bytes<std::int32_t>({-4, 0, 2});
             }),
             Contains("has offsets that fall or are negative"));
  // All columns that are wrong are told.
  auto c = sound;
  for (auto& child : c.children) child.offset = -1;
  CHECK_THAT(refused(c), Contains("'poverty'") && Contains("'phase'"));

  const auto schema = hm::schema(sound);
  const arrow::reader reader(*schema, two_figures());
  CHECK_THROWS_WITH(reader({}), Contains("batch: was released"));
  const auto with = [&](const std::function<void(ArrowArray&)>& spoil) {
    const auto count = std::make_shared<hm::ledger>();
    auto a = hm::array(sound, count);
    // What is spoiled is put back before the producer's own release walks over it.
    const ArrowArray sound_one = *a;
    static const ArrowArray* original;
    original = &sound_one;
    spoil(*a.get());
    a.get()->release = [](ArrowArray* broken) {
      ArrowArray whole = *original;
      whole.release(&whole);
      broken->release = nullptr;
    };
    std::string text = "not refused";
    try {
      (void)reader(std::move(a));
    } catch (const input_error& e) {
      text = e.what();
    }
    CHECK(count->released == 1);
    return text;
  };
  CHECK_THAT(with([](ArrowArray& a) { a.n_children = 1; }),
             Contains("has 1 columns, its schema 2"));
  CHECK_THAT(with([](ArrowArray& a) { a.n_children = -1; }), Contains("negative number"));
  CHECK_THAT(with([](ArrowArray& a) { a.children = nullptr; }), Contains("no list of children"));
  CHECK_THAT(with([](ArrowArray& a) { a.buffers = nullptr; }), Contains("no list of buffers"));
  CHECK_THAT(with([](ArrowArray& a) {
               static ArrowArray* none[2] = {nullptr, nullptr};
               a.children = none;
             }),
             Contains("column 'poverty': is not there"));
}

TEST_CASE("hostile Arrow views and dictionaries are refused") {
  const auto view = [](std::vector<std::int32_t> words, std::vector<std::int64_t> sizes = {20}) {
    auto c = hm::texts("phase", {"a label of twenty ch"}, {}, "vu");
    c.buffers[1] = hm::bytes(words);
    c.buffers[3] = hm::bytes(sizes);
    return refused(hm::record({c}, 1));
  };
  CHECK_THAT(view({-1, 0, 0, 0}), Contains("view of negative length"));
  CHECK_THAT(view({20, 0, 1, 0}), Contains("into a buffer that is not there"));
  CHECK_THAT(view({20, 0, -1, 0}), Contains("into a buffer that is not there"));
  CHECK_THAT(view({20, 0, 0, 1}), Contains("view beyond its buffer"));
  CHECK_THAT(view({20, 0, 0, -1}), Contains("view beyond its buffer"));
  const auto words = hm::texts("", {"none", "crisis"});
  const auto index = [&](std::int32_t i) {
    return refused(hm::record({hm::encoded<std::int32_t>("phase", {i}, words)}, 1));
  };
  CHECK(index(1) == "not refused");
  CHECK_THAT(index(2), Contains("row '0', column 'phase': has an index outside its dictionary"));
  CHECK_THAT(index(-1), Contains("outside its dictionary"));
  auto broken = words;
  broken.length = -3;
  CHECK_THAT(refused(hm::record({hm::encoded<std::int32_t>("phase", {0}, broken)}, 1)),
             Contains("has a dictionary that has the negative length -3"));
  const auto plain = hm::record({hm::numbers<std::int32_t>("phase", "i", {0})}, 1);
  const auto schema = hm::schema(hm::record({hm::encoded<std::int32_t>("phase", {0}, words)}, 1));
  CHECK_THROWS_WITH(arrow::reader(*schema, two_figures())(hm::array(plain)),
                    Contains("has no dictionary"));
  const auto other = hm::schema(plain);
  CHECK_THROWS_WITH(arrow::reader(*other, two_figures())(
                        hm::array(hm::record({hm::encoded<std::int32_t>("phase", {0}, words)}, 1))),
                    Contains("has a dictionary, its schema has none"));
}

TEST_CASE("an Arrow batch without rows is a table without rows") {
  const auto b = read(hm::record({hm::doubles("poverty", {}), hm::texts("phase", {})}, 0));
  CHECK(b.rows() == 0);
  CHECK(fit(two_figures()).score(b).columns[0].value.empty());
  // Buffers of no bytes may be null.
  auto c = hm::doubles("poverty", {});
  c.absent = {true, true};
  CHECK(read(hm::record({c}, 0)).rows() == 0);
  CHECK(read(hm::record({}, 3)).rows() == 3);
}

TEST_CASE("an Arrow batch is released once, also when it moves and when scoring throws") {
  const auto arrays = std::make_shared<hm::ledger>();
  const auto schemas = std::make_shared<hm::ledger>();
  const auto c = hm::record(
      {hm::texts("id", {"A", "B"}), hm::doubles("poverty", {1, 2}), hm::doubles("phase", {0, 17})},
      2);
  const auto model = fit(two_figures());
  {
    auto schema = hm::schema(c, schemas);
    const arrow::reader reader(*schema, model.framework());
    schema.reset();
    CHECK(schemas->released == 1);
    auto b = reader(hm::array(c, arrays));
    auto moved = std::move(b);
    CHECK(moved.view().row_id(1) == "B");
    CHECK_THROWS_WITH(model.score(moved), Contains("row 'B', column 'phase': 17 must be"));
    CHECK(arrays->released == 0);
    moved = reader(hm::array(c, arrays));
    CHECK(arrays->released == 1);
    auto given = std::move(moved).give();
    CHECK(given->length == 2);
  }
  CHECK(arrays->handed_out == 2);
  CHECK(arrays->released == 2);
  CHECK(schemas->handed_out == 1);
  CHECK(schemas->released == 1);
}

namespace {

// A random column of figures for 'poverty' with `total` cells, and what each cell should read as.
hm::column random_figures(random_world::dice& d, std::size_t total, std::vector<double>& expected) {
  std::vector<bool> valid;
  const bool nulls = d.chance(0.6);
  for (std::size_t i = 0; i < total; ++i) valid.push_back(!nulls || d.chance(0.8));
  expected.clear();
  const auto fill = [&]<class T>(const char* format, T low, T high) {
    std::vector<T> values;
    for (std::size_t i = 0; i < total; ++i) {
      values.push_back(
          static_cast<T>(d.uniform(static_cast<double>(low), static_cast<double>(high))));
      expected.push_back(valid[i] ? static_cast<double>(values[i]) : missing);
    }
    return hm::numbers<T>("poverty", format, values, nulls ? valid : std::vector<bool>{});
  };
  switch (d.below(9)) {
    case 0: return fill("c", std::int8_t{-128}, std::int8_t{127});
    case 1: return fill("S", std::uint16_t{0}, std::uint16_t{65535});
    case 2: return fill("i", std::int32_t{-2000000000}, std::int32_t{2000000000});
    case 3: return fill("l", std::int64_t{-9000000000000000}, std::int64_t{9000000000000000});
    case 4: return fill("f", -1e30F, 1e30F);
    case 5: {
      hm::column c{.name = "poverty", .format = "b", .length = static_cast<std::int64_t>(total)};
      std::vector<bool> values;
      for (std::size_t i = 0; i < total; ++i) {
        values.push_back(d.chance(0.5));
        expected.push_back(!valid[i] ? missing : values[i] ? 1 : 0);
        c.null_count += valid[i] ? 0 : 1;
      }
      c.buffers = {hm::bits(valid), hm::bits(values)};
      c.absent = {false, false};
      return c;
    }
    case 6: {
      const auto words = hm::numbers<std::int16_t>("", "s", {-3, 7, 300}, {true, false, true});
      std::vector<std::uint8_t> which;
      for (std::size_t i = 0; i < total; ++i) {
        which.push_back(static_cast<std::uint8_t>(d.below(3)));
        expected.push_back(!valid[i] || which[i] == 1 ? missing : which[i] == 0 ? -3 : 300);
      }
      return hm::encoded<std::uint8_t>("poverty", which, words, nulls ? valid : std::vector<bool>{},
                                       "C");
    }
    default: return fill("g", -1e300, 1e300);
  }
}

hm::column random_labels(random_world::dice& d, std::size_t total, std::vector<double>& expected) {
  const std::vector<std::string> words{"none", "latent", "crisis", "not_applicable"};
  const std::vector<double> codes{0, 1, 2, not_applicable};
  std::vector<bool> valid;
  std::vector<std::string> labels;
  std::vector<std::int16_t> which;
  expected.clear();
  for (std::size_t i = 0; i < total; ++i) {
    valid.push_back(d.chance(0.8));
    which.push_back(static_cast<std::int16_t>(d.below(4)));
    const auto k = static_cast<std::size_t>(which.back());
    labels.push_back(words[k]);
    expected.push_back(valid.back() ? codes[k] : missing);
  }
  const char* const formats[] = {"u", "U", "vu"};
  const std::string format = formats[d.below(3)];
  if (d.chance(0.5)) return hm::texts("phase", labels, valid, format);
  return hm::encoded<std::int16_t>("phase", which, hm::texts("", words, {}, format), valid, "s");
}

}  // namespace

TEST_CASE("random Arrow batches read as a plain decoding says") {
  random_world::dice d(20260101);
  for (int round = 0; round < 400; ++round) {
    const auto rows = d.below(200);
    const auto begin = d.below(20), after = d.below(5);
    std::vector<double> expected[2];
    std::vector<hm::column> columns;
    for (const int k : {0, 1}) {
      const auto own = d.below(70);
      const auto total = own + begin + rows + after;
      auto c =
          k == 0 ? random_figures(d, total, expected[k]) : random_labels(d, total, expected[k]);
      c.offset = static_cast<std::int64_t>(own);
      c.length = static_cast<std::int64_t>(total - own);
      if (own > 0) c.null_count = -1;  // not counted again by whoever cut it
      const auto from = expected[k].begin() + static_cast<std::ptrdiff_t>(own + begin);
      expected[k] = std::vector<double>(from, from + static_cast<std::ptrdiff_t>(rows));
      columns.push_back(std::move(c));
    }
    if (d.chance(0.5)) std::swap(columns[0], columns[1]);
    const auto b = read(
        hm::record(columns, static_cast<std::int64_t>(rows), static_cast<std::int64_t>(begin)));
    INFO("round " << round);
    REQUIRE(same_bits(cells_of(b, "poverty"), expected[0]));
    REQUIRE(same_bits(cells_of(b, "phase"), expected[1]));
  }
}
