// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/scales/linear.hpp>
#include <ltorisk/statistics/moments.hpp>

#include <string>

namespace ltorisk::normalize {

/// v = (x - least) / (most - least), for a cost (most - x) / (most - least), carried onto `onto`:
/// [1, 100] for geometric means, as COINr's users do (OECD/JRC Handbook 2008,
/// doi:10.1787/9789264043466-en, step 5). Capped, a figure outside the sample's range counts as the
/// end it passed.
///
/// A column that is constant, or has no known value, is an error that names it. One pass.
struct min_max {
  static constexpr const char* name = "min_max";
  using summary = statistics::moments;
  interval onto = {};
  bool capped = true;

  [[nodiscard]] scales::linear fit(const summary& s, const criterion& c) const {
    const auto& column = s[0];
    if (column.constant()) {
      throw input_error({{"column " + in_quotes(c.id),
                          column.count > 0 ? "is constant at " + to_text(column.least) +
                                                 ": min_max needs two different values"
                                           : "has no known value: min_max needs two"}});
    }
    const bool cost = c.direction == sign::minus;
    const scales::linear fixed{.lower = column.least,
                               .upper = column.most,
                               .onto = cost ? interval{onto.upper, onto.lower} : onto,
                               .capped = capped};
    try {
      fixed.validate();
    } catch (const domain_error& e) {
      throw input_error(
          {{"column " + in_quotes(c.id),
            std::string("its smallest and largest value make no scale: ") + e.what()}});
    }
    return fixed;
  }

  static void parameters(auto& list, auto& self) {
    list("onto", self.onto);
    list("capped", self.capped);
  }
  void validate() const { scales::detail::require_goalposts(name, 0, 1, onto); }
  friend bool operator==(const min_max&, const min_max&) = default;
};

}  // namespace ltorisk::normalize
