#include "data/class_names.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "core/check.h"
#include "core/json_text.h"
#include "core/trimmed.h"

namespace alexnet {
namespace {

/// Where the data set's name ends: at a tab, or after n and eight digits; npos if there is none.
std::size_t end_of_key(const std::string& line) {
  const std::size_t tab = line.find('\t');
  if (tab != std::string::npos) return tab;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const bool is_number = line.size() > 9 && line[0] == 'n' && line[9] == ' ' &&
                         std::all_of(line.begin() + 1, line.begin() + 9, is_digit);
  return is_number ? 9 : std::string::npos;
}

/// "tench, Tinca tinca" -> "tench"
std::string first_of(const std::string& names) { return trimmed(names.substr(0, names.find(','))); }

/// Text that is not UTF-8 cannot be saved.
void check_utf8(const std::string& name, const Path& path, int line) {
  ALEXNET_CHECK(is_utf8(name), "{}:{}: not UTF-8; save the file in that encoding", path.string(),
                line);
}

}  // namespace

std::vector<std::string> shortened(const std::vector<std::string>& names) {
  std::map<std::string, int> how_many;
  for (const std::string& name : names) ++how_many[first_of(name)];
  std::vector<std::string> result;
  for (const std::string& name : names) {
    const std::string first = first_of(name);
    result.push_back(first.empty() || how_many[first] > 1 ? name : first);
  }
  return result;
}

ClassNames read_class_names(const Path& path) {
  std::string text = read_text(path);
  constexpr const char* kByteOrderMark = "\xef\xbb\xbf";  // which editors on Windows put first
  if (text.starts_with(kByteOrderMark)) text.erase(0, 3);
  ALEXNET_CHECK(text.find('\0') == std::string::npos,
                "{}: expected text in UTF-8, a line per class, found zero bytes", path.string());
  std::istringstream lines(text);
  ClassNames result;
  std::set<std::string> keys;
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (trimmed(line).empty() && lines.peek() == std::istringstream::traits_type::eof()) break;
    const std::size_t key = end_of_key(line);
    const bool has_key = key != std::string::npos;
    ALEXNET_CHECK(result.whole.empty() || has_key == !result.in_data.empty(),
                  "{}:{}: expected {}, as in the lines before, found '{:.40}'", path.string(),
                  number, has_key ? "a name alone" : "'class<TAB>name'", line);
    if (has_key) {
      result.in_data.push_back(trimmed(line.substr(0, key)));
      ALEXNET_CHECK(keys.insert(result.in_data.back()).second,
                    "{}:{}: class '{:.40}' has a line already", path.string(), number,
                    result.in_data.back());
    }
    result.whole.push_back(trimmed(has_key ? line.substr(key + 1) : line));
    ALEXNET_CHECK(!result.whole.back().empty(), "{}:{}: the name is missing", path.string(),
                  number);
    check_utf8(result.whole.back(), path, number);
  }
  ALEXNET_CHECK(!result.whole.empty(), "{}: expected a line per class, found none", path.string());
  result.names = shortened(result.whole);
  return result;
}

std::vector<std::string> unnamed_classes(int count) {
  std::vector<std::string> names;
  for (int i = 0; i < count; ++i) names.push_back(fmt::format("class {}", i));
  return names;
}

void rename_classes(Preprocessing& p, const Path& file) {
  const ClassNames given = read_class_names(file);
  for (std::size_t i = 0; i < given.in_data.size(); ++i)
    check_utf8(given.in_data[i], file, int(i) + 1);
  const std::vector<std::string> before = p.names_in_data.empty() ? p.class_names : p.names_in_data;
  std::map<std::string, std::string> name_of;
  for (std::size_t i = 0; i < given.in_data.size(); ++i) name_of[given.whole[i]] = given.names[i];
  // A name in the data goes before a name of another class that is spelt like it.
  for (std::size_t i = 0; i < given.in_data.size(); ++i) name_of[given.in_data[i]] = given.names[i];
  if (std::any_of(before.begin(), before.end(), [&](auto& name) { return name_of.count(name); })) {
    std::vector<std::string> names;
    for (const std::string& name : before) {
      ALEXNET_CHECK(name_of.count(name), "{}: has no line for class '{}'", file.string(), name);
      names.push_back(name_of[name]);
    }
    p.class_names = names;
    p.names_in_data = before;
    return;
  }
  ALEXNET_CHECK(given.names.size() == before.size(),
                "{}: expected {} lines, one per class, found {}", file.string(), before.size(),
                given.names.size());
  p.class_names = given.names;
  p.names_in_data = before == unnamed_classes(int(before.size())) ? given.in_data : before;
}

}  // namespace alexnet
