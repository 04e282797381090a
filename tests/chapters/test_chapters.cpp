// Whether every chapter of the course has its parts, and says what is so.
#include <algorithm>
#include <filesystem>

#include "chapters/formulas.h"
#include "chapters/instructions.h"
#include "chapters/markdown.h"
#include "core/image.h"
#include "support/catch.h"
#include "support/lines.h"
#include "support/program.h"
#include "support/temp_folder.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

const Path kProject = ALEXNET_PROJECT_DIR;

/// The folders of the course whose names begin so.
template <class Begins>
std::vector<Path> folders(Begins begins) {
  std::vector<Path> result;
  for (const auto& entry : std::filesystem::directory_iterator(kProject / "chapters"))
    if (entry.is_directory() && begins(entry.path().filename().string()))
      result.push_back(entry.path());
  std::sort(result.begin(), result.end());
  return result;
}
std::vector<Path> chapters() {
  return folders([](const std::string& name) { return std::isdigit(name[0]) != 0; });
}
/// Texts to be followed at the keyboard: nothing but a README.
std::vector<Path> appendices() {
  return folders([](const std::string& name) { return name.starts_with("appendix-"); });
}
std::vector<Path> chapters_and_appendices() {
  std::vector<Path> all = chapters();
  for (const Path& appendix : appendices()) all.push_back(appendix);
  return all;
}

/// Of the course, and the project's own.
std::vector<Path> all_texts() {
  std::vector<Path> texts = {kProject / "README.md"};
  if (std::filesystem::exists(kProject / "chapters" / "README.md"))
    texts.push_back(kProject / "chapters" / "README.md");
  for (const Path& chapter : chapters_and_appendices()) texts.push_back(chapter / "README.md");
  return texts;
}

std::string number_of(const Path& chapter) { return chapter.filename().string().substr(0, 2); }

std::string text_of(const Path& path) {
  std::string text;
  for (const std::string& line : lines_of(path)) text += line + '\n';
  return text;
}

