// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/normalize/scaled.hpp>

namespace ltorisk::normalize {

/// v = (x - mean) / deviation, for a cost (mean - x) / deviation (OECD/JRC Handbook 2008,
/// doi:10.1787/9789264043466-en, step 5.2). `sample`, the default, divides by n - 1 as the
/// Handbook's figures, COINr and pandas do; `population` by n, as scikit-learn does.
///
/// Any value, negative ones included, so not for geometric means; not capped. A column that is
/// constant, or has no known value, is an error that names it. One pass.
struct z_score {
  static constexpr const char* name = "z_score";
  using summary = statistics::moments;
  statistics::deviation deviation = statistics::deviation::sample;

  [[nodiscard]] scales::linear fit(const summary& s, const criterion& c) const {
    return scaled{.mean = 0, .spread = 1, .deviation = deviation}.fit(s, c, name);
  }

  static void parameters(auto& list, auto& self) {
    list("deviation", self.deviation, {"sample", "population"});
  }
  friend bool operator==(const z_score&, const z_score&) = default;
};

}  // namespace ltorisk::normalize
