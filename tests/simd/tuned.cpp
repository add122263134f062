// SPDX-License-Identifier: BSL-1.0
// Built for a processor whose tuning keeps GCC from contracting some products with their sums: a row
// alone has the bits it has among others all the same, also by a scheme that says nothing of it.

#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/model.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <random>
#include <span>
#include <variant>
#include <vector>

using namespace ltorisk;

namespace {

struct plain_mean {
  static constexpr const char* name = "plain_mean";
  static constexpr bool one_pass = true;

  template <class X, class W>
  [[nodiscard]] auto operator()(const X& x, const W& w) const {
    math::value_type<X> sum = 0, total = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
      sum += w[j] * x[j];
      total += w[j];
    }
    return x[0] * (1 - sum / total);
  }
  [[nodiscard]] constexpr aggregation_laws laws() const { return {}; }
  friend bool operator==(const plain_mean&, const plain_mean&) = default;
};

framework own() {
  framework f{.id = "own",
              .score_range = {0, 10},
              .indicators = {{.id = "a"}, {.id = "b"}, {.id = "c"}},
              .outcomes = {"top"}};
  f.nodes = {{.id = "top",
              .aggregation = plain_mean{},
              .children = {{.child = "a"}, {.child = "b"}, {.child = "c"}}}};
  return f;
}

std::size_t differences(const framework& f) {
  constexpr std::size_t rows = 1000;
  std::mt19937_64 dice(3);
  std::vector<std::vector<double>> columns;
  table_view view(rows);
  for (const auto& i : f.indicators) {
    auto& column = columns.emplace_back(rows);
    const auto* list = std::get_if<scales::categories>(&i.scale);
    const auto [lower, upper] = detail::declared_range(i.scale);
    for (double& x : column) {
      const auto drawn = static_cast<double>(dice() >> 11) * 0x1p-53;
      x = list ? list->list[dice() % list->list.size()].code : lower + (upper - lower) * drawn;
    }
  }
  for (std::size_t j = 0; j < columns.size(); ++j) {
    view.add(f.indicators[j].id, std::span<const double>(columns[j]));
  }
  const auto m = fit(f);
  const auto together = m.score(view);
  auto alone = m.row_scorer();
  std::vector<double> figures(columns.size()), outcomes(f.outcomes.size());
  std::size_t differ = 0;
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t j = 0; j < columns.size(); ++j) figures[j] = columns[j][r];
    alone(figures, outcomes);
    for (std::size_t k = 0; k < outcomes.size(); ++k) {
      const double among_others = together.columns[k].value[r];
      differ += std::bit_cast<std::uint64_t>(outcomes[k]) !=
                std::bit_cast<std::uint64_t>(among_others);
    }
  }
  std::printf("%s: %zu scores differ\n", f.id.c_str(), differ);
  return differ;
}

}  // namespace

int main() {
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return 77;
  return differences(own()) + differences(frameworks::andean_mining()) == 0 ? 0 : 1;
}
