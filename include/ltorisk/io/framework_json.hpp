// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/framework.hpp>
#include <ltorisk/io/framework_reader.hpp>
#include <ltorisk/io/framework_writer.hpp>
#include <ltorisk/io/schemes.hpp>
#include <ltorisk/io/text_file.hpp>

#include <filesystem>
#include <string>
#include <string_view>

/// A framework as JSON, described key by key in `schema/framework.schema.json`.
namespace ltorisk {

/// Reads a framework: strict JSON (RFC 8259), every key known and given once, every number finite.
///
///     {"schema_version": 1, "id": "demo",
///      "indicators": [{"id": "poverty", "scale": {"kind": "linear", "lower": 0, "upper": 60}}],
///      "nodes": [{"id": "need", "aggregation": "arithmetic_mean", "children": ["poverty"]}],
///      "outcomes": ["need"]}
///
/// Throws `input_error` with every fault of the text and of the framework (`validate`), each with
/// its JSON pointer: "framework#/nodes/3/min_coverage: must be in [0, 1], got 2". A text that is
/// not JSON is refused at line and column. Any text is safe to read; the tree built of it takes
/// some twenty times its size, so limit the size of what strangers send. Values nest 64 levels at
/// most.
///
/// `known` names the aggregations; `file` stands in the messages.
[[nodiscard]] inline framework read_framework(std::string_view text, const schemes& known = {},
                                              std::string_view file = "framework") {
  return detail::framework_reader(known, file).run(text);
}

/// Reads a framework from a file, and names the file in the messages.
[[nodiscard]] inline framework read_framework_file(const std::filesystem::path& path,
                                                   const schemes& known = {}) {
  return read_framework(detail::read_text_file(path), known, path.string());
}

/// Writes a framework so that reading it gives an equal one: keys in a fixed order, what has its
/// default left out, numbers in the shortest text that reads back as the same double. Reading needs
/// the framework's own aggregations in `schemes`.
///
/// Throws `input_error` with the JSON pointer of each number that is not finite and each text that
/// is not UTF-8. Does not check the framework otherwise (`validate`).
[[nodiscard]] inline std::string write_framework(const framework& f) {
  return detail::framework_writer(f).run();
}

}  // namespace ltorisk
