#include "core/json_text.h"

#include <nlohmann/json.hpp>

#include "core/check.h"

namespace alexnet {

using Json = nlohmann::json;

bool is_utf8(const std::string& text) {
  try {
    Json(text).dump();  // its default is to be strict
    return true;
  } catch (const Json::type_error&) {
    return false;
  }
}

std::string list_to_json(const std::vector<std::string>& list) {
  return Json(list).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<std::string> list_from_json(const std::string& text, const std::string& where) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  ALEXNET_CHECK(json.is_array(), "{}: expected a JSON list of names, found '{:.40}'", where, text);
  std::vector<std::string> list;
  for (const Json& item : json) {
    ALEXNET_CHECK(item.is_string(), "{}: expected a JSON list of names, found '{:.40}'", where,
                  text);
    list.push_back(item);
  }
  return list;
}

}  // namespace alexnet
