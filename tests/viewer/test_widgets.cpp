#include <algorithm>

#include "support/catch.h"
#include "viewer/imgui_frame.h"
#include "viewer/toolkit/widgets.h"

using namespace alexnet::test;
using namespace alexnet::viewer;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines = {""};
  for (const char c : text)
    if (c == '\n')
      lines.emplace_back();
    else
      lines.back() += c;
  return lines;
}

float width_of(const std::string& text) { return ImGui::CalcTextSize(text.c_str()).x; }

}  // namespace

TEST_CASE("widgets: a text is broken at spaces only, and no sooner than it must be") {
  const std::string text = "tower a: 0.07, tower b: 0.79 (p = 0.0001), or 1,234.56 of something";
  const ImGuiFrame frame(400, 300);  // in which texts have a width
  for (const float width : {40.0f, 90.0f, 150.0f, 300.0f, 5000.0f}) {
    INFO(width);
    const std::string broken = broken_into_lines(text, width);
    std::string joined = broken;
    std::replace(joined.begin(), joined.end(), '\n', ' ');
    CHECK(joined == text);
    const std::vector<std::string> lines = lines_of(broken);
    CHECK((lines.size() == 1) == (width_of(text) <= width));
    for (std::size_t i = 0; i < lines.size(); ++i) {
      INFO(lines[i]);
      const bool is_one_word = lines[i].find(' ') == std::string::npos;
      CHECK((is_one_word || width_of(lines[i]) <= width));
      if (i + 1 == lines.size()) continue;
      const std::string next_word = lines[i + 1].substr(0, lines[i + 1].find(' '));
      CHECK(width_of(lines[i] + " " + next_word) > width);
    }
  }
}

TEST_CASE("widgets: a word longer than the line stays whole, and an empty text stays empty") {
  const ImGuiFrame frame(400, 300);
  CHECK(broken_into_lines("a_very_long_name_without_spaces", 20) ==
        "a_very_long_name_without_spaces");
  CHECK(broken_into_lines("of a_very_long_name_without_spaces indeed", 20) ==
        "of\na_very_long_name_without_spaces\nindeed");
  CHECK(broken_into_lines("", 20).empty());
}
