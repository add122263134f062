// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/sensitivity/batch_function.hpp>
#include <ltorisk/sensitivity/factor.hpp>
#include <ltorisk/sensitivity/rank_shift.hpp>
#include <ltorisk/uncertainty/input_map.hpp>
#include <ltorisk/uncertainty/scorer.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// The sensitivity of a framework's scores: what `sobol_indices` asks, answered by the engine.
/// Needs Boost.Math, as `uncertainty/` does.
namespace ltorisk::sensitivity {

/// A figure of one draw's scores that is asked about.
struct question {
  enum class kind {
    score,       ///< of a community
    rank,        ///< of a community: 1 for the best, which is the lowest where the node says so
    rank_shift,  ///< how far ranks move on average (`rank_shift`) from the nominal scores
  };
  kind what = kind::score;
  std::string outcome = {};
  /// The id of a row; none for a shift.
  std::string community = {};

  friend bool operator==(const question&, const question&) = default;
};

/// Answers questions about the scores of a table, draw by draw, through `uncertainty::scorer`: a
/// `batch_function` for `sobol_indices`. A score that is missing in a draw leaves its question
/// without indices. The map must outlive it.
///
///     const uncertainty::input_map inputs(framework, data, sources);
///     const score_function scores(inputs, {{question::kind::rank, "conflict_risk", "Chaco"}});
///     sobol_indices(random::sobol(2 * inputs.coordinates(), 1), factors_of(inputs),
///                   scores.names(), scores)
template <unsigned Isa = simd::native_isa>
class score_function {
 public:
  /// Throws `input_error` where an outcome or a community is unknown, or a rank shift is asked of
  /// one community.
  score_function(const uncertainty::input_map& inputs, std::vector<question> questions)
      : inputs_(&inputs), questions_(std::move(questions)) {
    const auto& data = inputs.data();
    std::vector<std::string> rows;
    for (std::size_t r = 0; r < data.rows(); ++r) rows.push_back(data.row_id(r));
    const auto nominal = inputs.nominal().template score<Isa>(
        data, {.coverage = false, .bounds = false, .extra_columns = true});
    fault_list faults;
    const auto position = [&](const std::string& id, const std::vector<std::string>& known,
                              const char* what) {
      const auto at = std::ranges::find(known, id);
      if (at == known.end()) {
        faults.add("question", in_quotes(id) + " is not " + what + suggestion(id, known));
      }
      return static_cast<std::size_t>(at - known.begin());
    };
    for (const auto& q : questions_) {
      place p{.outcome = position(q.outcome, inputs.outcomes(), "an outcome")};
      if (const auto* n = inputs.nominal().framework().find_node(q.outcome)) {
        p.first = n->higher_is_worse ? best::lowest : best::highest;
      }
      if (q.what == question::kind::rank_shift && !q.community.empty()) {
        faults.add("question",
                   "a rank shift is of all communities; leave out " + in_quotes(q.community));
      }
      if (q.what != question::kind::rank_shift) {
        p.row = position(q.community, rows, "a community of the table");
      } else if (p.outcome < inputs.outcomes().size()) {
        p.shift.emplace(nominal[q.outcome].value, p.first);
      }
      places_.push_back(std::move(p));
    }
    faults.throw_if_any();
  }

  /// "score of Chaco, conflict_risk" and so on, in the order of the questions.
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> list;
    for (const auto& q : questions_) {
      list.push_back(q.what == question::kind::rank_shift
                         ? "average rank shift, " + q.outcome
                         : (q.what == question::kind::score ? "score of " : "rank of ") +
                               q.community + ", " + q.outcome);
    }
    return list;
  }

  void operator()(rows_view<const double> points, rows_view<double> answers) const {
    uncertainty::scorer<Isa> scores(*inputs_);
    for (std::size_t r = 0; r < points.rows; ++r) {
      scores.run(points[r]);
      for (std::size_t k = 0; k < places_.size(); ++k) {
        const auto& p = places_[k];
        const auto values = scores.values(p.outcome);
        answers[r][k] = questions_[k].what == question::kind::score ? values[p.row]
                        : questions_[k].what == question::kind::rank
                            ? rank_of(values, p.row, p.first)
                            : (*p.shift)(values);
      }
    }
  }

 private:
  struct place {
    std::size_t outcome = 0;
    std::size_t row = 0;
    best first = best::highest;
    std::optional<rank_shift> shift = {};
  };

  const uncertainty::input_map* inputs_;
  std::vector<question> questions_;
  std::vector<place> places_;
};

/// The factors of a map as it names them: the weights of a node, the evidence on an indicator, a
/// parameter of a scale, a choice of methods.
[[nodiscard]] inline std::vector<factor> factors_of(const uncertainty::input_map& inputs) {
  std::vector<factor> list;
  for (const auto& f : inputs.factors()) list.push_back(run_of(f.name, f.first, f.count));
  return list;
}

/// The factors of a map by kind: how much is the choice of methods, of weights, of scales, and how
/// much is the evidence. Kinds that are certain are left out.
[[nodiscard]] inline std::vector<factor> kinds_of(const uncertainty::input_map& inputs) {
  using kind = uncertainty::input_factor::kind;
  std::vector<factor> list;
  for (const auto& [what, name] : {std::pair{kind::method, "methods"},
                                   {kind::weights, "weights"},
                                   {kind::scale, "scales"},
                                   {kind::evidence, "evidence"}}) {
    factor all{.name = name};
    for (const auto& f : inputs.factors()) {
      if (f.what != what) continue;
      for (std::size_t c = 0; c < f.count; ++c) all.coordinates.push_back(f.first + c);
    }
    if (!all.coordinates.empty()) list.push_back(std::move(all));
  }
  return list;
}

}  // namespace ltorisk::sensitivity
