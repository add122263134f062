// SPDX-License-Identifier: BSL-1.0
#pragma once

/// All that reads or writes JSON. Takes nlohmann_json with it, which costs a translation unit more
/// than the rest of the library.

#include <ltorisk/io/causal_map_json.hpp>
#include <ltorisk/io/community_json.hpp>
#include <ltorisk/io/framework_json.hpp>
#include <ltorisk/io/results_json.hpp>
#include <ltorisk/io/scenario_report.hpp>
#include <ltorisk/io/schemes.hpp>
