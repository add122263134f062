// SPDX-License-Identifier: BSL-1.0

// Any bytes are a table or an `input_error`. What is a table is written and read back the same.

#include <ltorisk/io/csv.hpp>
#include <ltorisk/normalize/min_max.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

ltorisk::framework make_framework() {
  namespace scales = ltorisk::scales;
  ltorisk::framework f;
  f.id = "fuzz";
  f.indicators = {
      {.id = "a", .scale = scales::linear{0, 100}},
      {.id = "b", .scale = scales::logarithmic{.capped = false}},
      {.id = "c", .scale = scales::categories{{{"none", 0}, {"some, \"more\"", 0.5}, {"1", 3, 1}}}},
      {.id = "d", .scale = scales::half_life{2}},
      {.id = "e", .scale = scales::piecewise{{{0, 0}, {1, 1}}}},
      {.id = "f", .scale = ltorisk::normalize::min_max{}},
  };
  f.nodes = {{.id = "all", .children = {{.child = "a"}}}};
  f.outcomes = {"all"};
  return f;
}

bool same(double a, double b) {
  if (ltorisk::is_known(a))
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
  return !ltorisk::is_known(b) && ltorisk::is_not_applicable(a) == ltorisk::is_not_applicable(b);
}

bool same(const ltorisk::table_view& a, const ltorisk::table_view& b) {
  if (a.rows() != b.rows() || a.columns().size() != b.columns().size()) return false;
  for (std::size_t r = 0; r < a.rows(); ++r) {
    if (a.row_id(r) != b.row_id(r)) return false;
    for (std::size_t j = 0; j < a.columns().size(); ++j) {
      if (a.columns()[j].id != b.columns()[j].id) return false;
      if (!same(a.columns()[j][r], b.columns()[j][r])) return false;
    }
  }
  return true;
}

void run(std::string_view text, const ltorisk::csv_options& options) {
  static const auto f = make_framework();
  ltorisk::table t;
  try {
    t = ltorisk::read_csv(text, f, options);
  } catch (const ltorisk::input_error& e) {
    if (e.diagnostics().empty()) std::abort();
    return;
  }
  const auto written = ltorisk::write_csv(t, f);
  const auto again = ltorisk::read_csv(written, f);
  if (!same(again, t) || ltorisk::write_csv(again, f) != written) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  run(text, {});
  run(text, {.allow_extra_columns = true});
  return 0;
}
