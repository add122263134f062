// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/engine/fixed_scale.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/scale.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// Methods as they might have been chosen.
namespace ltorisk::uncertainty {

/// One way to do it: a change to the framework before it is fitted.
struct alternative {
  std::string name = {};
  std::function<void(framework&)> change = {};
};

/// A list of ways of which each draw takes one, all alike. The first is that of the nominal scores.
/// Its random numbers come from its name, which no other source may have.
/// A change of your own is an `alternative` too.
struct choice {
  std::string name = {};
  std::vector<alternative> alternatives = {};
};

namespace detail {

[[nodiscard]] inline node& node_of(framework& f, const std::string& id) {
  std::vector<std::string> known;
  for (auto& n : f.nodes) {
    if (n.id == id) return n;
    known.push_back(n.id);
  }
  throw input_error({{"uncertain", in_quotes(id) + " is not a node" + suggestion(id, known)}});
}

[[nodiscard]] inline std::string name_of(const scale& s) {
  return std::visit(
      [](const auto& x) {
        if constexpr (requires { x.name(); }) {
          return std::string(x.name());
        } else {
          return std::string(x.kind);
        }
      },
      s);
}

[[nodiscard]] inline std::string name_of_normalizations(const std::vector<std::string>& ids) {
  constexpr std::size_t most = 3;
  std::string name = "normalization";
  for (std::size_t k = 0; k < ids.size() && k < most; ++k) {
    name += (k == 0 ? " of " : ", ") + ids[k];
  }
  if (ids.size() > most) name += " and " + std::to_string(ids.size() - most) + " more";
  return name;
}

}  // namespace detail

/// The aggregation of a node, by one of these. Named "aggregation of NODE" unless a name is given.
[[nodiscard]] inline choice aggregations(const std::string& node,
                                         const std::vector<any_aggregation>& list,
                                         const std::string& name = {}) {
  choice c{.name = name.empty() ? "aggregation of " + node : name};
  for (const auto& a : list) {
    c.alternatives.push_back({std::string(a.name()), [node, a](framework& f) {
                                detail::node_of(f, node).aggregation = a;
                              }});
  }
  return c;
}

/// The scales of indicators, all by one of these: normalizations, which are learned from the table,
/// or fixed scales. Their directions must agree: the sign of an edge acts on whatever comes out.
/// Named "normalization of a, b, c and 2 more" unless a name is given.
[[nodiscard]] inline choice normalizations(const std::vector<std::string>& indicators,
                                           const std::vector<scale>& list,
                                           const std::string& name = {}) {
  choice c{.name = name.empty() ? detail::name_of_normalizations(indicators) : name};
  for (const auto& s : list) {
    c.alternatives.push_back(
        {detail::name_of(s), [indicators, s](framework& f) {
           std::vector<std::string> known;
           for (const auto& i : f.indicators) known.push_back(i.id);
           for (const auto& id : indicators) {
             const auto at = std::ranges::find(known, id);
             if (at == known.end()) {
               throw input_error({{"normalizations", in_quotes(id) + " is not an indicator" +
                                                         suggestion(id, known)}});
             }
             f.indicators[static_cast<std::size_t>(at - known.begin())].scale = s;
           }
         }});
  }
  return c;
}

/// What becomes of the children of a node that are missing.
enum class missing_policy {
  as_given,       ///< as the framework says
  skip,           ///< left out, unless the aggregation requires them
  require,        ///< the node is missing too
  assume_middle,  ///< counted at the middle of their range; a category, as the one in the middle
};

/// The missing rule of a node, by one of these. Named "missing rule of NODE" unless a name is
/// given.
[[nodiscard]] inline choice missing_rules(const std::string& node,
                                          const std::vector<missing_policy>& list,
                                          const std::string& name = {}) {
  constexpr std::array names{"as given", "skip", "require", "assume the middle"};
  choice c{.name = name.empty() ? "missing rule of " + node : name};
  const auto middle = [](const framework& f, const edge& e) {
    const auto* i = f.find_indicator(e.child);
    if (!i) return f.to_score(0.5);
    const auto& s = e.scale ? *e.scale : i->scale;
    if (const auto* cat = std::get_if<scales::categories>(&s)) {
      return std::ranges::min_element(
                 cat->list, {}, [](const scales::category& x) { return std::fabs(x.value - 0.5); })
          ->code;
    }
    const auto [lower, upper] = ltorisk::detail::declared_range(s);
    return lower + (upper - lower) / 2;
  };
  for (const auto policy : list) {
    c.alternatives.push_back(
        {names[static_cast<std::size_t>(policy)], [node, policy, middle](framework& f) {
           if (policy == missing_policy::as_given) return;
           for (auto& e : detail::node_of(f, node).children) {
             e.required = policy == missing_policy::require;
             e.assume.reset();
             if (policy != missing_policy::assume_middle) continue;
             e.assume = middle(f, e);
           }
         }});
  }
  return c;
}

}  // namespace ltorisk::uncertainty
