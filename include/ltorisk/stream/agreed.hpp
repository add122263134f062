// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/executor.hpp>
#include <ltorisk/statistics/any_reduction.hpp>
#include <ltorisk/table.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace ltorisk::stream {

/// A text that must be the same wherever parts of a sample are: as something learned, it goes the
/// way of summaries (`peers.hpp`), and merging another throws `input_error`.
class agreed final : public statistics::any_reduction {
 public:
  explicit agreed(const char* what) : what_(what) {}

  std::string text;

  void add(std::span<const column_view>, std::size_t, executor_ref) override {}
  [[nodiscard]] bool empty() const override { return true; }
  void require_whole(std::string_view) const override {}
  [[nodiscard]] std::string bytes() const override { return text; }
  void merge(std::string_view theirs) override {
    if (theirs == text) return;
    throw input_error({{what_, "is not the same in all places that fit it: fingerprints " + text +
                                   " and " + std::string(theirs)}});
  }
  void assign(std::string_view theirs) override { merge(theirs); }

 private:
  const char* what_;
};

}  // namespace ltorisk::stream
