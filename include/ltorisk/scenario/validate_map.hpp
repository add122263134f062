// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/scenario/causal_map.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ltorisk::scenario {

namespace detail {

/// Finds every fault of a map. Positions are JSON pointers into the map's own file.
class map_check {
 public:
  map_check(const causal_map& m, fault_list& faults) : m_(m), faults_(faults), ids_(m.ids()) {}

  void run() {
    if (m_.concepts.empty()) faults_.add("/concepts", "must not be empty");
    for (std::size_t i = 0; i < ids_.size(); ++i) {
      const auto where = at("/concepts", i) + "/id";
      if (ids_[i].empty()) faults_.add(where, "must not be empty");
      const auto [first, fresh] = index_.try_emplace(ids_[i], i);
      if (!fresh && !ids_[i].empty()) {
        faults_.add(where, in_quotes(ids_[i]) + " is the id of " + at("/concepts", first->second) +
                               " already");
      }
    }
    for (std::size_t i = 0; i < m_.edges.size() && !faults_.full(); ++i) {
      check(at("/edges", i), m_.edges[i]);
    }
    known("/levers", m_.levers);
  }

 private:
  static std::string at(const std::string& parent, std::size_t i) {
    return parent + "/" + std::to_string(i);
  }

  void known(const std::string& where, const std::string& id) {
    if (index_.contains(id)) return;
    faults_.add(where, in_quotes(id) + " is not a concept" + suggestion(id, ids_));
  }
  void known(const std::string& where, const std::vector<std::string>& list) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      known(at(where, i), list[i]);
      const auto first = std::ranges::find(list, list[i]) - list.begin();
      if (static_cast<std::size_t>(first) != i) {
        faults_.add(at(where, i), in_quotes(list[i]) + " is given twice");
      }
    }
  }

  void check(const std::string& where, const causal_edge& e) {
    known(where + "/from", e.from);
    known(where + "/to", e.to);
    known(where + "/gated_by", e.gated_by);
    const auto [first, fresh] = seen_.try_emplace({e.from, e.to}, where);
    if (!fresh) {
      faults_.add(where, "the edge from " + in_quotes(e.from) + " to " + in_quotes(e.to) +
                             " is there already: " + first->second);
    }
    const auto inside = [](double w) { return std::fabs(w) <= 1; };  // false for NaN
    if (!inside(e.weight)) {
      faults_.add(where + "/weight", "must be from -1 to 1, got " + to_text(e.weight));
    }
    if (e.range && !(inside(e.range->lower) && inside(e.range->upper) &&
                     e.range->lower <= e.weight && e.weight <= e.range->upper)) {
      faults_.add(where + "/range", "must hold the weight " + to_text(e.weight) +
                                        " and lie in -1 to 1, got " + to_text(e.range->lower) +
                                        " to " + to_text(e.range->upper));
    }
  }

  const causal_map& m_;
  fault_list& faults_;
  std::vector<std::string> ids_;
  std::unordered_map<std::string_view, std::size_t> index_;
  std::map<std::pair<std::string_view, std::string_view>, std::string> seen_;
};

}  // namespace detail

/// Throws `input_error` with every fault: an id that is empty or there twice, an edge between
/// concepts that are not there or there twice, a weight or an interval beyond -1 to 1 or not a
/// number, a lever or a gate that is no concept. A self-loop is no fault, nor is an edge into a
/// lever, which moves nothing while the lever is held.
inline void validate(const causal_map& m) {
  fault_list faults;
  detail::map_check(m, faults).run();
  faults.throw_if_any();
}

}  // namespace ltorisk::scenario
