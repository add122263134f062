// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace ltorisk {

/// How far a simulation or a sensitivity analysis is.
struct progress {
  std::size_t draws = 0;  ///< done
  std::size_t requested = 0;
};

}  // namespace ltorisk
