// SPDX-License-Identifier: BSL-1.0
#pragma once

#define LTORISK_VERSION_MAJOR 0
#define LTORISK_VERSION_MINOR 1
#define LTORISK_VERSION_PATCH 0
#define LTORISK_VERSION_STRING "0.1.0"

#if defined(_MSVC_LANG) ? _MSVC_LANG < 202002L : __cplusplus < 202002L
#error "ltorisk needs C++20: compile with -std=c++20, or target_compile_features(... cxx_std_20)"
#endif

// A missing value is a NaN. Under -ffinite-math-only a NaN test is always false, and every missing
// value would silently become a number.
#if defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__
#error "ltorisk needs NaN: compile without -ffast-math and -ffinite-math-only"
#endif
// One row has the bits of many: sums must not be taken in another order, nor the sign of a NaN be
// anything. (Clang does not say which of these it was given.)
#if defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) || defined(__NO_SIGNED_ZEROS__)
#error "ltorisk needs exact arithmetic: compile without -funsafe-math-optimizations and its parts"
#endif
