// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ltorisk::sensitivity {

/// What is asked about as one: "the weights of the driver", "the evidence on water", "the rule of
/// aggregation". Coordinates are those of the points a function is given; a factor may have many.
struct factor {
  std::string name = {};
  std::vector<std::size_t> coordinates = {};

  friend bool operator==(const factor&, const factor&) = default;
};

/// `count` coordinates from `first` on as one factor.
[[nodiscard]] inline factor run_of(std::string name, std::size_t first, std::size_t count) {
  factor f{.name = std::move(name)};
  for (std::size_t c = first; c < first + count; ++c) f.coordinates.push_back(c);
  return f;
}

/// How many coordinates the factors have together. Throws `input_error` where they do not share out
/// 0, 1, 2, ... among them, each to one, or a name is there twice.
[[nodiscard]] inline std::size_t coordinates_of(const std::vector<factor>& factors) {
  fault_list faults;
  std::size_t count = 0;
  for (const auto& f : factors) count += f.coordinates.size();
  std::vector<const factor*> owner(count, nullptr);
  for (const auto& f : factors) {
    const auto where = "factor " + in_quotes(f.name);
    for (const auto& other : factors) {
      if (&other == &f) break;
      if (other.name == f.name) faults.add(where, "is there twice");
    }
    if (f.coordinates.empty()) faults.add(where, "has no coordinates");
    for (const auto c : f.coordinates) {
      if (c >= count) {
        faults.add(where, "has coordinate " + std::to_string(c) + ", but the factors have " +
                              std::to_string(count) + " together, counted from 0");
      } else if (owner[c]) {
        faults.add(where, "has coordinate " + std::to_string(c) + ", as has " +
                              (owner[c] == &f ? "it already" : in_quotes(owner[c]->name)));
      } else {
        owner[c] = &f;
      }
    }
  }
  if (factors.empty()) faults.add("factors", "there are none");
  faults.throw_if_any();
  return count;
}

}  // namespace ltorisk::sensitivity
