// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/statistics/block.hpp>
#include <ltorisk/statistics/moments.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace ltorisk::statistics {

/// The moments of F()(x). Small; one pass. Who asks knows from the moments of x whether F is
/// defined on all of it: elsewhere they mean nothing.
template <class F>
class mapped {
 public:
  explicit mapped(const block& b) : images_{of(b)} {}
  void merge(const mapped& next) { images_.moments.merge(next.images_.moments); }

  static std::string kind() requires requires { F::name; }
  { return std::string("moments of ") + F::name; }
  static void fields(auto& list, auto& self) { list("moments", self.images_); }

  [[nodiscard]] std::size_t size() const { return images_.moments.size(); }
  [[nodiscard]] const column_moments& operator[](std::size_t column) const {
    return images_.moments[column];
  }

 private:
  struct images {
    statistics::moments moments;

    static void fields(auto& list, auto& self) {
      statistics::moments::image_fields(list, self.moments);
    }
  };

  static moments of(const block& b) {
    std::vector<std::vector<double>> images(b.columns());
    std::vector<const double*> columns;
    for (std::size_t j = 0; j < b.columns(); ++j) {
      images[j].reserve(b.rows());
      for (const double x : b[j]) images[j].push_back(F()(x));
      columns.push_back(images[j].data());
    }
    return moments(block(columns, b.rows()));
  }

  images images_;
};

struct reciprocal {
  static constexpr const char* name = "reciprocals";
  double operator()(double x) const { return 1 / x; }
};
struct logarithm {
  static constexpr const char* name = "logarithms";
  double operator()(double x) const { return std::log(x); }
};

}  // namespace ltorisk::statistics
