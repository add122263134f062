// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <concepts>
#include <cstddef>

namespace ltorisk {

namespace detail {
struct any_task {
  void operator()(std::size_t) const;
};
}  // namespace detail

/// Runs `count` independent tasks: `e(count, task)` calls `task(i)` once for every i in 0..count-1,
/// in any order and from any thread, and returns when all are done. That one function is all a pool
/// of your own needs:
///
///     const auto pool = [&](std::size_t count, const auto& task) {
///       tbb::parallel_for(std::size_t{0}, count, task);
///     };
///
/// A task writes to places of its own, so results do not depend on the executor. What a task throws
/// must reach the caller.
template <class E>
concept executor = requires(const E& e, std::size_t count, const detail::any_task& task) {
  e(count, task);
};

/// One task after the other, in the thread of the caller.
struct sequential {
  template <class Task>
  void operator()(std::size_t count, const Task& task) const {
    for (std::size_t i = 0; i < count; ++i) task(i);
  }
};

/// Any executor, by reference: it must live as long as the call it is given to.
class executor_ref {
 public:
  template <class E>
    requires(!std::same_as<E, executor_ref> && executor<E>)
  executor_ref(const E& e)  // NOLINT: an executor is used where any is asked
      : executor_(&e), run_([](const void* any, std::size_t count, const task& t) {
          (*static_cast<const E*>(any))(count, t);
        }) {}

  template <class Task>
  void operator()(std::size_t count, const Task& t) const {
    run_(executor_, count,
         {&t, [](const void* any, std::size_t i) { (*static_cast<const Task*>(any))(i); }});
  }

 private:
  struct task {
    const void* what;
    void (*call)(const void*, std::size_t);
    void operator()(std::size_t i) const { call(what, i); }
  };

  const void* executor_;
  void (*run_)(const void*, std::size_t, const task&);
};

/// The default where an executor may be given.
inline constexpr sequential in_order{};

}  // namespace ltorisk
