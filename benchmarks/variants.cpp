// SPDX-License-Identifier: BSL-1.0

#include "flat.hpp"

#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/aggregate/geometric_mean.hpp>
#include <ltorisk/aggregate/harmonic_mean.hpp>
#include <ltorisk/aggregate/ideal_closeness.hpp>
#include <ltorisk/aggregate/inverted_geometric_mean.hpp>
#include <ltorisk/aggregate/maximum.hpp>
#include <ltorisk/aggregate/median.hpp>
#include <ltorisk/aggregate/minimum.hpp>
#include <ltorisk/aggregate/ordered_mean.hpp>
#include <ltorisk/aggregate/penalized_mean.hpp>
#include <ltorisk/aggregate/power_mean.hpp>
#include <ltorisk/aggregate/product.hpp>
#include <ltorisk/aggregate/waspas.hpp>

namespace {

using namespace ltorisk;

/// The schemes against each other.
const bool variants = [] {
  const auto each = [](const auto&... scheme) {
    for (const int missing : {0, 5}) (flat::add(scheme, {12, 20000, missing}, limits::read), ...);
  };
  each(aggregate::arithmetic_mean{}, aggregate::geometric_mean(0.01),
       aggregate::harmonic_mean(0.01), aggregate::power_mean(2), aggregate::minimum{},
       aggregate::maximum{}, aggregate::product{}, aggregate::inverted_geometric_mean{},
       aggregate::median{}, aggregate::ordered_mean{.exponent = 0.4}, aggregate::penalized_mean{},
       aggregate::waspas{}, aggregate::ideal_closeness{});
  return true;
}();

}  // namespace
