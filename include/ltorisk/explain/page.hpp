// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/explain/account.hpp>
#include <ltorisk/explain/figure_words.hpp>
#include <ltorisk/framework.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Needs Boost.Math, hence outside the umbrella.
namespace ltorisk::explain {

struct page_options {
  /// Whose score it is, and of which day.
  std::string title = {};
  /// What the score is held against, as in "a community at the middle of every scale scores 50"; by
  /// default as the account has it.
  std::string reference = {};
  /// How a figure came about, by indicator: "refused on 2002-06-02".
  std::map<std::string, std::string> facts = {};
  /// Paragraphs for the end of the page.
  std::vector<std::string> notes = {};
  /// Lines are broken before they are longer, where they have a space.
  std::size_t width = 92;
};

namespace detail {

class page_writer {
 public:
  page_writer(const framework& f, const account& a, const page_options& o)
      : f_(f), a_(a), o_(o), node_(*f.find_node(a.result.node)) {}

  std::string write() {
    heading();
    verdict();
    held();
    for (const auto& e : a_.reasons) why(e);
    unknown();
    change();
    levers();
    for (const auto& note : o_.notes) section(note);
    return std::move(text_);
  }

 private:
  // --- Words ---

  [[nodiscard]] std::string name(std::string_view id) const {
    if (const auto* i = f_.find_indicator(id)) return name_words(*i);
    const auto* n = f_.find_node(id);
    return n && !n->name.empty() ? n->name : std::string(id);
  }
  [[nodiscard]] std::string cell(std::string_view id, double x) const {
    return cell_words(*f_.find_indicator(id), x);
  }
  [[nodiscard]] double own_cell(std::string_view id) const {
    return a_.cells[static_cast<std::size_t>(f_.find_indicator(id) - f_.indicators.data())];
  }
  [[nodiscard]] std::string fact(const std::string& id) const {
    const auto found = o_.facts.find(id);
    return found == o_.facts.end() ? "" : found->second;
  }
  // In one pair of parentheses with what stands there already.
  [[nodiscard]] std::string with_fact(std::string words, const std::string& id) const {
    const auto more = fact(id);
    if (more.empty()) return words;
    if (words.back() != ')') return words + " (" + more + ")";
    words.pop_back();
    return words + "; " + more + ")";
  }
  [[nodiscard]] static std::string list(const std::vector<std::string>& items) {
    std::string text;
    for (std::size_t k = 0; k < items.size(); ++k) {
      if (k > 0) text += k + 1 == items.size() ? " and " : ", ";
      text += items[k];
    }
    return text;
  }
  [[nodiscard]] static std::string level(const std::string& words) {
    return words.empty() ? "" : " (" + words + ")";
  }

  // --- Lines ---

  void line(const std::string& words, std::size_t indent = 0, std::size_t hang = 0) {
    std::string row(indent, ' ');
    std::size_t room = indent;
    bool empty = true;
    std::size_t begin = 0;
    while (begin <= words.size()) {
      auto end = words.find(' ', begin);
      if (end == std::string::npos) end = words.size();
      const auto word = words.substr(begin, end - begin);
      const auto length = columns(word);
      if (!empty && room + 1 + length > o_.width) {
        text_ += row + '\n';
        row.assign(indent + hang, ' ');
        room = indent + hang;
        empty = true;
      }
      row += (empty ? "" : " ") + word;
      room += length + (empty ? 0 : 1);
      empty = false;
      begin = end + 1;
    }
    text_ += row + '\n';
  }
  [[nodiscard]] static std::size_t columns(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
  }
  void section(const std::string& words) {
    text_ += '\n';
    line(words, 0, 2);
  }

  // --- Sections ---

  void heading() {
    const auto what = name(node_.id);
    line(o_.title.empty() ? what : o_.title + ": " + what);
    line(std::string(columns(o_.title.empty() ? what : o_.title + ": " + what), '='));
  }

