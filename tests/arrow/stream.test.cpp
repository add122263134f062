// SPDX-License-Identifier: BSL-1.0

#include "../catch.hpp"

#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/arrow/score_stream.hpp>
#include <ltorisk/arrow/source.hpp>
#include <ltorisk/model.hpp>
#include <ltorisk/normalize/min_max.hpp>
#include <ltorisk/stream/source.hpp>

#include <bit>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "hand_made.hpp"

using namespace ltorisk;
using Catch::Matchers::Contains;
namespace hm = hand_made;

namespace {

framework two_figures() {
  framework f{.id = "water"};
  f.indicators = {{.id = "poverty", .scale = scales::linear{0, 100}},
                  {.id = "share", .scale = scales::linear{0, 1}}};
  f.nodes = {{.id = "risk",
              .aggregation = aggregate::arithmetic_mean{},
              .children = {{.child = "poverty"}, {.child = "share"}}}};
  f.outcomes = {"risk"};
  return f;
}

struct ledgers {
  std::shared_ptr<hm::ledger> schemas = std::make_shared<hm::ledger>();
  std::shared_ptr<hm::ledger> arrays = std::make_shared<hm::ledger>();
  std::shared_ptr<hm::ledger> streams = std::make_shared<hm::ledger>();

  [[nodiscard]] bool settled() const {
    return schemas->handed_out == schemas->released && arrays->handed_out == arrays->released &&
           streams->handed_out == streams->released;
  }
};

/// A stream of batches that somebody else made.
struct producer {
  hm::column type;
  std::vector<hm::column> batches;
  ledgers count;
  std::size_t at = 0;
  std::size_t fails_at = static_cast<std::size_t>(-1);
  bool ends_once = false;  // to be asked after the end is an error
  std::function<void(ArrowSchema&)> spoil_schema = {};
  std::function<void(ArrowArray&)> spoil = {};  // of each batch

  static arrow::owner<ArrowArrayStream> stream(producer p) {
    ++p.count.streams->handed_out;
    ArrowArrayStream s{};
    s.private_data = new producer(std::move(p));
    s.get_schema = [](ArrowArrayStream* from, ArrowSchema* out) {
      auto& self = *static_cast<producer*>(from->private_data);
      *out = hm::schema(self.type, self.count.schemas).give();
      if (self.spoil_schema) self.spoil_schema(*out);
      return 0;
    };
    s.get_next = [](ArrowArrayStream* from, ArrowArray* out) {
      auto& self = *static_cast<producer*>(from->private_data);
      if (self.at == self.fails_at) return EIO;
      *out = ArrowArray{};
      if (self.ends_once && self.at == self.batches.size()) self.fails_at = self.at;
      if (self.at < self.batches.size()) {
        *out = hm::array(self.batches[self.at++], self.count.arrays).give();
        if (self.spoil) self.spoil(*out);
      }
      return 0;
    };
    s.get_last_error = [](ArrowArrayStream*) { return "the disk is on fire"; };
    s.release = [](ArrowArrayStream* from) {
      const auto* const self = static_cast<producer*>(from->private_data);
      ++self->count.streams->released;
      delete self;
      from->release = nullptr;
    };
    return arrow::owner<ArrowArrayStream>(&s);
  }
};

// `rows` rows in batches of `size`, the last column of no use to the framework.
producer villages(std::size_t rows, std::size_t size) {
  producer p;
  for (std::size_t first = 0; first < rows || first == 0; first += size) {
    std::vector<std::int64_t> number;
    std::vector<double> poverty, share;
    std::vector<bool> known;
    std::vector<std::string> region;
    for (auto i = first; i < std::min<std::size_t>(rows, first + size); ++i) {
      number.push_back(static_cast<std::int64_t>(1000 + i));
      poverty.push_back(static_cast<double>(i * 7919 % 1000) / 10);
      share.push_back(static_cast<double>(i * 104729 % 997) / 997);
      known.push_back(i % 5 != 0);
      region.push_back(i % 2 ? "a region with a long name" : "south");
    }
    const auto n = static_cast<std::int64_t>(number.size());
    const auto batch =
        hm::record({hm::numbers<std::int64_t>("id", "l", number), hm::doubles("poverty", poverty),
                    hm::doubles("share", share, known), hm::texts("region", region, {}, "vu")},
                   n);
    p.type = batch;
    if (n > 0) p.batches.push_back(batch);
  }
  return p;
}

table all_of(producer p) {
  std::vector<std::string> ids;
  std::vector<double> poverty, share;
  arrow::source rows([&] { return producer::stream(p); }, two_figures(),
                     {.allow_extra_columns = true});
  while (const auto* chunk = rows.next()) {
    for (std::size_t i = 0; i < chunk->rows(); ++i) {
      ids.push_back(chunk->row_id(i));
      poverty.push_back((*chunk->find("poverty"))[i]);
      share.push_back((*chunk->find("share"))[i]);
    }
  }
  table t(ids);
  t.add("poverty", poverty).add("share", share);
  return t;
}

}  // namespace

