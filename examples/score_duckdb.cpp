// SPDX-License-Identifier: BSL-1.0

// Scores what DuckDB can read (a Parquet file, a query) chunk by chunk, and lets DuckDB write the
// scores: neither the figures nor the scores are ever in memory as a whole.

#include <ltorisk/arrow/score_stream.hpp>
#include <ltorisk/arrow/source.hpp>
#include <ltorisk/io/json.hpp>
#include <ltorisk/ltorisk.hpp>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "duckdb_streams.hpp"

namespace {

using duckdb_streams::quoted;

constexpr const char* usage =
    R"(usage: score_duckdb FILE --output SCORES.parquet [options]
       score_duckdb --query SQL --database FILE --table NAME [options]

Scores the rows of a file that DuckDB reads (Parquet, CSV, JSON) or of a query:
a column per indicator, NULL is missing. Where the framework learns from its
sample, the query runs once more for each pass.

  --query SQL        score the rows of this query instead of a file
  --database FILE    the DuckDB database it runs in; otherwise one in memory
  --output FILE      write the scores to FILE.parquet or FILE.csv ...
  --table NAME       ... or as a new table of the database
  --framework FILE   a framework as JSON instead of andean_mining
  --id NAME          the column of row ids, by default 'id'
  --keep NAME        write this column beside the scores, instead of the row
                     ids; may be given several times
  --extra-columns    leave out columns the framework does not know
  --scores-only      without bounds, coverage and states
  --set NAME=VALUE   a setting of DuckDB (memory_limit=200MB, threads=2); may be
                     given several times
  --help             print this and stop

Exit status: 0 scored, 1 bad input, 2 bad usage.
)";

/// A wrong command line.
struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct options {
  std::optional<std::string> file, query, database, output, table, framework, id;
  std::vector<std::string> keep, settings;
  bool extra_columns = false, scores_only = false, help = false;
};

options parse(const std::vector<std::string>& arguments) {
  const std::vector<std::string> known{"--query",       "--database", "--output", "--table",
                                       "--framework",   "--id",       "--keep",   "--extra-columns",
                                       "--scores-only", "--set",      "--help"};
  options o;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto& a = arguments[i];
    const auto value = [&]() -> const std::string& {
      if (i + 1 == arguments.size()) throw usage_error(a + " needs a value");
      return arguments[++i];
    };
    const auto once = [&](std::optional<std::string>& slot, const std::string& text) {
      if (slot) throw usage_error(a + " is given twice");
      slot = text;
    };
    if (a.empty() || a[0] != '-')
      once(o.file, a);
    else if (a == "--query")
      once(o.query, value());
    else if (a == "--database")
      once(o.database, value());
    else if (a == "--output")
      once(o.output, value());
    else if (a == "--table")
      once(o.table, value());
    else if (a == "--framework")
      once(o.framework, value());
    else if (a == "--id")
      once(o.id, value());
    else if (a == "--keep")
      o.keep.push_back(value());
    else if (a == "--set")
      o.settings.push_back(value());
    else if (a == "--extra-columns")
      o.extra_columns = true;
    else if (a == "--scores-only")
      o.scores_only = true;
    else if (a == "--help" || a == "-h")
      o.help = true;
    else
      throw usage_error("unknown option '" + a + "'" + ltorisk::suggestion(a, known));
  }
  if (o.help) return o;
  if (o.file.has_value() == o.query.has_value()) throw usage_error("give a FILE or a --query");
  if (o.output.has_value() == o.table.has_value())
    throw usage_error("give an --output or a --table");
  if (o.table && !o.database) throw usage_error("--table needs the --database it goes to");
  for (const auto& s : o.settings) {
    if (s.find('=') == s.npos) throw usage_error("--set needs NAME=VALUE, got '" + s + "'");
  }
  return o;
}

/// A file that appears whole or not at all: written beside its place, then renamed.
class written_aside {
 public:
  explicit written_aside(std::filesystem::path path)
      : path_(std::move(path)), beside_(path_.string() + ".part") {}
  written_aside(const written_aside&) = delete;
  written_aside& operator=(const written_aside&) = delete;
  ~written_aside() {
    std::error_code ignored;
    std::filesystem::remove(beside_, ignored);
  }
  [[nodiscard]] std::string name() const { return beside_.string(); }
  void commit() const { std::filesystem::rename(beside_, path_); }

 private:
  std::filesystem::path path_, beside_;
};

ltorisk::model fitted(const ltorisk::framework& f, const duckdb_streams::connection& reading,
                      const std::string& query, const ltorisk::arrow::import_options& how) {
  if (ltorisk::passes_of(f) == 0) return ltorisk::fit(f);
  return ltorisk::fit(
      f, ltorisk::arrow::source([&] { return duckdb_streams::rows_of(reading, query); }, f, how));
}

void run(const options& o) {
  if (o.help) {
    std::cout << usage;
    return;
  }
  const auto framework = o.framework ? ltorisk::read_framework_file(*o.framework)
                                     : ltorisk::frameworks::andean_mining();
  const duckdb_streams::database db(o.database.value_or(""));
  const duckdb_streams::connection reading(db), writing(db);
  for (const auto& s : o.settings) {
    const auto name_ends = s.find('=');
    writing.run("SET GLOBAL " + quoted(s.substr(0, name_ends), '"') + " = " +
                quoted(s.substr(name_ends + 1)));
  }
  const auto query = o.query ? *o.query : "SELECT * FROM " + quoted(*o.file);

  ltorisk::arrow::score_stream_options how;
  how.in.id_column = o.id.value_or("id");
  how.in.allow_extra_columns = o.extra_columns;
  how.keep = o.keep;
  how.states = how.what.bounds = how.what.coverage = !o.scores_only;
  const auto model = fitted(framework, reading, query, how.in);

  const duckdb_streams::scan scores(
      writing, "ltorisk_scores",
      ltorisk::arrow::score_stream(model, duckdb_streams::rows_of(reading, query), how));
  std::string result;
  if (o.table) {
    result = quoted(*o.table, '"');
    writing.run("CREATE TABLE " + result + " AS SELECT * FROM ltorisk_scores()");
  } else {
    const bool csv = std::filesystem::path(*o.output).extension() == ".csv";
    const written_aside file(*o.output);
    writing.run("COPY (SELECT * FROM ltorisk_scores()) TO " + quoted(file.name()) +
                (csv ? " (FORMAT csv, HEADER)" : " (FORMAT parquet)"));
    file.commit();
    result = quoted(*o.output);
  }

  for (const auto& id : model.framework().outcomes) {
    // In a CSV file a column without a value has no type.
    const auto score = quoted(id, '"') + "::DOUBLE";
    const std::string counted =
        "format('{}: {} of {} rows scored', " + quoted(id) + ", count(" + score + "), count(*))";
    const std::string mean = "coalesce(format(', mean {:.2f}', avg(" + score + ")), '')";
    for (const auto& line :
         writing.texts("SELECT " + counted + " || " + mean + " FROM " + result)) {
      std::cout << line << '\n';
    }
  }
}

}  // namespace

int main(int count, char** arguments) {
  try {
    run(parse({arguments + 1, arguments + count}));
    std::cout.flush();
    if (!std::cout) throw std::runtime_error("standard output could not be written");
    return 0;
  } catch (const usage_error& e) {
    std::cerr << "score_duckdb: " << e.what() << "\n\n" << usage;
    return 2;
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
}
