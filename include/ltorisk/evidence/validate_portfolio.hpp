// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/evidence/check_entry.hpp>
#include <ltorisk/evidence/community.hpp>
#include <ltorisk/evidence/finding.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace ltorisk::evidence {

namespace detail {

/// Lists the faults of one community, each with the JSON pointer at which a file has it.
class community_check {
 public:
  community_check(fault_list& faults, std::string pointer)
      : faults_(faults), root_(std::move(pointer)) {}

  void run(const community& c) {
    if (c.id.empty()) faults_.add(root_ + "/id", "must not be empty");
    each("/acts", c.acts);
    each("/dissent", c.dissent);
    each("/formalization/stages", c.formalization.stages);
    each("/formalization/extensions", c.formalization.extensions);
    each("/formalization/operations", c.formalization.operations);
    each("/consultation", c.consultation);
    each("/events", c.events);
    if (c.events_complete) {
      entry_check(faults_).run(root_ + "/events_complete", *c.events_complete);
    }
    each("/phases", c.phases);
    each("/neighbors", c.neighbors);
    each("/samples", c.samples);
    each("/livelihood", c.livelihood);
    each("/enforcement", c.enforcement);
    each("/support", c.support);
    each("/mined_area", c.mined_area);
    each("/farm_income", c.farm_income);
    each("/gold_price", c.gold_price);
    each("/overrides", c.overrides);
    each("/open_questions", c.open_questions);
  }

  template <class Entry>
  void each(const char* list_name, const std::vector<Entry>& list) {
    for (std::size_t i = 0; i < list.size() && !faults_.full(); ++i) {
      entry_check(faults_).run(root_ + list_name + "/" + std::to_string(i), list[i]);
    }
    refuse_duplicates(list_name, list);
  }

 private:
  // Told once, an event weighs once.
  template <class Entry>
  void refuse_duplicates(const char* list_name, const std::vector<Entry>& list) {
    const auto before = [&](std::size_t a, std::size_t b) {
      const auto x = observed_on(list[a]), y = observed_on(list[b]);
      return x != y ? x < y : a < b;
    };
    std::vector<std::size_t> order(list.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::sort(order, before);
    for (std::size_t i = 0; i < order.size() && !faults_.full(); ++i) {
      for (std::size_t j = i; j-- > 0;) {
        if (observed_on(list[order[j]]) != observed_on(list[order[i]])) break;
        if (!(list[order[j]] == list[order[i]])) continue;
        faults_.add(root_ + list_name + "/" + std::to_string(order[i]),
                    "is the same as entry " + std::to_string(order[j]));
        break;
      }
    }
  }

  fault_list& faults_;
  std::string root_;
};

}  // namespace detail

/// Throws `input_error` with every fault of a community, by JSON pointer: days that are none, more
/// votes than members, parts larger than their whole, what was done before the act it belongs to,
/// entries that are there twice, unknown indicators, overrides without a reason.
inline void validate(const community& c, const std::string& pointer = "") {
  fault_list faults;
  detail::community_check(faults, pointer).run(c);
  faults.throw_if_any();
}

/// The same of all communities of a portfolio and of what they share; an id must not be there
/// twice.
inline void validate(const portfolio& p) {
  fault_list faults;
  detail::community_check(faults, "").each("/gold_price", p.gold_price);
  std::unordered_set<std::string_view> seen;
  for (std::size_t i = 0; i < p.communities.size() && !faults.full(); ++i) {
    const auto& c = p.communities[i];
    const auto pointer = "/communities/" + std::to_string(i);
    if (!c.id.empty() && !seen.insert(c.id).second) {
      faults.add(pointer + "/id", in_quotes(c.id) + " is there twice");
    }
    detail::community_check(faults, pointer).run(c);
  }
  faults.throw_if_any();
}

}  // namespace ltorisk::evidence
