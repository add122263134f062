// SPDX-License-Identifier: BSL-1.0

// Any text is a portfolio or is refused in words; a portfolio that was read is observed without a
// fault, and is written and read again as the same.

#include <ltorisk/evidence/observe.hpp>
#include <ltorisk/io/community_json.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  ltorisk::evidence::portfolio p;
  try {
    p = ltorisk::evidence::read_portfolio(text);
  } catch (const ltorisk::input_error& e) {
    if (e.diagnostics().empty()) std::abort();
    return 0;
  }
  for (const auto& c : p.communities) {
    const auto seen =
        ltorisk::evidence::observe(c, std::chrono::year(2025) / 6 / 30,
                                   {.allow_breaks = {"mined_area"}, .gold_price = &p.gold_price});
    for (const auto& f : seen.findings) {
      const bool finite = f.value - f.value == 0;
      if (ltorisk::is_known(f.value) && !finite) std::abort();
    }
  }
  const auto written = ltorisk::evidence::write_portfolio(p);
  const auto again = ltorisk::evidence::read_portfolio(written);
  if (!(again == p) || ltorisk::evidence::write_portfolio(again) != written) std::abort();
  return 0;
}
