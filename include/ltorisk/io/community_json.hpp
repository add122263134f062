// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <ltorisk/evidence/community.hpp>
#include <ltorisk/io/community_reader.hpp>
#include <ltorisk/io/community_writer.hpp>
#include <ltorisk/io/text_file.hpp>

#include <filesystem>
#include <string>
#include <string_view>

/// What a field team knows as JSON, described key by key in `schema/community.schema.json`: one
/// community, or a portfolio under "communities".
namespace ltorisk::evidence {

/// Reads strict JSON (RFC 8259), every key known and given once. One community is a portfolio of
/// one.
///
///     {"schema_version": 1, "id": "Alto", "acts": [{"holder": "operator", "status": "granted",
///      "date": "2024-05-12", "votes_for": 212, "qualified_members": 300, "source": "minutes"}]}
///
/// Throws `input_error` with every fault of the text and of what it says (`validate`), each with
/// its JSON pointer; `file` stands in the messages.
[[nodiscard]] inline portfolio read_portfolio(std::string_view text,
                                              std::string_view file = "portfolio") {
  return ltorisk::detail::community_reader(file).run(text);
}

[[nodiscard]] inline portfolio read_portfolio_file(const std::filesystem::path& path) {
  return read_portfolio(ltorisk::detail::read_text_file(path), path.string());
}

/// Writes a portfolio so that reading it gives an equal one. Throws `input_error` with the JSON
/// pointer of each number that is not finite, each day or word that is none and each text not
/// UTF-8; does not check it otherwise (`validate`).
[[nodiscard]] inline std::string write_portfolio(const portfolio& p) {
  return ltorisk::detail::community_writer().run(p);
}

/// The same of one community alone.
[[nodiscard]] inline std::string write_community(const community& c) {
  return ltorisk::detail::community_writer().run(c);
}

}  // namespace ltorisk::evidence