  void verdict() {
    const auto& r = a_.result;
    const std::string range =
        to_text(f_.score_range.lower) + " to " + to_text(f_.score_range.upper);
    if (r.state == state::inapplicable) {
      line("Not applicable: it has no meaning for this community.");
      return;
    }
    if (r.state == state::scored) {
      std::string words = "The score is " + score_words(r.value) + level(r.level) +
                          " on a scale of " + range +
                          (node_.higher_is_worse ? ", where higher is worse." : ".");
      if (r.lower != r.upper) {
        words += " " + coverage() + " If the rest were known it would lie between " +
                 score_words(r.lower) + level(r.lower_level) + " and " + score_words(r.upper) +
                 level(r.upper_level) + ".";
      }
      line(words);
      return;
    }
    line("There is no score: " + refusal());
    const bool one = r.lower_level == r.upper_level;
    line("Whatever the missing figures are, it lies between " + score_words(r.lower) +
         (one ? "" : level(r.lower_level)) + " and " + score_words(r.upper) +
         (one ? "" : level(r.upper_level)) +
         (one && !r.lower_level.empty() ? ": " + r.lower_level + " in any case" : "") +
         " (scale: " + range + (node_.higher_is_worse ? ", higher is worse)." : ")."));
  }
  [[nodiscard]] std::string coverage() const {
    // Truncated, as the reason of a refusal has it.
    return decimals(std::trunc(a_.result.coverage * 1000 + 1e-9) / 10, 1) +
           " % of the weight rests on evidence.";
  }
  [[nodiscard]] std::string refusal() const {
    const auto& reason = a_.result.reason;
    const std::string needs = "needs ";
    if (reason.rfind("coverage ", 0) == 0) {
      const auto share = coverage();
      return "only " + share.substr(0, share.size() - 1) + ", and a score needs " +
             digits(100 * node_.min_coverage, 3) + " %.";
    }
    if (reason.rfind(needs, 0) != 0) return reason + ".";
    std::vector<std::string> what;
    for (std::size_t begin = needs.size(); begin < reason.size();) {
      const auto end = std::min<std::size_t>(reason.find(", ", begin), reason.size());
      what.push_back("\"" + name(reason.substr(begin, end - begin)) + "\"");
      begin = end + 2;
    }
    return "it needs " + list(what) + ", which " + (what.size() == 1 ? "is" : "are") +
           " not known. " + coverage();
  }

  // Of the limits that look at the same evidence the tightest.
  void held() {
    std::vector<const limit_in_force*> tightest;
    for (const auto& l : a_.limits) {
      const auto same = std::ranges::find_if(tightest, [&](const limit_in_force* other) {
        return other->evidence == l.evidence && other->is_floor == l.is_floor;
      });
      if (same == tightest.end()) {
        tightest.push_back(&l);
      } else if (l.is_floor ? l.at > (*same)->at : l.at < (*same)->at) {
        *same = &l;
      }
    }
    if (tightest.empty()) return;
    section("In force, whatever the rest of the score says:");
    for (const auto* l : tightest) {
      std::string words = "- " + l->words;
      if (f_.find_indicator(l->evidence)) {
        words += ". " + name(l->evidence) + ": " +
                 with_fact(cell(l->evidence, own_cell(l->evidence)), l->evidence);
      }
      line(words + ".", 0, 2);
    }
  }

  [[nodiscard]] const std::string& reference() const {
    return o_.reference.empty() ? a_.reference_name : o_.reference;
  }