// Within the namespace of streams of Arrow, too, `stream` is the namespace of sources.
namespace ltorisk::arrow {
static_assert(!stream::source<imported_stream>);
}

TEST_CASE("Arrow streams are sources: scored chunk by chunk as in memory, pass after pass") {
  const auto p = villages(1000, 137);
  const auto whole = all_of(p);
  REQUIRE(whole.rows() == 1000);
  const auto model = fit(two_figures());
  const auto expected = model.score(whole).columns[0].value;
  int opened = 0;
  arrow::source rows(
      [&] {
        ++opened;
        return producer::stream(p);
      },
      two_figures(), {.allow_extra_columns = true});
  static_assert(stream::source<decltype(rows)>);
  for (int pass = 1; pass <= 2; ++pass) {
    std::vector<double> values;
    stream::score(model, rows, [&](const scores& s, const table_view&) {
      values.insert(values.end(), s.columns[0].value.begin(), s.columns[0].value.end());
    });
    CHECK(values == expected);
    CHECK(opened == pass);
  }
  rows.rewind();
  CHECK(p.count.settled());
  CHECK(p.count.streams->handed_out == 3);
  CHECK(p.count.arrays->handed_out == 3 * 8);
}

TEST_CASE("an Arrow stream without batches is a source of no rows with columns") {
  const auto p = villages(0, 10);
  arrow::source rows([&] { return producer::stream(p); }, two_figures(),
                     {.allow_extra_columns = true});
  const auto* chunk = rows.next();
  REQUIRE(chunk);
  CHECK(chunk->rows() == 0);
  CHECK(chunk->columns().size() == 2);
  CHECK(rows.next() == nullptr);
}

TEST_CASE("an Arrow stream that has ended is not asked for another batch") {
  for (const std::size_t rows : {0U, 30U}) {
    auto p = villages(rows, 10);
    p.ends_once = true;
    arrow::source source([&] { return producer::stream(p); }, two_figures(),
                         {.allow_extra_columns = true});
    std::size_t read = 0;
    stream::each_chunk(source, [&](const table_view& chunk) { read += chunk.rows(); });
    CHECK(read == rows);
    CHECK(source.next() == nullptr);
    arrow::imported_stream out(arrow::score_stream(fit(two_figures()), producer::stream(p),
                                                   {.in = {.allow_extra_columns = true}}));
    while (out.next()) {
    }
    CHECK_FALSE(out.next());
  }
  auto f = two_figures();
  f.indicators[0].scale = normalize::min_max{};
  auto p = villages(0, 10);
  p.ends_once = true;
  CHECK_THROWS_WITH(
      fit(f, arrow::source([&] { return producer::stream(p); }, f, {.allow_extra_columns = true})),
      Contains("has no known value"));
}

