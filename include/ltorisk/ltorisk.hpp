// SPDX-License-Identifier: BSL-1.0
#pragma once

/// What describes: framework, index, indicator and scale, table and record, what a score consists
/// of, and the aggregations used most. It costs a little more than the standard headers it stands
/// on.
///
/// Whoever makes scores of it includes `model.hpp`, which costs as much again and brings `fit`,
/// `model` and `validate`. Everything else is included by name too, because a consumer pays for
/// each: other schemes (`aggregate/`, `normalize/`, `weight/`), ready frameworks (`frameworks/`),
/// files (`io/`), `composite.hpp`, and what is asked of scores (`explain/`, `compare/`,
/// `uncertainty/`, `sensitivity/`, `scenario/`).

#include <ltorisk/aggregate/arithmetic_mean.hpp>
#include <ltorisk/aggregate/gated.hpp>
#include <ltorisk/aggregate/geometric_mean.hpp>
#include <ltorisk/aggregate/harmonic_mean.hpp>
#include <ltorisk/aggregate/inverted_geometric_mean.hpp>
#include <ltorisk/aggregate/maximum.hpp>
#include <ltorisk/aggregate/minimum.hpp>
#include <ltorisk/aggregate/power_mean.hpp>
#include <ltorisk/aggregate/product.hpp>
#include <ltorisk/any_aggregation.hpp>
#include <ltorisk/any_normalization.hpp>
#include <ltorisk/any_weighting.hpp>
#include <ltorisk/concepts.hpp>
#include <ltorisk/error.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/index.hpp>
#include <ltorisk/indicator.hpp>
#include <ltorisk/math.hpp>
#include <ltorisk/record.hpp>
#include <ltorisk/scale.hpp>
#include <ltorisk/scores.hpp>
#include <ltorisk/table.hpp>
#include <ltorisk/text.hpp>
#include <ltorisk/version.hpp>
#include <ltorisk/weight/equal.hpp>
