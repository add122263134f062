// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/error.hpp>

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace ltorisk {

/// What a parameter of a scheme may be in JSON: a number, a flag, a word out of a list, an array of
/// numbers (an `interval` is two), a matrix.
using parameter_value =
    std::variant<double, bool, std::string, std::vector<double>, std::vector<std::vector<double>>>;

struct parameter {
  std::string name = {};
  parameter_value value = {};
  /// What a word may be; empty for everything else.
  std::vector<std::string> words = {};

  friend bool operator==(const parameter&, const parameter&) = default;
};

/// A scheme whose parameters can be read and set by name: it lists them once, for both,
///
///     static void parameters(auto& list, auto& self) {
///       list("floor", self.floor);
///       list("deviation", self.deviation, {"sample", "population"});  // an enum, in its order
///     }
///
/// and `validate()` throws `domain_error` where a value is outside its domain.
namespace detail {

class parameter_reader {
 public:
  template <class T>
  void operator()(const char* name, const T& value) {
    if constexpr (requires { value.lower, value.upper; }) {
      list.push_back({name, std::vector<double>{value.lower, value.upper}, {}});
    } else {
      list.push_back({name, parameter_value(value), {}});
    }
  }
  template <class E>
    requires std::is_enum_v<E>
  void operator()(const char* name, const E& value, std::initializer_list<const char*> words) {
    parameter p{name, std::string(words.begin()[static_cast<std::size_t>(value)]), {}};
    p.words.assign(words.begin(), words.end());
    list.push_back(std::move(p));
  }

  std::vector<parameter> list;
};

/// Takes the values in the order they are listed.
class parameter_setter {
 public:
  explicit parameter_setter(const std::vector<parameter>& from) : from_(from) {}

  template <class T>
  void operator()(const char* name, T& value) {
    const auto& given = from_.at(next_++).value;
    if constexpr (requires { value.lower, value.upper; }) {
      const auto& ends = std::get<std::vector<double>>(given);
      if (ends.size() != 2) throw domain_error(std::string(name) + " must be two numbers");
      value = {ends[0], ends[1]};
    } else {
      value = std::get<T>(given);
    }
  }
  template <class E>
    requires std::is_enum_v<E>
  void operator()(const char* name, E& value, std::initializer_list<const char*> words) {
    const auto& word = std::get<std::string>(from_.at(next_++).value);
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (word != words.begin()[i]) continue;
      value = static_cast<E>(i);
      return;
    }
    std::vector<std::string> allowed(words.begin(), words.end());
    throw domain_error(std::string(name) + " must be " + alternatives(allowed) + ", got " +
                       in_quotes(word));
  }

 private:
  const std::vector<parameter>& from_;
  std::size_t next_ = 0;
};

}  // namespace detail

template <class Scheme>
concept parametric = requires(const Scheme& s, detail::parameter_reader& list) {
  Scheme::parameters(list, s);
};

/// Names and values of a scheme's parameters, in its own order; none where it has none.
template <class Scheme>
[[nodiscard]] std::vector<parameter> parameters_of(const Scheme& scheme) {
  detail::parameter_reader reader;
  if constexpr (parametric<Scheme>) Scheme::parameters(reader, scheme);
  return std::move(reader.list);
}

/// Checks a scheme that can be checked. Throws `domain_error`.
template <class Scheme>
void validate_scheme(const Scheme& scheme) {
  if constexpr (requires { scheme.validate(); }) scheme.validate();
}

/// A scheme with these parameters, which must be as many and of the same types as
/// `parameters_of(Scheme{})`. Throws `domain_error` where the scheme refuses them.
template <class Scheme>
[[nodiscard]] Scheme make_scheme(const std::vector<parameter>& parameters) {
  Scheme scheme{};
  detail::parameter_setter setter(parameters);
  if constexpr (parametric<Scheme>) Scheme::parameters(setter, scheme);
  validate_scheme(scheme);
  return scheme;
}

}  // namespace ltorisk