TEST_CASE("scoring is a pipe from Arrow stream to Arrow stream") {
  const auto p = villages(1000, 137);
  const auto model = fit(two_figures());
  const auto whole = all_of(p);
  const auto expected = model.score(whole);
  {
    arrow::imported_stream out(
        arrow::score_stream(model, producer::stream(p),
                            {.in = {.allow_extra_columns = true}, .keep = {"region", "id"}}));
    std::string names;
    for (std::int64_t i = 0; i < out.schema().n_children; ++i) {
      names += std::string(out.schema().children[i]->name) + ":" +
               out.schema().children[i]->format + " ";
    }
    CHECK(names ==
          "region:vu id:l risk:g risk_state:i risk_lower:g risk_upper:g risk_bounds:i "
          "risk_coverage:g risk_before_limits:g ");
    std::size_t done = 0;
    for (auto b = out.next(); b; b = out.next()) {
      REQUIRE(b->n_children == out.schema().n_children);
      const auto* id = static_cast<const std::int64_t*>(b->children[1]->buffers[1]);
      const auto* risk = static_cast<const double*>(b->children[2]->buffers[1]);
      for (std::int64_t i = 0; i < b->length; ++i, ++done) {
        REQUIRE(id[i] == static_cast<std::int64_t>(1000 + done));
        REQUIRE(risk[i] == expected.columns[0].value[done]);
      }
    }
    CHECK(done == 1000);
  }
  CHECK(p.count.settled());
  CHECK(p.count.arrays->handed_out == 8 + 8);  // with those of all_of
}

TEST_CASE("an Arrow stream without batches is scored as one batch without rows") {
  const auto p = villages(0, 10);
  arrow::imported_stream out(
      arrow::score_stream(fit(two_figures()), producer::stream(p),
                          {.in = {.allow_extra_columns = true}, .keep = {"id", "region"}}));
  const auto none = out.next();
  REQUIRE(none);
  CHECK(none->length == 0);
  CHECK(none->n_children == out.schema().n_children);
  CHECK(none->children[1]->n_buffers == 3);
  CHECK_FALSE(out.next());
}

TEST_CASE("columns that a scored Arrow stream keeps are those of the slice") {
  auto p = villages(10, 10);
  auto& b = p.batches[0];
  b.offset = 4;
  b.length = 3;
  const auto model = fit(two_figures());
  arrow::imported_stream out(arrow::score_stream(
      model, producer::stream(p), {.in = {.allow_extra_columns = true}, .keep = {"id", "share"}}));
  const auto scored = out.next();
  const auto& id = *scored->children[0];
  CHECK(id.length == 3);
  CHECK(static_cast<const std::int64_t*>(id.buffers[1])[id.offset] == 1004);
  CHECK(scored->children[1]->offset == 4);
  CHECK(scored->children[1]->null_count == -1);
  CHECK_THROWS_WITH(arrow::score_stream(model, producer::stream(p),
                                        {.in = {.allow_extra_columns = true}, .keep = {"regoin"}}),
                    "keep: 'regoin' is not a column; did you mean 'region'?");
  CHECK(p.count.streams->handed_out == p.count.streams->released + 1);  // `out` is still open
}

