// SPDX-License-Identifier: BSL-1.0
#include "json_schema.hpp"

// The only file that includes it: it takes some 14 s to compile.
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <fstream>

struct json_schema::compiled {
  valijson::Schema schema;
};

json_schema::json_schema(const std::filesystem::path& file) {
  std::ifstream stream(file);
  const auto text = nlohmann::json::parse(stream);
  auto made = std::make_unique<compiled>();
  valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(text),
                                          made->schema);
  compiled_ = std::move(made);
}

json_schema::json_schema(json_schema&&) noexcept = default;
json_schema::~json_schema() = default;

std::string json_schema::operator()(const std::string& text) const {
  const auto document = nlohmann::json::parse(text);
  valijson::ValidationResults results;
  valijson::Validator(valijson::Validator::kStrongTypes)
      .validate(compiled_->schema, valijson::adapters::NlohmannJsonAdapter(document), &results);
  valijson::ValidationResults::Error error;
  return results.popError(error) ? error.description : "";
}
