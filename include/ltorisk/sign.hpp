// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace ltorisk {

/// How the value of a child enters its parent, and whether more of a criterion is better or worse.
enum class sign {
  plus,   ///< as v: a benefit
  minus,  ///< as 1 - v: a cost
};

}  // namespace ltorisk
