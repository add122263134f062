// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/concepts.hpp>
#include <ltorisk/criteria.hpp>
#include <ltorisk/statistics/any_reduction.hpp>
#include <ltorisk/statistics/reduction.hpp>
#include <ltorisk/table.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace ltorisk {

/// What a weighting looks at, raw figures where it does not say.
template <weighting W>
[[nodiscard]] weighting_input input_of(const W& scheme) {
  if constexpr (requires {
                  { scheme.input() } -> std::same_as<weighting_input>;
                }) {
    return scheme.input();
  } else {
    return weighting_input::raw;
  }
}

/// Does a weighting come from people, not from data?
template <weighting W>
inline constexpr bool needs_no_data = std::same_as<typename W::summary, statistics::nothing>;

/// How a scheme makes its summary of a block: empty where it leaves that to the summary.
template <weighting W>
[[nodiscard]] typename statistics::reduction<typename W::summary>::maker maker_of(const W& scheme) {
  if constexpr (requires(const statistics::block& b) { scheme.summarize(b); }) {
    return [scheme](const statistics::block& b) { return scheme.summarize(b); };
  } else {
    return {};
  }
}

/// Any weighting, ours or a user's, chosen at run time: a node holds one. A regular value; copies
/// share the scheme, which never changes.
class any_weighting {
 public:
  template <class W>
    requires(!std::same_as<W, any_weighting> && weighting<W>)
  any_weighting(W scheme)  // NOLINT: a scheme is used where any weighting is asked
      : scheme_(std::make_shared<const holder<W>>(std::move(scheme))) {}

  [[nodiscard]] std::string_view name() const { return scheme_->name(); }
  [[nodiscard]] weighting_input input() const { return scheme_->input(); }
  /// False for weights that come from people: they can be asked without a sample.
  [[nodiscard]] bool needs_data() const { return scheme_->needs_data(); }
  /// How many passes over a sample it takes: none where weights come from people.
  [[nodiscard]] int passes() const { return scheme_->passes(); }
  /// Names and values of the parameters, in the scheme's order.
  [[nodiscard]] std::vector<parameter> parameters() const { return scheme_->parameters(); }
  /// Throws `domain_error` where the scheme's parameters are wrong.
  void validate() const { scheme_->validate(); }

  /// Begins to learn from so many columns: what comes in is added to the reduction.
  [[nodiscard]] std::unique_ptr<statistics::any_reduction> begin(
      std::size_t columns, std::uint64_t first_block = 0) const {
    return scheme_->begin(columns, first_block);
  }
  /// The weighting of another pass, where there must be one; it begins anew, and `*this` is done.
  [[nodiscard]] std::optional<any_weighting> next(const statistics::any_reduction& learned,
                                                  std::span<const criterion> criteria) const {
    return scheme_->next(learned, criteria);
  }
  /// The weights of the columns it has learned from, in their order, where no pass is to follow.
  [[nodiscard]] std::vector<double> operator()(const statistics::any_reduction& learned,
                                               std::span<const criterion> criteria) const {
    return scheme_->run(learned, criteria);
  }
  /// All at once, from columns of `rows` rows each.
  [[nodiscard]] std::vector<double> operator()(std::span<const column_view> columns,
                                               std::size_t rows,
                                               std::span<const criterion> criteria,
                                               executor_ref run = in_order) const {
    const auto learned = begin(columns.size());
    learned->add(columns, rows, run);
    const auto another = next(*learned, criteria);
    return another ? (*another)(columns, rows, criteria, run) : (*this)(*learned, criteria);
  }

  friend bool operator==(const any_weighting& a, const any_weighting& b) {
    return a.scheme_->equals(*b.scheme_);
  }

