// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/observe.hpp>
#include <ltorisk/framework.hpp>
#include <ltorisk/uncertainty/cells.hpp>
#include <ltorisk/uncertainty/discrete.hpp>
#include <ltorisk/uncertainty/event_rate.hpp>
#include <ltorisk/uncertainty/share.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

/// How sure the figures are that follow from counts. Needs Boost, hence in a header of its own.
namespace ltorisk::evidence {

struct uncertain_options {
  observe_options observe = {};
  /// Years in which a count of people's stand loses half its say about today: votes and dissent.
  double half_life = 2;
  /// How surely a coder's phase is not its neighbor, by confidence (not stated, low, medium, high).
  /// Judgement.
  std::array<double, 4> sure = {0.8, 0.6, 0.8, 0.95};
};

/// What a finding could be instead.
struct uncertain_finding {
  std::string indicator = {};
  uncertainty::any_distribution figure;
  std::string derivation = {};
};

/// Support for a holder today, by the counts of the last vote and its age. The legal test uses the
/// counts themselves and does not look at this.
struct support_today {
  evidence::holder holder = holder::formal_operator;
  uncertainty::share figure = {};
  /// The share of the qualified members, or of those present, that the law asks for.
  double majority = 0;

  /// Posterior probability that the support would still reach it.
  [[nodiscard]] double still_reached() const { return 1 - figure.cdf(majority); }
};

struct uncertain_observation {
  std::vector<uncertain_finding> findings = {};
  std::vector<support_today> support = {};

  /// As cells of a row of a table.
  [[nodiscard]] uncertainty::uncertain_cells cells(std::size_t row) const {
    uncertainty::uncertain_cells list;
    for (const auto& f : findings) list.push_back({row, f.indicator, f.figure});
    return list;
  }
};

namespace detail {

/// Derives them one by one; what the evidence does not say is left out.
class uncertain_deriver {
 public:
  uncertain_deriver(const community& c, const moment& at, const uncertain_options& o)
      : c_(c), at_(at), o_(o) {}

  [[nodiscard]] uncertain_observation run(const framework& f) {
    if (const auto* d = latest(c_.dissent, at_)) {
      share_of("internal_dissent", d->opposed, d->of, years_between(d->date, at_.as_of));
    }
    if (const auto* s = latest(c_.samples, at_)) share_of("exceedance", s->above_limit, s->taken);
    survey("mining_dependence", &livelihood_survey::with_mining_income);
    survey("alternatives", &livelihood_survey::in_alternative_programs);
    if (const auto* p = latest(c_.enforcement, at_)) {
      rate("enforcement", p->interdictions, years_of(*p), 1);
    }
    if (const auto* p = latest(c_.support, at_)) {
      rate("adaptive_support", p->contacts, p->operators * years_of(*p), 100);
    }
    pressure();
    phase(f);
    for (const auto who : {holder::formal_operator, holder::informal_miners}) support(who);
    return std::move(result_);
  }

 private:
  void add(const char* indicator, uncertainty::any_distribution d, std::string words) {
    result_.findings.push_back({indicator, std::move(d), std::move(words)});
  }

  void share_of(const char* indicator, int count, int of, double age = 0) {
    if (of <= 0) return;
    const uncertainty::share s{static_cast<double>(count), static_cast<double>(of), age,
                               o_.half_life};
    add(indicator, s,
        "Beta posterior of " + ratio_text(count, of) +
            (age > 0 ? ", " + to_text(std::round(age * 10) / 10) + " years ago" : ""));
  }

  void survey(const char* indicator, std::optional<int> livelihood_survey::*part) {
    const auto* s = latest(c_.livelihood, at_,
                           [&](const livelihood_survey& x) { return x.*part && x.households; });
    if (s) share_of(indicator, *(s->*part), *s->households);
  }

  void rate(const char* indicator, int count, double exposure, double per) {
    if (!(exposure > 0)) return;
    add(indicator, uncertainty::event_rate{static_cast<double>(count), exposure, per},
        "Gamma posterior of " + std::to_string(count) + " events");
  }

