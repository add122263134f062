// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/arrow/abi.hpp>
#include <ltorisk/arrow/owner.hpp>
#include <ltorisk/error.hpp>

#include <cerrno>
#include <exception>
#include <new>
#include <string>
#include <utility>

namespace ltorisk::arrow {

namespace detail {

// The producer, and what it threw.
template <class Producer>
struct stream_state {
  Producer producer;
  std::string error = {};
  int code = 0;

  template <class Struct, class F>
  int attempt(Struct* out, const F& f) noexcept {
    *out = Struct{};
    if (code) return code;
    try {
      try {
        *out = f().give();
        return 0;
      } catch (const std::bad_alloc&) {
        code = ENOMEM;
        error = "out of memory";
      } catch (const std::exception& e) {
        const bool input = dynamic_cast<const input_error*>(&e) != nullptr ||
                           dynamic_cast<const domain_error*>(&e) != nullptr;
        code = input ? EINVAL : EIO;
        error = e.what();
      } catch (...) {
        code = EIO;
      }
    } catch (...) {  // no memory for the words
      code = ENOMEM;
    }
    return code;
  }
};

}  // namespace detail

/// Any producer as a C stream: `p.schema()` gives an `owner<ArrowSchema>`, as often as it is asked,
/// and `p.next()` the next `owner<ArrowArray>`, an empty one after the last. What they throw
/// becomes an error of the stream with its text: `EINVAL` for faults of the input, `ENOMEM` for
/// want of memory, `EIO` for all else; the stream then stays failed. The producer is destroyed when
/// the stream is released. Calls come from one thread at a time, though not always the same.
template <class Producer>
[[nodiscard]] owner<ArrowArrayStream> export_stream(Producer p) {
  using state = detail::stream_state<Producer>;
  ArrowArrayStream s{};
  s.private_data = new state{std::move(p)};
  s.get_schema = [](ArrowArrayStream* from, ArrowSchema* out) {
    auto* const held = static_cast<state*>(from->private_data);
    return held->attempt(out, [&] { return held->producer.schema(); });
  };
  s.get_next = [](ArrowArrayStream* from, ArrowArray* out) {
    auto* const held = static_cast<state*>(from->private_data);
    return held->attempt(out, [&] { return held->producer.next(); });
  };
  s.get_last_error = [](ArrowArrayStream* from) -> const char* {
    const auto* const held = static_cast<const state*>(from->private_data);
    return held->error.empty() ? nullptr : held->error.c_str();
  };
  s.release = [](ArrowArrayStream* from) {
    delete static_cast<state*>(from->private_data);
    from->release = nullptr;
  };
  return owner<ArrowArrayStream>(&s);
}

}  // namespace ltorisk::arrow