 private:
  struct base {
    base() = default;
    base(const base&) = delete;
    base& operator=(const base&) = delete;
    virtual ~base() = default;
    virtual std::string_view name() const = 0;
    virtual weighting_input input() const = 0;
    virtual bool needs_data() const = 0;
    virtual int passes() const = 0;
    virtual std::vector<parameter> parameters() const = 0;
    virtual void validate() const = 0;
    virtual bool equals(const base& other) const = 0;
    virtual std::unique_ptr<statistics::any_reduction> begin(std::size_t columns,
                                                             std::uint64_t first_block) const = 0;
    virtual std::optional<any_weighting> next(const statistics::any_reduction& learned,
                                              std::span<const criterion> criteria) const = 0;
    virtual std::vector<double> run(const statistics::any_reduction& learned,
                                    std::span<const criterion> criteria) const = 0;
  };

  template <class W>
  struct holder final : base {
    explicit holder(W w) : scheme(std::move(w)) {}

    std::string_view name() const override { return W::name; }
    weighting_input input() const override { return input_of(scheme); }
    bool needs_data() const override { return !needs_no_data<W>; }
    int passes() const override {
      return needs_no_data<W> ? 0 : detail::takes_another_pass<W> ? 2 : 1;
    }
    std::vector<parameter> parameters() const override { return parameters_of(scheme); }
    void validate() const override { validate_scheme(scheme); }
    bool equals(const base& other) const override {
      const auto* same = dynamic_cast<const holder*>(&other);
      return same && same->scheme == scheme;
    }
    using reduction = statistics::reduction_of<typename W::summary>;
    std::unique_ptr<statistics::any_reduction> begin(std::size_t columns,
                                                     std::uint64_t first_block) const override {
      if constexpr (requires {
                      { scheme.figure(columns, 0.0) } -> std::convertible_to<double>;
                    }) {
        return std::make_unique<reduction>(
            columns, first_block, maker_of(scheme),
            [w = scheme](std::size_t j, double x) { return w.figure(j, x); });
      } else {
        return std::make_unique<reduction>(columns, first_block, maker_of(scheme));
      }
    }
    std::optional<any_weighting> next(const statistics::any_reduction& learned,
                                      std::span<const criterion> criteria) const override {
      if constexpr (detail::takes_another_pass<W>) {
        return any_weighting(scheme.next(seen(learned), criteria));
      } else {
        return std::nullopt;
      }
    }
    std::vector<double> run(const statistics::any_reduction& learned,
                            std::span<const criterion> criteria) const override {
      if constexpr (detail::takes_another_pass<W>) {
        throw std::logic_error("ltorisk: " + std::string(W::name) + " takes another pass: next()");
      } else {
        return detail::checked_weights(scheme(seen(learned), criteria), criteria, W::name);
      }
    }
    static typename W::summary seen(const statistics::any_reduction& learned) {
      return dynamic_cast<const reduction&>(learned).rows.result();
    }

    W scheme;
  };

  std::shared_ptr<const base> scheme_;
};

/// The weights a scheme gives the columns of a sample, in their order.
///
///     weights_of(weight::merec{}, sample, {{"price", sign::minus}, {"yield"}})
///
/// `criteria` names columns and their direction; by default all columns of the sample, more being
/// better. The figures are taken as they stand: a scheme that looks at normalized values wants a
/// sample of them. Throws `input_error` where a column is not there or the scheme finds no answer.
template <weighting W>
[[nodiscard]] std::vector<double> weights_of(const W& scheme, const table_view& sample,
                                             std::vector<criterion> criteria = {},
                                             executor_ref run = in_order) {
  validate_scheme(scheme);
  const auto columns = detail::columns_of(sample, criteria);
  try {
    return any_weighting(scheme)(columns, sample.rows(), criteria, run);
  } catch (const input_error&) {
    // Cells that are infinite are named by the ids of their rows.
    fault_list faults;
    if constexpr (!needs_no_data<W>) {
      for (const auto& column : columns) detail::finite_cells(column, sample, faults);
    }
    faults.throw_if_any();
    throw;
  }
}

}  // namespace ltorisk