  void why(const explanation& e) {
    const auto before = text_.size();
    if (e.of == quantity::value) {
      section("Why " + score_words(e.value) + ": " + reference() + " scores " +
              score_words(e.reference) + ". What makes the difference, in points:");
    } else {
      section(std::string("Why not ") + (e.of == quantity::upper ? "higher than " : "lower than ") +
              score_words(e.value) + ": if nothing were known it could be " +
              score_words(e.reference) + ". What the evidence makes of that, in points:");
    }
    if (!e.reason.empty()) {
      line("No answer: " + e.reason + ".", 2);
      return;
    }
    std::vector<std::size_t> drivers;
    for (std::size_t k = 0; k < e.parts.size(); ++k) {
      if (e.parts[k].depth == 1) drivers.push_back(k);
    }
    std::ranges::stable_sort(drivers, std::ranges::greater{},
                             [&](std::size_t k) { return std::fabs(e.parts[k].amount); });
    bool any = false;
    for (const auto k : drivers) any = driver(e, k) || any;
    for (const auto& l : e.limits) {
      if (!shows(l.amount)) continue;
      any = true;
      std::string whom;
      if (l.of_reference) {
        whom = e.of == quantity::value
                   ? " (it is " + reference() + " that this moves, not this community)"
                   : " (so it would be if nothing were known; the evidence lifts it)";
      }
      amount(l.amount, l.words + whom, 2);
    }
    if (shows(e.rounding)) amount(e.rounding, "rounding", 2);
    if (!any && e.of != quantity::value) {
      text_.resize(before);
      return;
    }
    if (!any) line("nothing that shows", 2);
    if (!e.exact) {
      double error = 0;
      for (const auto& p : e.parts) error = std::max<double>(error, p.standard_error);
      line("Sampled: standard error of an amount at most " + decimals(error, 2) + ".", 2);
    }
  }
  [[nodiscard]] static bool shows(double amount) { return std::fabs(amount) >= 0.05; }

  void amount(double points, const std::string& words, std::size_t indent) {
    const auto number = decimals(points, 1, true);
    line(std::string(number.size() < 6 ? 6 - number.size() : 0, ' ') + number + "  " + words,
         indent, 8);
  }

  bool driver(const explanation& e, std::size_t k) {
    const auto& p = e.parts[k];
    std::vector<const part*> figures;
    if (p.is_indicator) figures.push_back(&p);
    for (auto j = k + 1; j < e.parts.size() && e.parts[j].depth > p.depth; ++j) {
      if (e.parts[j].is_indicator) figures.push_back(&e.parts[j]);
    }
    std::erase_if(figures, [](const part* x) { return !shows(x->amount); });
    if (!shows(p.amount) && figures.empty()) return false;
    std::ranges::stable_sort(figures, std::ranges::greater{},
                             [](const part* x) { return std::fabs(x->amount); });
    if (!p.is_indicator) amount(p.amount, name(p.id), 2);
    for (const auto* x : figures) {
      const auto words =
          name(x->id) + ": " + with_fact(cell(x->id, x->after), x->id) +
          (e.of == quantity::value
               ? ", against " + cell_words(*f_.find_indicator(x->id), x->before, false)
               : "");
      amount(x->amount, words, p.is_indicator ? 2 : 8);
    }
    return true;
  }

  void unknown() {
    const auto& missing_ids = a_.result.missing;
    if (missing_ids.empty()) return;
    std::vector<std::string> names;
    for (const auto& id : missing_ids) names.push_back(with_fact(name(id), id));
    std::string words = "Not known:";
    for (std::size_t k = 0; k < names.size(); ++k) words += (k == 0 ? " " : "; ") + names[k];
    section(words + ".");
    for (const auto& x : a_.result.assumed) {
      const auto* i = f_.find_indicator(x.child);
      line("Assumed for want of evidence: " + name(x.child) + ", " +
               (i ? cell_words(*i, x.value) : score_words(x.value)) + ".",
           0, 2);
    }
  }

  [[nodiscard]] std::string goal_words() const {
    const auto& to = std::get<std::string>(a_.next->at);
    return a_.next->of == quantity::value ? "reach " + to : "leave " + to + " possible";
  }

