// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/change.hpp>
#include <ltorisk/explain/split_change.hpp>
#include <ltorisk/model.hpp>

#include <string_view>
#include <utility>

namespace ltorisk::explain {

/// Why a community's score at one date is not that of another: new evidence, age alone, other
/// weights, another method (`split_change`). Give the same model twice where it did not change.
/// Throws as `evidence::changes_between` and `split_change` do.
template <unsigned Isa = simd::native_isa>
[[nodiscard]] change_parts change_over_time(const evidence::community& c, evidence::date first,
                                            evidence::date second, const model& old_model,
                                            const model& new_model, std::string_view node,
                                            quantity of = quantity::value,
                                            const evidence::observe_options& options = {}) {
  evidence::observation before{.as_of = first}, aged{.as_of = second}, after{.as_of = second};
  for (auto& x : evidence::changes_between(c, first, second, options)) {
    before.findings.push_back(std::move(x.before));
    aged.findings.push_back(std::move(x.aged));
    after.findings.push_back(std::move(x.after));
  }
  return split_change<Isa>(old_model, new_model, before.record(), aged.record(), after.record(),
                           node, of);
}

}  // namespace ltorisk::explain
