// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/fixed_scale.hpp>
#include <ltorisk/engine/plan.hpp>
#include <ltorisk/table.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace ltorisk::engine {

/// The slow way round, only after the engine met a cell it cannot score: finds and names them all
/// from row `begin` on. Internal.
[[noreturn]] inline void refuse(const plan& p, const table_view& data, std::size_t begin,
                                std::size_t end) {
  const auto& indicators = p.source().indicators;
  fault_list faults;
  for (std::size_t row = begin; row < end && !faults.full(); ++row) {
    std::vector<bool> named(indicators.size());
    for (const auto& leaf : p.leaves()) {
      const auto& i = indicators[leaf.column];
      const auto* column = data.find(i.id);
      if (named[leaf.column] || !column || !is_known((*column)[row])) continue;
      const double x = (*column)[row];
      const auto read = detail::read(*leaf.seen_through, x);
      if (read.scorable) continue;
      named[leaf.column] = true;
      faults.add("row " + in_quotes(data.row_id(row)) + ", column " + in_quotes(i.id),
                 to_text(x) + (read.valid ? " is too far outside its scale"
                                          : " " + domain_words(*leaf.seen_through)));
    }
  }
  faults.throw_if_any();
  throw std::logic_error("ltorisk: a cell was refused and not found");
}

}  // namespace ltorisk::engine
