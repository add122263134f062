// SPDX-License-Identifier: BSL-1.0

#include "measure.hpp"

#include <cstdio>
#include <string>
#include <vector>

/// Every case is a static object of its file that registers itself; this runs those the filter
/// leaves, and prints what they came to as a table for the README.
namespace {

class reporter : public benchmark::ConsoleReporter {
 public:
  reporter() : benchmark::ConsoleReporter(OO_Tabular) {}

  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const auto& r : runs) {
      const bool is_median = r.run_type == Run::RT_Aggregate && r.aggregate_name == "median";
      const bool alone = r.run_type == Run::RT_Iteration && r.repetitions <= 1;
      if (!r.error_occurred && (is_median || alone) && r.counters.count("ratio") > 0) {
        rows_.push_back(r);
      }
    }
  }

  void Finalize() override {
    std::printf("\n| case | million values/s | GB/s | limit | ratio |\n|---|--:|--:|---|--:|\n");
    for (const auto& r : rows_) {
      const auto counter = [&](const char* name) { return r.counters.at(name).value; };
      std::printf("| %s | %.3g | %.3g | %s | %.2f |\n", r.run_name.function_name.c_str(),
                  counter("values/s") / 1e6, counter("bytes/s") / 1e9, r.report_label.c_str(),
                  counter("ratio"));
    }
    std::printf("\nCompiler: " __VERSION__ ", flags: %s\n", LTORISK_FLAGS);
  }

 private:
  std::vector<Run> rows_;
};

}  // namespace

int main(int argc, char** argv) {
  // Defaults that the command line may overrule.
  std::string repetitions = "--benchmark_repetitions=5", time = "--benchmark_min_time=0.1",
              aggregates = "--benchmark_report_aggregates_only=true";
  std::vector<char*> arguments{argv[0], repetitions.data(), time.data(), aggregates.data()};
  arguments.insert(arguments.end(), argv + 1, argv + argc);
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 1;
  reporter table;
  benchmark::RunSpecifiedBenchmarks(&table);
}