TEST_CASE("a column that a scored Arrow stream keeps is checked before it is given on") {
  constexpr auto most = (std::numeric_limits<std::int64_t>::max)();
  const auto model = fit(two_figures());
  // Four rows, and a column of any type.
  const auto with = [](hm::column kept) {
    kept.name = "kept";
    auto b = hm::record({hm::doubles("poverty", {1, 2, 3, 4}), std::move(kept)}, 4);
    producer p;
    p.type = b;
    p.batches = {b};
    return p;
  };
  const auto error = [&](const producer& p) -> std::string {
    std::string words = "no error";
    {
      arrow::imported_stream out(arrow::score_stream(
          model, producer::stream(p), {.in = {.allow_extra_columns = true}, .keep = {"kept"}}));
      try {
        const auto b = out.next();
        CHECK(b->children[0]->length == 4);
      } catch (const input_error& e) {
        words = e.what();
      }
    }
    CHECK(p.count.settled());
    return words;
  };
  const auto spoilt = [&](hm::column kept, std::function<void(ArrowArray*&)> spoil) {
    auto p = with(std::move(kept));
    p.spoil = [spoil](ArrowArray& a) { spoil(a.children[1]); };
    return error(p);
  };
  const auto days = hm::numbers<std::int32_t>("", "tdD", {1, 2, 3, 4});
  CHECK(error(with(days)) == "no error");
  CHECK_THAT(error(with(hm::numbers<std::int32_t>("", "tdD", {1}))),
             Contains("column 'kept': has 1 cells, 4 are needed"));
  CHECK_THAT(spoilt(days, [](auto* a) { a->length = -1; }), Contains("negative length -1"));
  CHECK_THAT(spoilt(days, [](auto* a) { a->offset = -1; }), Contains("negative offset -1"));
  CHECK_THAT(spoilt(days, [](auto* a) { a->offset = most; }), Contains("which no memory holds"));
  CHECK_THAT(spoilt(days, [](auto* a) { a->length = most; }), Contains("which no memory holds"));
  CHECK_THAT(spoilt(days, [](auto* a) { a->release(a); }), Contains("was released"));
  CHECK_THAT(spoilt(days, [](auto*& a) { a = nullptr; }), Contains("column 'kept': is not there"));
  CHECK_THAT(spoilt(days, [](auto* a) { a->n_buffers = 1; }),
             Contains("has 1 buffers, its type has 2"));
  CHECK_THAT(spoilt(days, [](auto* a) { a->buffers = nullptr; }), Contains("no list of buffers"));
  CHECK_THAT(spoilt(days, [](auto* a) { a->buffers[1] = nullptr; }),
             Contains("no buffer of values"));
  CHECK_THAT(spoilt(days, [](auto* a) { a->null_count = 2; }), Contains("no validity bitmap"));
  CHECK_THAT(spoilt(days, [](auto* a) { a->null_count = 5; }), Contains("5 of its 4 cells"));
  CHECK_THAT(spoilt(days, [](auto* a) { a->n_children = 1; }), Contains("no list of children"));
  CHECK_THAT(spoilt(days, [](auto* a) { a->dictionary = a; }), Contains("its schema has none"));
  // Numbers and text are looked at as where they are read.
  const auto texts = hm::texts("", {"a", "b", "", "dd"});
  CHECK(error(with(texts)) == "no error");
  CHECK(error(with(hm::texts("", {"a", "b", "", "more than twelve"}, {}, "vu"))) == "no error");
  auto fall = texts;
  fall.buffers[1] = hm::bytes<std::int32_t>({0, 3, 1, 3, 4});
  CHECK_THAT(error(with(fall)), Contains("in its cell 1 has offsets that fall"));
  const auto words = hm::texts("", {"a", "b"});
  CHECK(error(with(hm::encoded<std::int32_t>("", {0, 1, 1, 0}, words))) == "no error");
  CHECK_THAT(error(with(hm::encoded<std::int32_t>("", {0, 1, 2, 0}, words))),
             Contains("in its cell 2 has an index outside its dictionary"));
  CHECK_THAT(spoilt(hm::encoded<std::int32_t>("", {0, 1, 1, 0}, words),
                    [](auto* a) { a->dictionary = nullptr; }),
             Contains("has no dictionary"));
  CHECK_THAT(spoilt(hm::encoded<std::int32_t>("", {0, 1, 1, 0}, words),
                    [](auto* a) { a->dictionary->offset = -7; }),
             Contains("has a dictionary that has the negative offset -7"));
  // Children, to the last.
  hm::column list{.format = "+l", .length = 4};
  list.buffers = {{}, hm::bytes<std::int32_t>({0, 2, 2, 3, 5})};
  list.absent = {true, false};
  list.children = {hm::doubles("item", {1, 2, 3, 4, 5})};
  CHECK(error(with(list)) == "no error");
  CHECK_THAT(spoilt(list, [](auto* a) { a->children[0]->length = 4; }),
             Contains("has a child 0 that has 4 cells, 5 are needed"));
  CHECK_THAT(spoilt(list, [](auto* a) { a->children[0] = nullptr; }),
             Contains("has a child 0 that is not there"));
  CHECK_THAT(spoilt(list, [](auto* a) { a->n_children = 0; }),
             Contains("0 children, its schema 1"));
  list.buffers[1] = hm::bytes<std::int32_t>({0, 2, 1, 3, 5});
  CHECK_THAT(error(with(list)), Contains("has offsets that fall"));
  const auto pair = hm::record({hm::doubles("x", {1, 2, 3, 4}), days}, 4);
  CHECK(error(with(pair)) == "no error");
  CHECK_THAT(spoilt(pair, [](auto* a) { a->offset = 1, a->length = 4; }),
             Contains("has a child 0 that has 4 cells, 5 are needed"));
  hm::column triples{.format = "+w:3", .length = 4};
  triples.buffers = {{}};
  triples.absent = {true};
  triples.children = {hm::doubles("item", std::vector<double>(12, 0.5))};
  CHECK(error(with(triples)) == "no error");
  CHECK_THAT(spoilt(triples, [](auto* a) { a->children[0]->length = 11; }),
             Contains("has 11 cells, 12 are needed"));
  triples.format = "+w:9223372036854775807";
  CHECK_THAT(error(with(triples)), Contains("longer than memory"));
  // One column given as two.
  auto twice = with(days);
  twice.type.children.push_back(days);
  twice.type.children.back().name = "again";
  twice.batches = {twice.type};
  twice.spoil = [](ArrowArray& a) { a.children[2] = a.children[1]; };
  arrow::imported_stream out(
      arrow::score_stream(model, producer::stream(twice),
                          {.in = {.allow_extra_columns = true}, .keep = {"kept", "again"}}));
  CHECK_THROWS_WITH(out.next(), Contains("column 'again': was released"));
}

