// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/criteria.hpp>
#include <ltorisk/executor.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/statistics/any_reduction.hpp>
#include <ltorisk/stream/peers.hpp>
#include <ltorisk/stream/source.hpp>
#include <ltorisk/table.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

/// The scales that `fit` learns from a sample. Internal.
namespace ltorisk::engine {

/// Adds a fault for each column the framework does not know.
inline void check_columns(const framework& f, const table_view& data, fault_list& faults) {
  std::vector<std::string> known;
  for (const auto& i : f.indicators) known.push_back(i.id);
  const std::unordered_set<std::string_view> ids(known.begin(), known.end());
  for (const auto& column : data.columns()) {
    if (ids.contains(column.id)) continue;
    faults.add("column " + in_quotes(column.id),
               "is not an indicator of " + in_quotes(f.id) + suggestion(column.id, known));
  }
}

/// Replaces every learned scale by the fixed one the sample gives: one pass, or none where no scale
/// is learned. `check(chunk, faults)` looks at the first chunk.
template <stream::source S, stream::peers Peers, class Check>
void freeze_scales(framework& f, S& sample, const Peers& others, executor_ref run,
                   const Check& check) {
  struct task {
    const std::string* column;
    scale* learned_scale;
    std::unique_ptr<statistics::any_reduction> learned;
  };
  std::vector<task> tasks;
  std::vector<statistics::any_reduction*> reductions;
  const auto learn = [&](const std::string& column, scale& s) {
    const auto* learned = std::get_if<any_normalization>(&s);
    if (!learned) return;
    tasks.push_back({&column, &s, learned->begin(others.first_row() / statistics::block_rows)});
    reductions.push_back(tasks.back().learned.get());
  };
  for (auto& i : f.indicators) learn(i.id, i.scale);
  for (auto& n : f.nodes) {
    for (auto& e : n.children) {
      if (e.scale) learn(e.child, *e.scale);
    }
  }

  const auto read = [&] {
    fault_list faults;
    bool first = true;
    if (tasks.empty()) {
      sample.rewind();
      if (const auto* chunk = sample.next()) check(*chunk, faults);
      faults.throw_if_any();
      return;
    }
    const auto visit = [&](const table_view& chunk) {
      if (first) {
        check(chunk, faults);
        faults.throw_if_any();
      }
      for (auto& t : tasks) {
        if (faults.full()) break;
        const auto* column = chunk.find(*t.column);
        if (column) {
          try {
            t.learned->add({column, 1}, chunk.rows(), run);
          } catch (const input_error&) {
            // Cells that are infinite are named by the ids of their rows.
            if (detail::finite_cells(*column, chunk, faults)) throw;
          }
        } else if (first) {
          const auto name = std::get<any_normalization>(*t.learned_scale).name();
          faults.add("column " + in_quotes(*t.column),
                     "is not in the sample, and its " + std::string(name) + " scale needs it");
        }
      }
      first = false;
      if (faults.full()) faults.throw_if_any();
    };
    stream::each_chunk(sample, visit, others.first_row());
    faults.throw_if_any();
  };
  others(read, std::span<statistics::any_reduction* const>(reductions));

  const auto fix = [&] {
    fault_list faults;
    for (const auto& t : tasks) t.learned->require_whole("shards");
    for (auto& t : tasks) {
      try {
        *t.learned_scale =
            std::get<any_normalization>(*t.learned_scale).fit(*t.learned, *t.column);
      } catch (const input_error& e) {
        for (const auto& [where, what] : e.diagnostics()) faults.add(where, what);
      }
      t.learned.reset();
    }
    faults.throw_if_any();
  };
  others(fix, {});
}

}  // namespace ltorisk::engine
