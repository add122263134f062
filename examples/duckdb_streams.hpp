// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <duckdb.h>

#include <ltorisk/arrow/export_stream.hpp>
#include <ltorisk/arrow/owner.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

/// DuckDB's C API as Arrow streams, in and out. Copy it into a program of your own.
namespace duckdb_streams {

struct error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A database in a file, or in memory where the name is empty.
class database {
 public:
  explicit database(const std::string& file = "") {
    char* why = nullptr;
    if (duckdb_open_ext(file.empty() ? nullptr : file.c_str(), &held_, nullptr, &why) ==
        DuckDBError) {
      const std::string words = why ? why : "cannot be opened";
      duckdb_free(why);
      throw error(file + ": " + words);
    }
  }
  database(const database&) = delete;
  database& operator=(const database&) = delete;
  ~database() { duckdb_close(&held_); }

  [[nodiscard]] duckdb_database get() const { return held_; }

 private:
  duckdb_database held_ = nullptr;
};

/// A connection holds one streamed result at a time: who reads and writes at once takes two.
class connection {
 public:
  explicit connection(const database& d) {
    if (duckdb_connect(d.get(), &held_) == DuckDBError) throw error("cannot connect");
  }
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  ~connection() { duckdb_disconnect(&held_); }

  [[nodiscard]] duckdb_connection get() const { return held_; }

  void run(const std::string& sql) const {
    duckdb_result result;
    const auto state = duckdb_query(held_, sql.c_str(), &result);
    const char* const why = state == DuckDBError ? duckdb_result_error(&result) : nullptr;
    const std::string words = why ? why : "";
    duckdb_destroy_result(&result);
    if (state == DuckDBError) throw error(words);
  }

  /// The rows of a query of one column of text.
  [[nodiscard]] std::vector<std::string> texts(const std::string& sql) const {
    std::vector<std::string> rows;
    duckdb_result result;
    if (duckdb_query(held_, sql.c_str(), &result) == DuckDBError) {
      const char* const why = duckdb_result_error(&result);
      const std::string words = why ? why : "the query failed";
      duckdb_destroy_result(&result);
      throw error(words);
    }
    while (auto chunk = duckdb_fetch_chunk(result)) {
      auto* const cells = static_cast<duckdb_string_t*>(
          duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 0)));
      for (idx_t i = 0; i < duckdb_data_chunk_get_size(chunk); ++i) {
        rows.emplace_back(duckdb_string_t_data(&cells[i]), duckdb_string_t_length(cells[i]));
      }
      duckdb_destroy_data_chunk(&chunk);
    }
    duckdb_destroy_result(&result);
    return rows;
  }

 private:
  duckdb_connection held_ = nullptr;
};

namespace detail {

inline void check(duckdb_error_data e) {
  const bool failed = duckdb_error_data_has_error(e);
  const std::string words = failed ? duckdb_error_data_message(e) : "";
  duckdb_destroy_error_data(&e);
  if (failed) throw error(words);
}

/// A result that is fetched chunk by chunk while the query runs.
class result {
 public:
  result(const connection& c, const std::string& sql) {
    duckdb_prepared_statement statement = nullptr;
    const bool prepared = duckdb_prepare(c.get(), sql.c_str(), &statement) == DuckDBSuccess;
    const char* why = prepared ? nullptr : duckdb_prepare_error(statement);
    std::string words = why ? why : "the query failed";
    const bool runs =
        prepared && duckdb_execute_prepared_streaming(statement, &held_) == DuckDBSuccess;
    if (prepared && !runs && (why = duckdb_result_error(&held_))) words = why;
    duckdb_destroy_prepare(&statement);
    if (!runs) {
      duckdb_destroy_result(&held_);
      throw error(words);
    }
    options_ = duckdb_result_get_arrow_options(&held_);
  }
  result(const result&) = delete;
  result& operator=(const result&) = delete;
  ~result() {
    duckdb_destroy_arrow_options(&options_);
    duckdb_destroy_result(&held_);
  }

