// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

/// What is wrong on the command line.
struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A program's `main`: does `work` with its arguments. Returns 0; 2 after a `usage_error`, with the
/// usage on standard error; 1 after any other exception, or where standard output is not written.
template <class Work>
int run_program(const std::string& name, const char* usage, int count, char** arguments,
                Work work) {
  try {
    work(std::vector<std::string>(arguments + 1, arguments + count));
    std::cout.flush();
    if (!std::cout) throw std::runtime_error("standard output could not be written");
    return 0;
  } catch (const usage_error& e) {
    std::cerr << name << ": " << e.what() << "\n\n" << usage;
    return 2;
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
}
