// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

/// A JSON Schema that documents are held against.
class json_schema {
 public:
  explicit json_schema(const std::filesystem::path& file);
  json_schema(json_schema&&) noexcept;
  ~json_schema();

  /// The first complaint about a JSON text, "" where there is none.
  [[nodiscard]] std::string operator()(const std::string& text) const;

 private:
  struct compiled;
  std::unique_ptr<const compiled> compiled_;
};
