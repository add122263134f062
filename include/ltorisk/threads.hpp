// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/executor.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <limits>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace ltorisk {

/// An executor over threads of the standard library: the caller's and `count - 1` others, started
/// for the call (some ten microseconds each). Zero stands for as many as the machine runs at once.
/// Where the system gives fewer threads, those do the work.
///
/// Where tasks throw, no further ones are begun, and what the task of the lowest number threw goes
/// to the caller once all are back.
struct threads {
  unsigned count = 0;

  template <class Task>
  void operator()(std::size_t tasks, const Task& task) const {
    constexpr auto none = (std::numeric_limits<std::size_t>::max)();
    std::atomic<std::size_t> next{0};
    std::mutex guard;
    std::exception_ptr fault;
    std::size_t at_fault = none;
    const auto work = [&] {
      for (std::size_t i = next++; i < tasks; i = next++) {
        try {
          task(i);
        } catch (...) {
          const std::scoped_lock lock(guard);
          next = tasks;
          if (i < at_fault) {
            at_fault = i;
            fault = std::current_exception();
          }
        }
      }
    };
    const unsigned wanted = count != 0 ? count : std::thread::hardware_concurrency();
    std::vector<std::thread> others;
    others.reserve(wanted);
    for (unsigned t = 1; t < wanted && t < tasks; ++t) {
      try {
        others.emplace_back(work);
      } catch (const std::system_error&) {
        break;
      }
    }
    work();
    for (auto& t : others) t.join();
    if (fault) std::rethrow_exception(fault);
  }
};

}  // namespace ltorisk
