// SPDX-License-Identifier: BSL-1.0

// Scores what DuckDB can read (a Parquet file, a query) chunk by chunk, and lets DuckDB write the
// scores: neither the figures nor the scores are ever in memory as a whole.

#include <ltorisk/arrow/score_stream.hpp>
#include <ltorisk/arrow/source.hpp>
#include <ltorisk/frameworks/andean_mining.hpp>
#include <ltorisk/io/json.hpp>
#include <ltorisk/ltorisk.hpp>
#include <ltorisk/model.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "command_line.hpp"
#include "duckdb_streams.hpp"
#include "whole_files.hpp"

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
  --output FILE      write the scores to FILE.parquet or FILE.csv, which must not
                     be one that is read ...
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

struct options {
  std::optional<std::string> file, query, database, output, table, framework, id;
  std::vector<std::string> keep, settings;
  bool extra_columns = false, scores_only = false, help = false;
};

/// In lower case.
std::string extension_of(const std::string& file) {
  auto extension = std::filesystem::path(file).extension().string();
  for (char& c : extension) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return extension;
}

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
  if (o.output && extension_of(*o.output) != ".parquet" && extension_of(*o.output) != ".csv") {
    throw usage_error("--output needs a name that ends in .parquet or .csv, got '" + *o.output +
                      "'");
  }
  if (o.table && !o.database) throw usage_error("--table needs the --database it goes to");
  for (const auto& s : o.settings) {
    if (s.find('=') == s.npos) throw usage_error("--set needs NAME=VALUE, got '" + s + "'");
  }
  return o;
}

/// What stands in quotes in a query: any of it may name a file.
std::vector<std::string> in_quotes_of(const std::string& sql) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    const char mark = sql[i];
    if (mark != '\'' && mark != '"') continue;
    texts.emplace_back();
    for (++i; i < sql.size(); ++i) {
      if (sql[i] == mark && (++i == sql.size() || sql[i] != mark)) break;
      texts.back() += sql[i];
    }
    --i;
  }
  return texts;
}

/// A file that a view of the database reads is not known here.
void refuse_overwriting_input(const options& o) {
  if (!o.output) return;
  auto inputs = o.query ? in_quotes_of(*o.query) : std::vector<std::string>{*o.file};
  const duckdb_streams::database in_memory;
  const duckdb_streams::connection c(in_memory);
  for (std::size_t i = 0, given = inputs.size(); i < given; ++i) {
    const std::string pattern = inputs[i];
    if (pattern.find_first_of("*?[") == pattern.npos) continue;
    for (auto& file : c.texts("SELECT file FROM glob(" + duckdb_streams::quoted(pattern) + ")")) {
      inputs.push_back(std::move(file));
    }
  }
  for (const auto& input : {o.framework, o.database}) {
    if (input) inputs.push_back(*input);
  }
  if (overwritten({*o.output}, inputs)) {
    throw usage_error("'" + *o.output + "' is an input and would be overwritten");
  }
}

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
  refuse_overwriting_input(o);
  whole_files files;
  const auto beside = o.output ? files.reserve(*o.output).string() : "";
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
  const std::string all = "SELECT * FROM ltorisk_scores()";
  std::string result;
  if (o.table) {
    result = quoted(*o.table, '"');
    scores.run("CREATE TABLE " + result + " AS " + all);
  } else {
    const bool csv = extension_of(*o.output) == ".csv";
    scores.run("COPY (" + all + ") TO " + duckdb_streams::quoted(beside) +
               (csv ? " (FORMAT csv, HEADER)" : " (FORMAT parquet)"));
    result = csv ? "read_csv(" + duckdb_streams::quoted(beside) + ", header = true)"
                 : "read_parquet(" + duckdb_streams::quoted(beside) + ")";
  }

  std::vector<std::string> lines;
  for (const auto& id : model.framework().outcomes) {
    // In a CSV file a column without a value has no type.
    const auto score = quoted(id, '"') + "::DOUBLE";
    const std::string counted =
        "format('{}: {} of {} rows scored', " + quoted(id) + ", count(" + score + "), count(*))";
    const std::string mean = "coalesce(format(', mean {:.2f}', avg(" + score + ")), '')";
    for (auto& line : writing.texts("SELECT " + counted + " || " + mean + " FROM " + result)) {
      lines.push_back(std::move(line));
    }
  }
  files.commit();
  for (const auto& line : lines) std::cout << line << '\n';
}

}  // namespace

int main(int count, char** arguments) {
  return run_program("score_duckdb", usage, count, arguments,
                     [](const auto& words) { run(parse(words)); });
}