TEST_CASE("every column of a scored Arrow stream's schema is checked, also those left out") {
  const auto model = fit(two_figures());
  for (const std::size_t rows : {0U, 10U}) {
    auto p = villages(rows, 10);
    for (auto* type : {&p.type, p.batches.empty() ? &p.type : &p.batches[0]}) {
      type->children[3].format = "+l";
      type->children[3].children = {hm::doubles("item", {})};
    }
    const auto error = [&](std::function<void(ArrowSchema&)> spoil) -> std::string {
      p.spoil_schema = [spoil](ArrowSchema& s) { spoil(*s.children[3]); };
      std::string words = "no error";
      try {
        arrow::imported_stream out(
            arrow::score_stream(model, producer::stream(p), {.in = {.allow_extra_columns = true}}));
        CHECK(out.next()->n_children == out.schema().n_children);
      } catch (const input_error& e) {
        words = e.what();
      }
      CHECK(p.count.settled());
      return words;
    };
    CHECK(error([](ArrowSchema&) {}) == "no error");
    CHECK(error([](ArrowSchema& s) { s.children = nullptr; }) ==
          "column 'region': has no list of its 1 children");
    CHECK(error([](ArrowSchema& s) { s.children[0] = nullptr; }) ==
          "column 'region': has a child 0 that is not there");
    CHECK(error([](ArrowSchema& s) { s.n_children = -1; }) ==
          "column 'region': has no list of its -1 children");
    CHECK(error([](ArrowSchema& s) { s.children[0]->format = nullptr; }) ==
          "column 'region': has a child 0 that has no format");
    CHECK(error([](ArrowSchema& s) { s.children[0]->release(s.children[0]); }) ==
          "column 'region': has a child 0 that was released or moved away");
    CHECK_THAT(error([](ArrowSchema& s) { s.children[0] = &s; }), Contains("is nested too deep"));
  }
}

