// SPDX-License-Identifier: BSL-1.0

// Any bytes are a matrix of causes or are refused in words; a map that was read is written, read
// again as the same, and runs.

#include <ltorisk/io/causal_map_csv.hpp>
#include <ltorisk/scenario/loops.hpp>
#include <ltorisk/scenario/settle.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ltorisk::scenario;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  causal_map m;
  try {
    m = read_causal_matrix(text);
  } catch (const ltorisk::input_error& e) {
    if (e.diagnostics().empty()) std::abort();
    return 0;
  }
  const auto written = write_causal_matrix(m);
  const auto again = read_causal_matrix(written);
  if (!(again == m) || write_causal_matrix(again) != written) std::abort();
  const auto s = settle(m, {}, {.max_steps = 200});
  if (s.states.empty() || s.steps > 200) std::abort();
  if (loops_of(m, 100).loops.size() > 100) std::abort();
  return 0;
}