  ltorisk::arrow::owner<ArrowSchema> schema() {
    const auto columns = duckdb_column_count(&held_);
    std::vector<duckdb_logical_type> types;
    std::vector<const char*> names;
    for (idx_t i = 0; i < columns; ++i) {
      types.push_back(duckdb_column_logical_type(&held_, i));
      names.push_back(duckdb_column_name(&held_, i));
    }
    ltorisk::arrow::owner<ArrowSchema> s;
    const auto e = duckdb_to_arrow_schema(options_, types.data(), names.data(), columns, s.out());
    for (auto& t : types) duckdb_destroy_logical_type(&t);
    check(e);
    return s;
  }

  /// An empty owner after the last, as often as it is asked: DuckDB itself fails after its end.
  ltorisk::arrow::owner<ArrowArray> next() {
    ltorisk::arrow::owner<ArrowArray> a;
    if (ended_) return a;
    auto chunk = duckdb_fetch_chunk(held_);
    if (!chunk) {
      ended_ = true;
      const char* const why = duckdb_result_error(&held_);
      if (why && *why) throw error(why);
      return a;
    }
    const auto e = duckdb_data_chunk_to_arrow(options_, chunk, a.out());
    duckdb_destroy_data_chunk(&chunk);
    check(e);
    return a;
  }

 private:
  duckdb_result held_{};
  duckdb_arrow_options options_ = nullptr;
  bool ended_ = false;
};

struct producer {
  std::unique_ptr<result> from;
  ltorisk::arrow::owner<ArrowSchema> schema() { return from->schema(); }
  ltorisk::arrow::owner<ArrowArray> next() { return from->next(); }
};

}  // namespace detail

/// The rows of a query, a chunk at a time, while it runs. The connection must outlive the stream.
[[nodiscard]] inline ltorisk::arrow::owner<ArrowArrayStream> rows_of(const connection& c,
                                                                     const std::string& sql) {
  return ltorisk::arrow::export_stream(detail::producer{std::make_unique<detail::result>(c, sql)});
}

/// A stream as a table function `name()` of a connection, to be read once, while this lives:
/// `run("COPY (SELECT * FROM name()) TO ...")`. Batches of at most `duckdb_vector_size()` rows.
class scan {
 public:
  /// The connection must outlive the scan.
  scan(const connection& c, const std::string& name, ltorisk::arrow::owner<ArrowArrayStream> stream)
      : connection_(c), state_(std::make_shared<state>(c.get(), std::move(stream))) {
    auto f = duckdb_create_table_function();
    duckdb_table_function_set_name(f, name.c_str());
    duckdb_table_function_set_extra_info(f, new std::weak_ptr<state>(state_), [](void* held) {
      delete static_cast<std::weak_ptr<state>*>(held);
    });
    duckdb_table_function_set_bind(f, [](duckdb_bind_info info) {
      if (const auto s = alive(duckdb_bind_get_extra_info(info))) {
        s->bind(info);
      } else {
        duckdb_bind_set_error(info, "the stream is gone");
      }
    });
    duckdb_table_function_set_init(
        f, [](duckdb_init_info info) { duckdb_init_set_max_threads(info, 1); });
    duckdb_table_function_set_function(f, [](duckdb_function_info info, duckdb_data_chunk out) {
      if (const auto s = alive(duckdb_function_get_extra_info(info))) {
        s->fill(info, out);
      } else {
        duckdb_function_set_error(info, "the stream is gone");
      }
    });
    const auto registered = duckdb_register_table_function(c.get(), f);
    duckdb_destroy_table_function(&f);
    if (registered == DuckDBError) throw error("there is a function " + name + " already");
  }

  /// Runs a statement that reads the stream. Where the stream fails, what is thrown has its words
  /// alone, without what DuckDB says of the statement.
  void run(const std::string& sql) const {
    try {
      connection_.run(sql);
    } catch (const error&) {
      if (!state_->failed.empty()) throw error(state_->failed);
      throw;
    }
  }