TEST_CASE("a row without an id is refused by a scored Arrow stream as by the reader") {
  const auto model = fit(two_figures());
  const double infinite = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto error = [&](const hm::column& ids, const std::vector<double>& poverty) -> std::string {
    producer p;
    p.type = hm::record({ids, hm::doubles("poverty", poverty)}, ids.length);
    p.batches = {p.type};
    arrow::imported_stream out(arrow::score_stream(model, producer::stream(p)));
    try {
      (void)out.next();
    } catch (const input_error& e) {
      return e.what();
    }
    return "no error";
  };
  const std::string none = "row 1, column 'id': the row has no id";
  for (const auto* format : {"u", "U", "vu"}) {
    CHECK(error(hm::texts("id", {"a", "b"}, {true, true}, format), {1, 2}) == "no error");
    CHECK_THAT(error(hm::texts("id", {"a", "b"}, {true, false}, format), {1, 2}), Contains(none));
    CHECK_THAT(error(hm::texts("id", {"a", ""}, {}, format), {1, 2}), Contains(none));
  }
  CHECK_THAT(error(hm::texts("id", {"a", "\xff"}), {1, 2}), Contains("must be UTF-8"));
  CHECK_THAT(error(hm::numbers<std::int64_t>("id", "l", {1, 2}, {true, false}), {1, 2}),
             Contains(none));
  CHECK_THAT(error(hm::encoded<std::int32_t>("id", {0, 7}, hm::texts("", {"a"})), {1, 2}),
             Contains("row 1, column 'id': has an index outside its dictionary"));
  // Beside a figure that is wrong: both are told, however many ids are missing.
  const auto both =
      error(hm::texts("id", std::vector<std::string>(90, "")), std::vector<double>(90, infinite));
  CHECK_THAT(both, Contains("row '0', column 'poverty': inf must be finite"));
  const auto one = error(hm::texts("id", {"a", "b"}, {true, false}), {1, infinite});
  CHECK_THAT(one, Contains("row '1', column 'poverty': inf must be finite") && Contains(none));
  CHECK_THAT(error(hm::texts("id", {"a", "b"}, {true, false}), {1, nan}),
             Contains("row '1', column 'poverty': is NaN and not null"));
  // The reader tells both at once, too.
  const auto batch =
      hm::record({hm::texts("id", {"a", "b"}, {true, false}), hm::doubles("poverty", {nan, 1})}, 2);
  const arrow::reader read(*hm::schema(batch), two_figures());
  CHECK_THROWS_WITH(read(hm::array(batch)),
                    Contains(none) && Contains("row 'a', column 'poverty': is NaN"));
}

