// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/io/causal_map_reader.hpp>
#include <ltorisk/io/causal_map_writer.hpp>
#include <ltorisk/io/text_file.hpp>
#include <ltorisk/scenario/causal_map.hpp>

#include <filesystem>
#include <string>
#include <string_view>

/// A causal map as JSON, described key by key in `schema/causal_map.schema.json`.
namespace ltorisk::scenario {

/// Reads a causal map: strict JSON (RFC 8259), every key known and given once.
///
///     {"schema_version": 1, "id": "demo", "concepts": [{"id": "A"}, {"id": "B", "name": "the
///     other"}],
///      "edges": [{"from": "A", "to": "B", "weight": 0.5, "range": [0.2, 0.8]}], "levers": ["A"]}
///
/// Throws `input_error` with every fault of the text and of the map (`validate`), each with its
/// JSON pointer; `file` stands in the messages.
[[nodiscard]] inline causal_map read_causal_map(std::string_view text,
                                                std::string_view file = "causal map") {
  return ltorisk::detail::causal_map_reader(file).run(text);
}

[[nodiscard]] inline causal_map read_causal_map_file(const std::filesystem::path& path) {
  return read_causal_map(ltorisk::detail::read_text_file(path), path.string());
}

/// Writes a causal map so that reading it gives an equal one. Throws `input_error` with the JSON
/// pointer of each number that is not finite and each text that is not UTF-8; does not check the
/// map otherwise (`validate`).
[[nodiscard]] inline std::string write_causal_map(const causal_map& m) {
  return ltorisk::detail::causal_map_writer().run(m);
}

}  // namespace ltorisk::scenario
