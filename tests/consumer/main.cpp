// SPDX-License-Identifier: BSL-1.0

#include <iostream>
#include <ltorisk/io/csv.hpp>
#include <ltorisk/io/json.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/version.hpp>

int main() {
  std::cout << "ltorisk " << LTORISK_VERSION_MAJOR << '.' << LTORISK_VERSION_MINOR << '\n';
}
