// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "data.hpp"

#include <ltorisk/engine/fixed_scale.hpp>
#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/scale.hpp>

#include <cstddef>
#include <variant>

namespace data {

/// A figure the indicator can take: a code of its categories, or a number in its range.
inline double figure(dice& d, const ltorisk::indicator& i) {
  if (const auto* c = std::get_if<ltorisk::scales::categories>(&i.scale)) {
    return c->list[d.below(c->list.size())].code;
  }
  const auto range = ltorisk::detail::declared_range(i.scale);
  return range.lower + (range.upper - range.lower) * d.uniform();
}

/// Random communities for the default framework.
inline columns communities(std::size_t rows, int percent_missing) {
  columns t;
  dice d(rows);
  for (const auto& i : ltorisk::frameworks::andean_mining().indicators) {
    t.ids.push_back(i.id);
    auto& column = t.cells.emplace_back(rows);
    for (double& x : column) {
      const bool unknown = d.below(100) < static_cast<std::size_t>(percent_missing);
      x = unknown ? missing : figure(d, i);
    }
  }
  return t;
}

}  // namespace data