  [[nodiscard]] std::string figure_needed(const nearest_figure& x) const {
    const auto& i = *f_.find_indicator(x.indicator);
    if (x.found_by == search::listed || !is_known(x.short_of)) return cell_words(i, x.to);
    if (i.unit == "0 or 1" && (x.to == 0 || x.to == 1)) return cell_words(i, x.to);
    const bool up = x.to > x.short_of;
    const double r = rounded_beyond(x.to, up);
    const bool whole = up ? r >= x.to : r <= x.to;
    const char* words =
        up ? (whole ? "at least " : "more than ") : (whole ? "at most " : "less than ");
    return words + cell_words(i, r);
  }

  [[nodiscard]] bool is_lever(std::string_view id) const {
    return std::ranges::find(a_.levers, id, &lever_effect::indicator) != a_.levers.end();
  }
  // An act or a death is no figure that anybody sets.
  [[nodiscard]] bool is_record(std::string_view id) const {
    const auto& i = *f_.find_indicator(id);
    return !is_lever(id) &&
           (i.unit == "0 or 1" || std::holds_alternative<scales::categories>(i.scale));
  }
  // Of what `levers_of` a framework is done for a community, less can raise an outcome: nobody
  // should take that for advice. Of an unknown figure the other end is what it comes from.
  [[nodiscard]] std::string no_advice(std::string_view id, double from, double to) const {
    const auto programs = levers_of(f_);
    if (std::ranges::find(programs, id) == programs.end()) return "";
    const auto& scale = f_.find_indicator(id)->scale;
    bool less = false;
    if (const auto* c = std::get_if<scales::categories>(&scale)) {
      const auto value = [&](double code) {
        const auto found = std::ranges::find(c->list, code, &scales::category::code);
        return found == c->list.end() ? missing : found->value;
      };
      less = value(to) < value(from);
    } else {
      const auto range = ltorisk::detail::declared_range(scale);
      less = to < (is_known(from) ? from : range.upper) && (is_known(from) || to <= range.lower);
    }
    return less ? " (the framework counts it against this outcome; no advice)" : "";
  }

  void change() {
    if (!a_.next) return;
    section("What would " + goal_words() + ", all else as it is:");
    std::size_t reached = 0, too_weak = 0;
    std::vector<std::pair<std::string, std::vector<std::string>>> stopped;
    for (const auto& x : a_.nearest) {
      if (x.reached) {
        ++reached;
        const bool otherwise = is_known(x.from) && is_record(x.indicator);
        std::string words = "- " + name(x.indicator) +
                            (otherwise ? ", had it been recorded otherwise: " : ": ") +
                            figure_needed(x) + ", now " + cell(x.indicator, x.from) +
                            no_advice(x.indicator, x.from, x.to) + ".";
        // Of a figure that just reaches it the score is the boundary's.
        if (x.found_by == search::listed) {
          words += " " + bound() + " would be " + score_words(x.score) + ".";
        }
        line(words, 0, 2);
        continue;
      }
      if (x.reason.rfind(lower_first(bound()) + " comes to", 0) == 0) {
        ++too_weak;
        continue;
      }
      auto group = std::ranges::find(stopped, x.reason, [](const auto& g) { return g.first; });
      if (group == stopped.end()) group = stopped.insert(group, {x.reason, {}});
      group->second.push_back(name(x.indicator));
    }
    if (reached == 0) line("- No figure by itself, whatever it is.");
    for (const auto& [reason, names] : stopped) {
      const auto who = names.size() <= 4 ? list(names) : std::to_string(names.size()) + " figures";
      line("- " + who + " cannot do it alone: " + reason + ".", 0, 2);
    }
    if (reached > 0 && too_weak > 0) {
      line("- " + std::to_string(too_weak) + (too_weak == 1 ? " figure does" : " figures do") +
               " not come far enough alone.",
           0, 2);
    }
  }
  [[nodiscard]] std::string bound() const {
    const auto of = a_.reasons.front().of;
    return of == quantity::value   ? "The score"
           : of == quantity::upper ? "The upper bound"
                                   : "The lower bound";
  }