TEST_CASE("what goes wrong in a scored Arrow stream is its error, and everything is released") {
  auto p = villages(30, 10);
  const auto model = fit(two_figures());
  const arrow::score_stream_options options{.in = {.allow_extra_columns = true}};
  const double infinite = std::numeric_limits<double>::infinity();
  const auto error = [&](const producer& from) -> std::string {
    {
      arrow::imported_stream out(arrow::score_stream(model, producer::stream(from), options));
      try {
        while (out.next()) {
        }
      } catch (const input_error& e) {
        CHECK_THROWS_WITH(out.next(), e.what());  // it stays failed
        return e.what();
      }
    }
    return "no error";
  };
  CHECK(error(p) == "no error");
  p.fails_at = 2;
  CHECK(error(p) ==
        "stream: could not give its next batch: stream: could not give its next batch: the disk is "
        "on fire");
  p.fails_at = static_cast<std::size_t>(-1);
  // Scoring throws: a figure that is infinite, named by its row id.
  p.batches[1].children[1] = hm::doubles("poverty", std::vector<double>(10, infinite));
  CHECK_THAT(error(p), Contains("row '1010', column 'poverty': inf must be finite"));
  // Reading throws.
  const double nan = std::numeric_limits<double>::quiet_NaN();
  p.batches[1].children[1] = hm::doubles("poverty", std::vector<double>(10, nan));
  CHECK_THAT(error(p), Contains("row '1010', column 'poverty': is NaN and not null"));
  // Without ids rows are numbered through.
  for (auto& b : p.batches) b.children[0].name = "number";
  p.type.children[0].name = "number";
  CHECK_THAT(error(p), Contains("row '10', column 'poverty'"));
  p.batches[1].children[1] = hm::doubles("poverty", std::vector<double>(10, infinite));
  CHECK_THAT(error(p), Contains("row '10', column 'poverty': inf must be finite"));
  p.batches[2].length = -1;
  p.batches[1] = p.batches[0];
  CHECK_THAT(error(p), Contains("negative length"));
  CHECK(p.count.settled());
  CHECK(p.count.arrays->released > 0);

  p.type.children[1].name = "povert";
  CHECK_THROWS_WITH(arrow::score_stream(model, producer::stream(p)), Contains("'povert'"));
  CHECK_THROWS_WITH(arrow::imported_stream({}), Contains("was released"));
  CHECK(p.count.settled());
}

TEST_CASE("whatever an exported Arrow stream's producer throws becomes a code and words") {
  struct thrower {
    int what;
    [[nodiscard]] arrow::owner<ArrowSchema> schema() const { return {}; }
    [[nodiscard]] arrow::owner<ArrowArray> next() const {
      switch (what) {
        case 0: throw input_error({diagnostic{"here", "wrong"}});
        case 1: throw domain_error("no such parameter");
        case 2: throw std::bad_alloc();
        case 3: throw std::runtime_error("network");
        default: throw 17;
      }
    }
  };
  const int codes[] = {EINVAL, EINVAL, ENOMEM, EIO, EIO};
  const char* words[] = {"here: wrong", "no such parameter", "out of memory", "network", nullptr};
  for (int what = 0; what < 5; ++what) {
    auto s = arrow::export_stream(thrower{what});
    ArrowArray a{};
    CHECK(s->get_next(s.get(), &a) == codes[what]);
    CHECK(a.release == nullptr);
    const char* const said = s->get_last_error(s.get());
    if (words[what]) {
      REQUIRE(said);
      CHECK(std::string(said) == words[what]);
    } else {
      CHECK(said == nullptr);
    }
  }
}

TEST_CASE("an Arrow schema is copied in depth, with metadata") {
  std::string metadata;
  for (const std::string& text : {std::string("key"), std::string("a value")}) {
    const auto size = static_cast<std::int32_t>(text.size());
    metadata.append(reinterpret_cast<const char*>(&size), 4);
    metadata += text;
  }
  const std::int32_t pairs = 1;
  metadata.insert(0, reinterpret_cast<const char*>(&pairs), 4);
  auto original = hm::schema(hm::record(
      {hm::encoded<std::int32_t>("x", {0}, hm::texts("", {"a"})), hm::doubles("y", {})}, 1));
  original.get()->children[1]->metadata = metadata.data();
  const auto copy = arrow::detail::copy_schema(*original);
  original.reset();
  CHECK(std::string(copy->format) == "+s");
  CHECK(std::string(copy->children[0]->dictionary->format) == "u");
  CHECK(std::string(copy->children[1]->name) == "y");
  CHECK(copy->children[0]->metadata == nullptr);
  CHECK(std::memcmp(copy->children[1]->metadata, metadata.data(), metadata.size()) == 0);
  CHECK_THROWS_AS(arrow::detail::copy_schema(ArrowSchema{}), input_error);
}