  // The pressure of a steady rate of events is rate * (6 / ln 2 months) * mean severity, and the
  // events, each as much as half-lives have left of it, are a count under the same exposure: so the
  // pressure is mean severity * Gamma(count + 1/2). Where there was none, severities of 0.5.
  void pressure() {
    double count = 0, sum = 0;
    for (const auto& e : c_.events) {
      if (!at_.knows(e)) continue;
      const double left = std::exp2(-months_between(e.date, at_.as_of) / 6);
      count += left;
      sum += left * severity(e);
    }
    if (!event_pressure(c_.events, c_.events_complete, at_).known()) return;
    const double mean = count > 0 ? sum / count : 0.5;
    if (!(mean > 0)) return;
    add("event_pressure", uncertainty::event_rate{count, 1, mean},
        "Gamma posterior of events worth " + to_text(std::round(count * 100) / 100) + " of today");
  }

  void phase(const framework& f) {
    const auto found = conflict_phase(c_.phases, at_);
    const auto* i = f.find_indicator("conflict_phase");
    const auto* scale = i ? std::get_if<scales::categories>(&i->scale) : nullptr;
    if (!scale) return;
    for (const auto& c : scale->list) {
      if (c.label != found.label) continue;
      const double sure = o_.sure[static_cast<std::size_t>(found.by.confidence)];
      add("conflict_phase", uncertainty::with_neighbors(*scale, c.code, sure),
          c.label + " or a neighbor");
    }
  }

  void support(holder who) {
    const auto in_force = act_of(c_.acts, who, at_);
    if (!in_force.act || in_force.revoked || !in_force.act->votes_for) return;
    const auto& act = *in_force.act;
    const auto& m = act.majority                         ? *act.majority
                    : act.regime == regime::sierra_selva ? o_.observe.majorities.sierra_selva
                                                         : o_.observe.majorities.coast;
    const auto& base = m.of == electorate::qualified ? act.qualified_members : act.members_present;
    if (!base || *base <= 0) return;
    result_.support.push_back({who,
                               {static_cast<double>(*act.votes_for), static_cast<double>(*base),
                                years_between(in_force.ratified, at_.as_of), o_.half_life},
                               static_cast<double>(m.votes) / m.among});
  }

  const community& c_;
  const moment& at_;
  const uncertain_options& o_;
  uncertain_observation result_;
};

[[nodiscard]] inline uncertain_observation uncertain_of(const community& c, date as_of,
                                                        const framework& f,
                                                        const uncertain_options& o) {
  const moment at{.as_of = as_of};
  const auto seen = observe_checked(c, at, o.observe);
  auto result = uncertain_deriver(c, at, o).run(f);
  std::erase_if(result.findings, [&](const uncertain_finding& u) {
    const auto& found = seen[u.indicator];
    return found.overruled || !found.known() || !f.find_indicator(u.indicator);
  });
  return result;
}

}  // namespace detail

/// Beside `observe`: what the figures could be that follow from counts, as of a date, for the
/// indicators the framework has. Shares (dissent, samples, households) are Beta posteriors, rates
/// (interdictions, contacts, events) Gamma posteriors, the phase may be its neighbor. What is
/// counted in full (commitments) or stated by a register (stages, poverty, prices) is taken as it
/// is, and so is what an analyst put in its place; what is missing is for `missing_anywhere`.
///
/// Throws as `observe`, and `domain_error` where an option is wrong.
[[nodiscard]] inline uncertain_observation observe_uncertain(const community& c, date as_of,
                                                             const framework& f,
                                                             const uncertain_options& o = {}) {
  detail::check(as_of, o.observe);
  validate(c);
  return detail::uncertain_of(c, as_of, f, o);
}

/// The same of a portfolio: cells of the table that `observe(portfolio, as_of, framework)` makes.
[[nodiscard]] inline uncertainty::uncertain_cells observe_uncertain(const portfolio& p, date as_of,
                                                                    const framework& f,
                                                                    uncertain_options o = {}) {
  detail::check(as_of, o.observe);
  validate(p);
  if (!o.observe.gold_price) o.observe.gold_price = &p.gold_price;
  uncertainty::uncertain_cells cells;
  for (std::size_t row = 0; row < p.communities.size(); ++row) {
    for (auto& cell : detail::uncertain_of(p.communities[row], as_of, f, o).cells(row)) {
      cells.push_back(std::move(cell));
    }
  }
  return cells;
}

}  // namespace ltorisk::evidence