  void levers() {
    if (a_.levers.empty()) return;
    const auto of = lower_first(bound());
    std::vector<std::string> idle, unknown, meaningless;
    bool any = false;
    for (const auto& x : a_.levers) {
      if (!shows(x.best_effect)) {
        const auto what = name(x.indicator);
        if (is_not_applicable(x.from)) {
          meaningless.push_back(what);
        } else if (!is_known(x.from)) {
          unknown.push_back(what);
        } else {
          idle.push_back(what + " (" + cell(x.indicator, x.from) +
                         (x.from == x.best ? ", the best there is)" : ")"));
        }
        continue;
      }
      if (!any) section("What each lever does to " + of + ", from today's figure to its best:");
      any = true;
      std::string words = name(x.indicator) + ": " +
                          cell_words(*f_.find_indicator(x.indicator), x.from, false) + " to " +
                          cell(x.indicator, x.best);
      if (is_known(x.effect_per_unit) && x.step != x.best && shows(x.step_effect)) {
        words += "; a step to " + cell_words(*f_.find_indicator(x.indicator), x.step, false) +
                 " does " + decimals(x.step_effect, 1, true);
      }
      amount(x.best_effect, words + no_advice(x.indicator, x.from, x.best), 2);
    }
    if (!any) section("No lever moves " + of + " by itself:");
    if (!idle.empty()) line("Without effect: " + list(idle) + ".", 2);
    if (!unknown.empty()) {
      line(a_.reasons.front().of == quantity::value
               ? "Not known, and without effect if it were: " + list(unknown) + "."
               : "Not known: " + list(unknown) + ". In " + of +
                     (unknown.size() == 1 ? " it counts" : " they count") + " at the best already.",
           2);
    }
    if (!meaningless.empty()) {
      line("Without meaning for this community: " + list(meaningless) + ".", 2);
    }
    if (a_.together) together(*a_.together);
  }
  void together(const joint_figures& t) {
    if (!t.reached) {
      line("All of them at their best do not " + goal_words() + ": " + t.reason + ".", 2);
      return;
    }
    if (a_.together_rounded.empty()) return;
    std::string words = "Together they " + goal_words();
    if (t.share == 1) {
      words += " only when each is at its best:";
    } else if (t.share == 0) {
      words += " as soon as they are known, even at their worst:";
    } else {
      words += " when each has gone " + digits(rounded_beyond(100 * t.share, true), 3) +
               " % of the way to its best:";
    }
    for (const auto& x : a_.together_rounded) {
      words += (&x == a_.together_rounded.data() ? " " : "; ") + name(x.indicator) + " " +
               cell_words(*f_.find_indicator(x.indicator), x.to, true, a_.together_digits) +
               no_advice(x.indicator, x.from, x.to);
    }
    line(words + ".", 2);
  }
  [[nodiscard]] static std::string lower_first(std::string words) {
    words[0] = static_cast<char>(words[0] + ('a' - 'A'));
    return words;
  }

  const framework& f_;
  const account& a_;
  const page_options& o_;
  const node& node_;
  std::string text_;
};

}  // namespace detail

/// A page for a reader who knows neither indices nor trees: the score, the limits in force, why it
/// is what it is, what is unknown, what would change it, what each lever does. Every sentence puts
/// a number or a word of the account, the framework or `facts` into plain English; nothing else is
/// said. Scores and amounts have one decimal (amounts below 0.05 are left out, so that what is
/// printed may differ from its sum by some tenths); figures have three digits, those that reach a
/// goal rounded to the side that reaches it (more digits where three of several figures together
/// do not).
[[nodiscard]] inline std::string page(const framework& f, const account& a,
                                      const page_options& options = {}) {
  detail::require_node(f, a.result.node);
  return detail::page_writer(f, a, options).write();
}

}  // namespace ltorisk::explain
