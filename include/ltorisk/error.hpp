// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/text.hpp>
#include <ltorisk/version.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
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

}  // namespace ltorisk
