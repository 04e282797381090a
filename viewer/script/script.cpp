#include "viewer/script/script.h"

#include <cstdio>
#include <sstream>

#include "core/check.h"
#include "core/trimmed.h"
#include "viewer/app.h"
#include "viewer/headless/hands.h"

namespace alexnet::viewer {
namespace {

using Kind = ScriptStep::Kind;

struct Word {
  const char* name;
  Kind kind;
  const char* argument;  ///< what has to follow; null: nothing
};
constexpr Word kWords[] = {
    {"panel", Kind::panel, "a panel"},
    {"click", Kind::click, "a widget"},
    {"point", Kind::point, "a widget"},
    {"key", Kind::key, "a letter, a digit, or the name of a key, such as tab"},
    {"type", Kind::type, "letters"},
    {"drop", Kind::drop, "a path"},
    {"wait", Kind::wait, "idle, training, or seconds, such as 2s"},
    {"screenshot", Kind::screenshot, "a file"},
    {"close", Kind::close, nullptr},
};

std::string known_words() {
  std::string list;
  for (const Word& word : kWords) list += (list.empty() ? "" : ", ") + std::string(word.name);
  return list;
}

bool is_right(Kind kind, const std::string& argument) {
  switch (kind) {
    case Kind::panel:
      return find_panel(argument).has_value();
    case Kind::key:
      return argument.size() == 1 || find_key(argument);
    case Kind::wait:
      return argument == "idle" || argument == "training" || parse_seconds(argument) >= 0;
    default:
      return !argument.empty();
  }
}

}  // namespace

double parse_seconds(const std::string& text) {
  double seconds = -1;
  char unit = 0, more = 0;
  if (std::sscanf(text.c_str(), "%lf%c%c", &seconds, &unit, &more) != 2 || unit != 's') return -1;
  return seconds >= 0 && seconds <= 3600 ? seconds : -1;
}

Script parse_script(const std::string& file, const std::string& text) {
  Script script{file, {}};
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    line = trimmed(line);
    if (line.empty() || line[0] == '#') continue;
    const auto refuse = [&](const std::string& expected, const std::string& found) {
      throw UsageError(
          fmt::format("{}:{}: expected {}, found '{}'", file, number, expected, found));
    };
    const std::string name = line.substr(0, line.find_first_of(" \t"));
    const std::string argument = trimmed(line.substr(name.size()));
    const Word* found = nullptr;
    for (const Word& word : kWords)
      if (name == word.name) found = &word;
    if (!found) refuse("one of " + known_words(), name);
    if (!found->argument && !argument.empty()) refuse("nothing after " + name, argument);
    if (found->argument && !is_right(found->kind, argument))
      refuse(fmt::format("{} and {}", name,
                         found->kind == Kind::panel ? "one of " + panel_list() : found->argument),
             line);
    script.steps.push_back({number, found->kind, argument});
  }
  return script;
}

Script read_script(const Path& file) { return parse_script(file.string(), read_text(file)); }

}  // namespace alexnet::viewer
