// SPDX-License-Identifier: BSL-1.0

// Any text is a causal map or is refused in words; a map that was read is written and read again as
// the same.

#include <ltorisk/io/causal_map_json.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  ltorisk::scenario::causal_map m;
  try {
    m = ltorisk::scenario::read_causal_map(text);
  } catch (const ltorisk::input_error& e) {
    if (e.diagnostics().empty()) std::abort();
    return 0;
  }
  const auto written = ltorisk::scenario::write_causal_map(m);
  const auto again = ltorisk::scenario::read_causal_map(written);
  if (!(again == m) || ltorisk::scenario::write_causal_map(again) != written) std::abort();
  return 0;
}
