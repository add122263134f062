// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/math/policies/policy.hpp>

namespace ltorisk::uncertainty::detail {

/// Doubles are computed as doubles: 5 to 15 times faster than by way of long double, and good to
/// about 1e-14.
using policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

}  // namespace ltorisk::uncertainty::detail
