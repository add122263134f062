// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/sensitivity/saltelli_sample.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace ltorisk::sensitivity::detail {

/// One scalar's estimates from draws that count as often as they say.
class estimator {
 public:
  estimator(const evaluations& all, std::size_t scalar) : draws_(all.draws()) {
    // Centered: the product of two large means would drown what they have in common.
    const auto a = all(scalar, 0), b = all(scalar, 1);
    const auto n = static_cast<double>(draws_);
    const double middle = a[0];
    for (std::size_t i = 0; i < draws_; ++i) mean_ += (a[i] - middle) + (b[i] - middle);
    mean_ = middle + mean_ / (2 * n);
    for (std::size_t i = 0; i < draws_; ++i) {
      a_.push_back(a[i] - mean_);
      b_.push_back(b[i] - mean_);
    }
    for (std::size_t m = 2; m < all.matrices(); ++m) {
      const auto exchanged = all(scalar, m);
      for (std::size_t i = 0; i < draws_; ++i) moves_.push_back(exchanged[i] - a[i]);
    }
  }

  [[nodiscard]] double mean() const { return mean_; }
  [[nodiscard]] std::size_t factors() const { return moves_.size() / draws_; }

  /// Of the first sample and the second together, n - 1.
  [[nodiscard]] double variance(std::span<const double> counts) const {
    const auto [mean, squares] = level_of(counts);
    const auto n = 2 * static_cast<double>(draws_);
    return std::max<double>(0, squares - n * mean * mean) / (n - 1);
  }

  /// First-order index of each factor, total index of each, sum of the first-order ones.
  void operator()(std::span<const double> counts, std::span<double> out) const {
    const auto n = static_cast<double>(draws_);
    const double mean = level_of(counts).first, v = variance(counts);
    const auto k = factors();
    out[2 * k] = 0;
    for (std::size_t j = 0; j < k; ++j) {
      const double* d = moves_.data() + j * draws_;
      double with_b = 0, sum = 0, squares = 0;
      for (std::size_t i = 0; i < draws_; ++i) {
        const double move = counts[i] * d[i];
        with_b += b_[i] * move;
        sum += move;
        squares += d[i] * move;
      }
      out[j] = (with_b - mean * sum) / n / v;
      out[k + j] = squares / (2 * n) / v;
      out[2 * k] += out[j];
    }
  }

 private:
  // The mean and the sum of squares of both samples.
  [[nodiscard]] std::pair<double, double> level_of(std::span<const double> counts) const {
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < draws_; ++i) {
      sum += counts[i] * (a_[i] + b_[i]);
      squares += counts[i] * (a_[i] * a_[i] + b_[i] * b_[i]);
    }
    return {sum / (2 * static_cast<double>(draws_)), squares};
  }

  std::size_t draws_;
  double mean_ = 0;
  std::vector<double> a_, b_, moves_;
};

}  // namespace ltorisk::sensitivity::detail
