// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/version.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <numeric>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ltorisk {

/// A parameter of a scheme or a scale is outside its domain: "geometric_mean: floor must be in
/// [0, 1), got -1".
class domain_error : public std::domain_error {
 public:
  using std::domain_error::domain_error;
};

/// One fault of an input: where it stands and what is wrong, with the value found and what is
/// allowed. `where` is a file position ("data.csv:12:3"), a JSON pointer ("/nodes/3/children/0") or
/// a cell ("row 'Cotabambas', column 'poverty'").
struct diagnostic {
  std::string where;
  std::string what;

  friend bool operator==(const diagnostic&, const diagnostic&) = default;
};

/// A framework, a table or a file is wrong. Carries every fault found, up to a limit, not the
/// first.
class input_error : public std::runtime_error {
 public:
  explicit input_error(std::vector<diagnostic> faults)
      : std::runtime_error(text(faults)), diagnostics_(std::move(faults)) {}

  [[nodiscard]] const std::vector<diagnostic>& diagnostics() const noexcept { return diagnostics_; }

 private:
  static std::string text(const std::vector<diagnostic>& faults) {
    std::string lines;
    for (const auto& [where, what] : faults) {
      if (!lines.empty()) lines += '\n';
      lines += where.empty() ? what : where + ": " + what;
    }
    return lines;
  }

  std::vector<diagnostic> diagnostics_;
};

/// Collects the faults of one input and throws them together.
class fault_list {
 public:
  static constexpr std::size_t limit = 50;

  void add(std::string where, std::string what) {
    if (++count_ <= limit) faults_.push_back({std::move(where), std::move(what)});
  }

  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }
  [[nodiscard]] bool full() const noexcept { return count_ > limit; }

  void throw_if_any() {
    if (empty()) return;
    if (full()) faults_.push_back({"", "and more: only the first 50 faults are listed"});
    throw input_error(std::move(faults_));
  }

 private:
  std::vector<diagnostic> faults_;
  std::size_t count_ = 0;
};

/// The shortest decimal text that reads back as the same double.
[[nodiscard]] inline std::string to_text(double x) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, x).ptr;
  return {buffer, end};
}

[[nodiscard]] inline std::string in_quotes(std::string_view name) {
  return "'" + std::string(name) + "'";
}

/// "'a', 'b' or 'c'".
[[nodiscard]] inline std::string alternatives(const std::vector<std::string>& names) {
  std::string list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) list += i + 1 == names.size() ? " or " : ", ";
    list += in_quotes(names[i]);
  }
  return list;
}

namespace detail {

// Levenshtein distance: insertions, deletions and substitutions cost one.
inline std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min<std::size_t>({substituted, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace detail

/// "; did you mean 'poverty'?", or nothing where no known name is near.
[[nodiscard]] inline std::string suggestion(std::string_view name,
                                            const std::vector<std::string>& known) {
  // A pathological name must not make an error quadratic.
  constexpr std::size_t longest = 200;
  const std::string* best = nullptr;
  std::size_t least = std::max<std::size_t>(2, name.size() / 3) + 1;
  if (name.size() > longest) return "";
  for (const auto& candidate : known) {
    if (candidate.size() > longest) continue;
    const auto distance = detail::edit_distance(name, candidate);
    if (distance < least) {
      least = distance;
      best = &candidate;
    }
  }
  return best ? "; did you mean " + in_quotes(*best) + "?" : "";
}

}  // namespace ltorisk
