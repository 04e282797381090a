#pragma once
#include <string>
#include <vector>

namespace alexnet {

/// Whether the text can be kept in JSON as it is: it is UTF-8.
bool is_utf8(const std::string& text);

/// ["a","b"]: how a list of names is kept in a file's metadata.
std::string list_to_json(const std::vector<std::string>& list);
/// Errors: not a JSON list of strings; `where` begins the message.
std::vector<std::string> list_from_json(const std::string& json, const std::string& where);

}  // namespace alexnet
