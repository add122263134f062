// SPDX-License-Identifier: BSL-1.0

// Any text is a framework or is refused in words; a framework that was read is written and read
// again as the same.

#include <ltorisk/io/json.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  ltorisk::framework f;
  try {
    f = ltorisk::read_framework(text);
  } catch (const ltorisk::input_error& e) {
    if (e.diagnostics().empty()) std::abort();
    return 0;
  }
  const auto written = ltorisk::write_framework(f);
  const auto again = ltorisk::read_framework(written);
  if (!(again == f) || ltorisk::write_framework(again) != written) std::abort();
  return 0;
}