/// Files of a folder that begin with a digit: an exercise each.
std::vector<std::string> exercises_in(const Path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (std::isdigit(entry.path().filename().string()[0]))
      names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

TEST_CASE("chapters: each has its parts") {
  REQUIRE(!chapters().empty());
  for (const Path& chapter : chapters()) {
    INFO(chapter.filename());
    const Markdown text(chapter / "README.md");
    for (const char* part :
         {"# ", "*Paper: ", "**Goal.** ", "**Words.** ", "## Stop here, look at this",
          "## What you should see", "## Exercises", "## Further reading"}) {
      INFO(part);
      CHECK(text.has_line(part));
    }
    const auto demo = lines_of(chapter / "demo.cpp");
    CHECK(!demo.empty());
    CHECK(demo.size() <= 150);
    CHECK(std::filesystem::exists(chapter / "exercise" / "exercises.h"));
    CHECK(std::filesystem::exists(chapter / "exercise" / "check.cpp"));
    const auto stubs = exercises_in(chapter / "exercise");
    CHECK(stubs.size() >= 2);
    CHECK(exercises_in(chapter / "solution") == stubs);
  }
}

TEST_CASE("chapters: a listing is what stands in the file") {
  for (const Path& chapter : chapters_and_appendices())
    for (const Block& block : Markdown(chapter / "README.md").blocks) {
      if (block.kind != "listing") continue;
      INFO(chapter.filename() << "/README.md:" << block.line << ", from " << block.of);
      CHECK(text_of(kProject / block.of).find(block.text) != std::string::npos);
    }
}

TEST_CASE("chapters: links lead somewhere, and pictures are there") {
  for (const Path& text : all_texts())
    for (const std::string& link : Markdown(text).links) {
      INFO(text << ": " << link);
      CHECK(std::filesystem::exists(text.parent_path() / link));
    }
}

TEST_CASE("chapters: no formula is spoiled by GitHub's Markdown") {
  for (const Path& text : all_texts())
    for (const SpoiledFormula& formula : spoiled_formulas(lines_of(text)))
      FAIL_CHECK(text.lexically_relative(kProject).string()
                 << ":" << formula.line << ": " << formula.what);
}

TEST_CASE("chapters: what GitHub's Markdown spoils in a formula is found, and nothing else") {
  for (const char* bad :
       {R"($a\,b$)", R"($a\;b$)", R"($a\!b$)", R"($$\{a\}$$)", R"($\operatorname{rms}(x)$)",
        R"($\hat{x}_{i} + \hat{y}_{i}$)", R"($(a)_i + b_{i}$)"}) {
    INFO(bad);
    const auto found = spoiled_formulas({"Before it.", "", "`$a\\,b$` and", bad});
    REQUIRE(found.size() == 1);
    CHECK(found[0].line == 4);
    CHECK(found[0].what.starts_with(bad));
  }
  for (const char* good :
       {R"($x_{i,j} + y_{i,j}$)", R"($\hat{x}_{i}$ and $\hat{y}_i$)", R"($\sum_k (p_k)$)",
        R"($\hat{x} _{i} + \hat{y} _{i}$)", R"(`$a\,b$`)"}) {
    INFO(good);
    CHECK(spoiled_formulas({good}).empty());
  }
  CHECK(spoiled_formulas({"```", "$a\\,b$", "```"}).empty());
}

TEST_CASE("chapters: a demo prints what the text shows, and draws what it shows") {
  for (const Path& chapter : chapters()) {
    INFO(chapter.filename());
    const TempFolder folder;
    const Path demo = Path(ALEXNET_BINARIES) / ("chapter_" + number_of(chapter) + "_demo");
    const Outcome outcome = run_program(demo, folder.path(), {"figure.png"});
    INFO(outcome.err);
    CHECK(outcome.exit_code == 0);
    if (outcome.out.starts_with("skipped: ")) continue;  // kernels, and nothing to run them
    int shown = 0;
    for (const Block& block : Markdown(chapter / "README.md").blocks) {
      if (block.kind != "output") continue;
      ++shown;
      INFO("README.md:" << block.line << " does not stand in the output:\n" << outcome.out);
      CHECK(block.of == "demo");
      CHECK(outcome.out.find(block.text) != std::string::npos);
    }
    CHECK(shown > 0);

    const Path figure = chapter / "figures" / "demo.png";
    if (!std::filesystem::exists(figure)) continue;
    const Image expected = read_image(figure), drawn = read_image(folder / "figure.png");
    REQUIRE(drawn.width == expected.width);
    REQUIRE(drawn.height == expected.height);
    int off = 0;  // grey levels; another processor may round differently
    for (std::size_t i = 0; i < expected.rgb.size(); ++i)
      off = std::max(off, std::abs(int(drawn.rgb[i]) - int(expected.rgb[i])));
    CHECK(off <= 2);
  }
}

TEST_CASE("appendices: what they tell the reader to write fits the files that there are") {
  for (const Path& appendix : appendices()) {
    INFO(appendix.filename());
    const Markdown text(appendix / "README.md");
    for (const char* part : {"# ", "**Goal.** ", "**Words.** "}) CHECK(text.has_line(part));
    const std::vector<Instruction> instructions = instructions_of(text);
    const auto is_said = [&](const Block& block) {
      return block.kind == "listing" || block.language == "sh" || block.language == "text" ||
             std::any_of(instructions.begin(), instructions.end(),
                         [&](const Instruction& i) { return i.line == block.line; });
    };
    for (const Block& block : text.blocks) {
      INFO("README.md:" << block.line << " does not say where it goes");
      CHECK(is_said(block));
    }
    CHECK(!instructions.empty());
    const TempFolder copy;
    for (const Instruction& i : instructions) {
      const Path from = kProject / i.file, to = copy / i.file;
      std::filesystem::create_directories(to.parent_path());
      if (std::filesystem::exists(from) && !std::filesystem::exists(to))
        std::filesystem::copy_file(from, to);
      CHECK_NOTHROW(follow(i, copy.path()));
    }
  }
}
