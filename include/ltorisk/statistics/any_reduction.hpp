// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>
#include <ltorisk/executor.hpp>
#include <ltorisk/io/summary_binary.hpp>
#include <ltorisk/statistics/block.hpp>
#include <ltorisk/statistics/portable.hpp>
#include <ltorisk/statistics/reduction.hpp>
#include <ltorisk/table.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ltorisk::statistics {

/// What a scheme chosen at run time learns of a sample, under way: a `reduction` of whatever
/// summary the scheme asks for.
class any_reduction {
 public:
  any_reduction() = default;
  any_reduction(const any_reduction&) = delete;
  any_reduction& operator=(const any_reduction&) = delete;
  virtual ~any_reduction() = default;

  /// As `reduction::add`. What looks at no figures reads none.
  virtual void add(std::span<const column_view> columns, std::size_t rows,
                   executor_ref run = in_order) = 0;
  /// No row was added.
  [[nodiscard]] virtual bool empty() const = 0;
  /// As `reduction::require_whole`.
  virtual void require_whole(std::string_view sample) const = 0;
  /// All of it as bytes (`io/summary_binary.hpp`), for others that hold parts of the sample. Throws
  /// `input_error` where the summary is not `portable`.
  [[nodiscard]] virtual std::string bytes() const = 0;
  /// As `reduction::merge`, with what another's `bytes` are.
  virtual void merge(std::string_view bytes) = 0;
  /// Becomes what another's `bytes` are.
  virtual void assign(std::string_view bytes) = 0;
};

/// Gives on `f(j, x)` of every known figure x of column j, so many blocks at a time: what is kept is
/// a summary, not another table. `take(columns, rows)`.
template <class F, class Take>
void each_images(std::span<const column_view> columns, std::size_t rows, std::size_t blocks,
                 executor_ref run, const F& f, const Take& take) {
  const std::size_t stretch = blocks * block_rows;
  std::vector<std::vector<double>> part(columns.size());
  for (std::size_t first = 0; first < rows; first += stretch) {
    const auto size = std::min<std::size_t>(stretch, rows - first);
    std::vector<column_view> views;
    for (std::size_t j = 0; j < columns.size(); ++j) {
      part[j].resize(size);
      views.push_back({.id = columns[j].id, .first = part[j].data()});
    }
    run(columns.size(), [&](std::size_t j) {
      for (std::size_t i = 0; i < size; ++i) {
        const double x = columns[j][first + i];
        part[j][i] = is_known(x) ? f(j, x) : missing;
      }
    });
    take(views, size);
  }
}

/// What a summary is made of instead of the figures of column j, `f(j, x)` for every known x.
using figure_function = std::function<double(std::size_t, double)>;

template <summary S>
class reduction_of final : public any_reduction {
 public:
  explicit reduction_of(std::size_t columns, std::uint64_t first_block = 0,
                        typename reduction<S>::maker make = {}, figure_function figure = {})
      : rows(columns, first_block, std::move(make)), figure_(std::move(figure)) {}

  void add(std::span<const column_view> columns, std::size_t size, executor_ref run) override {
    if constexpr (!std::same_as<S, nothing>) {
      figure_ ? add_figures(columns, size, run) : rows.add(columns, size, run);
    }
  }
  [[nodiscard]] bool empty() const override { return rows.empty(); }
  void require_whole(std::string_view sample) const override { rows.require_whole(sample); }
  [[nodiscard]] std::string bytes() const override {
    if constexpr (portable<S>) {
      return write_summary_binary(rows);
    } else {
      throw input_error({diagnostic{"summary", no_fields}});
    }
  }
  void merge(std::string_view bytes) override { rows.merge(read(bytes)); }
  void assign(std::string_view bytes) override { rows = read(bytes); }

  reduction<S> rows;

 private:
  void add_figures(std::span<const column_view> columns, std::size_t size, executor_ref run) {
    each_images(columns, size, 8, run, figure_,
                [&](const std::vector<column_view>& images, std::size_t here) {
                  rows.add(images, here, run);
                });
  }

  static reduction<S> read(std::string_view bytes) {
    if constexpr (portable<S>) {
      return read_summary_binary<reduction<S>>(bytes);
    } else {
      static_cast<void>(bytes);
      throw input_error({diagnostic{"summary", no_fields}});
    }
  }
  static constexpr const char* no_fields =
      "of the scheme lists no fields and cannot be carried: see statistics/portable.hpp";

  figure_function figure_;
};

}  // namespace ltorisk::statistics
