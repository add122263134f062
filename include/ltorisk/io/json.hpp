// SPDX-License-Identifier: BSL-1.0
#pragma once

/// All that reads or writes JSON. Takes nlohmann_json with it, about 2 s in each translation unit.

#include <ltorisk/io/framework_json.hpp>
#include <ltorisk/io/results_json.hpp>
#include <ltorisk/io/schemes.hpp>