 private:
  // What the stream says of its error.
  static std::string words_of(ltorisk::arrow::owner<ArrowArrayStream>& rows) {
    const char* const why = rows->get_last_error ? rows->get_last_error(rows.get()) : nullptr;
    return why ? why : "the stream failed";
  }

  struct state {
    state(duckdb_connection c, ltorisk::arrow::owner<ArrowArrayStream> from)
        : connection(c), rows(std::move(from)) {
      ltorisk::arrow::owner<ArrowSchema> schema;
      if (rows->get_schema(rows.get(), schema.out()) != 0) throw error(words_of(rows));
      for (std::int64_t i = 0; i < schema->n_children; ++i) {
        const char* const name = schema->children[i]->name;
        names.emplace_back(name ? name : "");
      }
      detail::check(duckdb_schema_from_arrow(connection, schema.get(), &types));
    }
    state(const state&) = delete;
    state& operator=(const state&) = delete;
    ~state() {
      duckdb_destroy_data_chunk(&first);
      duckdb_destroy_arrow_converted_schema(&types);
    }

    // The next batch in DuckDB's vectors; null after the last.
    duckdb_data_chunk next() {
      ltorisk::arrow::owner<ArrowArray> batch;
      if (ended) return nullptr;
      if (rows->get_next(rows.get(), batch.out()) != 0) throw error(words_of(rows));
      ended = !batch;
      if (ended) return nullptr;
      if (batch->length > static_cast<std::int64_t>(duckdb_vector_size())) {
        throw error("the stream has a batch of more rows than a vector");
      }
      duckdb_data_chunk chunk = nullptr;
      detail::check(duckdb_data_chunk_from_arrow(connection, batch.get(), types, &chunk));
      return chunk;
    }

    void bind(duckdb_bind_info info) {
      try {
        if (!first) first = next();
      } catch (const std::exception& e) {
        failed = e.what();
        return duckdb_bind_set_error(info, e.what());
      }
      for (std::size_t i = 0; i < names.size(); ++i) {
        auto type = first ? duckdb_vector_get_column_type(duckdb_data_chunk_get_vector(first, i))
                          : duckdb_create_logical_type(DUCKDB_TYPE_DOUBLE);
        duckdb_bind_add_result_column(info, names[i].c_str(), type);
        duckdb_destroy_logical_type(&type);
      }
    }

    void fill(duckdb_function_info info, duckdb_data_chunk out) {
      duckdb_data_chunk chunk = nullptr;
      try {
        chunk = first ? std::exchange(first, nullptr) : next();
      } catch (const std::exception& e) {
        failed = e.what();
        return duckdb_function_set_error(info, e.what());
      }
      if (!chunk) return duckdb_data_chunk_set_size(out, 0);
      for (std::size_t i = 0; i < names.size(); ++i) {
        duckdb_vector_reference_vector(duckdb_data_chunk_get_vector(out, i),
                                       duckdb_data_chunk_get_vector(chunk, i));
      }
      duckdb_data_chunk_set_size(out, duckdb_data_chunk_get_size(chunk));
      duckdb_destroy_data_chunk(&chunk);
    }

    duckdb_connection connection;
    ltorisk::arrow::owner<ArrowArrayStream> rows;
    std::vector<std::string> names;
    duckdb_arrow_converted_schema types = nullptr;
    duckdb_data_chunk first = nullptr;
    bool ended = false;
    std::string failed = {};  // the words of the stream's error
  };

  static std::shared_ptr<state> alive(void* held) {
    return static_cast<std::weak_ptr<state>*>(held)->lock();
  }

  const connection& connection_;
  std::shared_ptr<state> state_;
};

/// A text, or with `mark` '"' a name, as SQL writes it.
[[nodiscard]] inline std::string quoted(const std::string& text, char mark = '\'') {
  std::string all(1, mark);
  for (const char c : text) all.append(c == mark ? 2 : 1, c);
  return all + mark;
}

}  // namespace duckdb_streams
