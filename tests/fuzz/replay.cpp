// SPDX-License-Identifier: BSL-1.0

// Stands in for libFuzzer where that is missing: runs a fuzz target on every file of a corpus
// folder and on mutations of them, the same on every machine. The input in work is kept in
// PROGRAM.input beside the program, so that after a crash `PROGRAM PROGRAM.input` repeats it.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

constexpr int mutations = 4000;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void run(const std::string& input) {
  // A copy of the exact size: the sanitizers see a read past the end.
  const std::vector<std::uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

class mutator {
 public:
  explicit mutator(const std::vector<std::string>& corpus) : corpus_(corpus) {}

  std::string operator()() {
    std::string text = pick(corpus_);
    for (std::size_t edits = 1 + below(4); edits > 0; --edits) {
      edit(text);
    }
    return text;
  }

 private:
  // Not a std::uniform_int_distribution: its numbers differ between standard libraries.
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_()) % n; }

  template <class Range>
  const typename Range::value_type& pick(const Range& range) {
    return range[below(range.size())];
  }

  void edit(std::string& text) {
    static constexpr auto tokens = std::to_array<std::string_view>(
        {"\"",      ",", "\n", "\r\n", "{",    "}",   "[",   "]",     ":",      "\\u0000",
         {"\0", 1}, "-", "NA", "0",    "null", "nan", "inf", "1e999", "1e-400", "\xEF\xBB\xBF",
         "\xFF"});
    const std::size_t at = below(text.size() + 1);
    const std::size_t length = below(std::min<std::size_t>(text.size() - at, 32) + 1);
    switch (below(6)) {
      case 0:
        if (at < text.size()) {
          text[at] = static_cast<char>(random_() & 0xFF);
        }
        break;
      case 1: text.insert(at, pick(tokens)); break;
      case 2: text.replace(at, length, pick(tokens)); break;
      case 3: text.erase(at, length); break;
      case 4: text.insert(at, text.substr(at, length)); break;
      default: {
        const std::string& other = pick(corpus_);
        text = text.substr(0, at) + other.substr(below(other.size() + 1));
      }
    }
  }

  const std::vector<std::string>& corpus_;
  std::mt19937 random_{1};
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || !fs::exists(argv[1])) {
    std::cerr << "usage: " << argv[0] << " CORPUS_FOLDER | FILE\n";
    return 2;
  }
  if (!fs::is_directory(argv[1])) {
    run(read(argv[1]));
    return 0;
  }
  std::vector<fs::path> paths;
  for (const fs::directory_entry& entry : fs::directory_iterator(argv[1])) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());  // the file system's order is its own
  std::vector<std::string> corpus;
  for (const fs::path& path : paths) {
    corpus.push_back(read(path));
    std::cout << path.filename().string() << std::endl;
    run(corpus.back());
  }
  if (corpus.empty()) {
    std::cerr << argv[1] << " holds no file\n";
    return 2;
  }
  const std::string in_work = std::string(argv[0]) + ".input";
  mutator mutate(corpus);
  for (int i = 0; i < mutations; ++i) {
    const std::string input = mutate();
    std::ofstream(in_work, std::ios::binary) << input;
    run(input);
  }
  fs::remove(in_work);
  std::cout << corpus.size() << " files and " << mutations << " mutations\n";
}
