// Whether every chapter of the course has its parts, and whether what it says is true.
#include <algorithm>
#include <filesystem>
#include <map>

#include "chapters/formulas.h"
#include "chapters/glossary.h"
#include "chapters/instructions.h"
#include "chapters/markdown.h"
#include "core/image.h"
#include "cuda/device.h"
#include "support/catch.h"
#include "support/lines.h"
#include "support/program.h"
#include "support/temp_folder.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

const Path kProject = ALEXNET_PROJECT_DIR;

/// Whether numbers come out as printed in the texts. Those come from a processor that multiplies
/// and adds with one rounding; with two, the last digits differ, and after some training steps the
/// first.
#if defined(__FMA__)
constexpr bool kRoundsAsTheTextsDo = true;
#else
constexpr bool kRoundsAsTheTextsDo = false;
#endif

/// The folders of the course for whose names `begins` holds.
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
/// Texts to be followed at the keyboard: each is nothing but a README.
std::vector<Path> appendices() {
  return folders([](const std::string& name) { return name.starts_with("appendix-"); });
}
std::vector<Path> chapters_and_appendices() {
  std::vector<Path> all = chapters();
  for (const Path& appendix : appendices()) all.push_back(appendix);
  return all;
}

/// Those of the course, and the project's own.
std::vector<Path> all_texts() {
  std::vector<Path> texts = {kProject / "README.md"};
  for (const char* name : {"README.md", "GLOSSARY.md", "INDEX.md"})
    texts.push_back(kProject / "chapters" / name);
  for (const Path& chapter : chapters_and_appendices()) texts.push_back(chapter / "README.md");
  return texts;
}

std::string number_of(const Path& chapter) { return chapter.filename().string().substr(0, 2); }

/// A text, read once.
const Markdown& markdown_of(const Path& path) {
  static std::map<std::string, Markdown> texts;
  const Path normal = path.lexically_normal();
  return texts.try_emplace(normal.string(), normal).first->second;
}

/// Files of a folder whose names begin with a digit: one exercise each.
std::vector<std::string> exercises_in(const Path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (std::isdigit(entry.path().filename().string()[0]))
      names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// Two pictures differ by hardly anything: another processor may round differently.
void check_same_picture(const Path& drawn_file, const Path& expected_file) {
  INFO(expected_file);
  REQUIRE(std::filesystem::exists(expected_file));
  REQUIRE(std::filesystem::exists(drawn_file));
  const Image expected = read_image(expected_file), drawn = read_image(drawn_file);
  REQUIRE(drawn.width == expected.width);
  REQUIRE(drawn.height == expected.height);
  int off = 0;  // grey levels
  for (std::size_t i = 0; i < expected.rgb.size(); ++i)
    off = std::max(off, std::abs(int(drawn.rgb[i]) - int(expected.rgb[i])));
  CHECK(off <= 2);
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
    CHECK(std::filesystem::exists(chapter / "figures" / "demo.png"));
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
      CHECK(read_text(kProject / block.of).find(block.text) != std::string::npos);
    }
}

TEST_CASE("chapters: code in C++ says where it stands") {
  for (const Path& chapter : chapters())
    for (const Block& block : Markdown(chapter / "README.md").blocks) {
      INFO(chapter.filename() << "/README.md:" << block.line
                              << " has no comment <!-- listing: FILE --> above it");
      CHECK((block.language != "cpp" || block.kind == "listing"));
    }
}

TEST_CASE("chapters: links lead somewhere, and pictures are there") {
  for (const Path& text : all_texts())
    for (const Link& link : markdown_of(text).links) {
      INFO(text << ":" << link.line << ": " << link.file << "#" << link.anchor);
      const Path target = link.file.empty() ? text : text.parent_path() / link.file;
      CHECK(std::filesystem::exists(target));
      CHECK((link.anchor.empty() || markdown_of(target).has_anchor(link.anchor)));
    }
}

TEST_CASE("chapters: a heading's anchor is what GitHub makes of it") {
  CHECK(anchor_of("C1, by hand") == "c1-by-hand");
  CHECK(anchor_of("The stall at ln(classes)") == "the-stall-at-lnclasses");
  CHECK(anchor_of("The paper's *slips*, `a_b` - and") == "the-papers-slips-a_b---and");
  CHECK(anchor_of("[A link](to/it.md) in it") == "a-link-in-it");
  const TempFolder folder;
  std::ofstream(folder / "text.md") << "# Once\n\n```sh\n# no heading\n```\n\n## Twice\na\n"
                                    << "## Twice\nb\n[c](#once), [d](e.md#f), [g](https://h#i)\n";
  const Markdown text(folder / "text.md");
  CHECK(text.has_anchor("once"));
  CHECK(!text.has_anchor("no-heading"));
  CHECK(text.section("twice") == "## Twice\na\n");
  CHECK(text.section("twice-1").starts_with("## Twice\nb\n"));
  CHECK(text.section("thrice").empty());
  REQUIRE(text.links.size() == 2);
  CHECK(text.links[0].file.empty());
  CHECK(text.links[0].anchor == "once");
  CHECK(text.links[1].file == "e.md");
  CHECK(text.links[1].anchor == "f");
}

TEST_CASE("chapters: the glossary is in order, and leads to where its words are") {
  const Path path = kProject / "chapters" / "GLOSSARY.md";
  const Markdown& text = markdown_of(path);
  const std::vector<GlossaryEntry> entries = glossary_of(text);
  CHECK(entries.size() > 100);
  const auto is_item = [](const std::string& line) { return line.starts_with("- "); };
  CHECK(std::count_if(text.lines.begin(), text.lines.end(), is_item) ==
        std::ptrdiff_t(entries.size()));
  std::string last;
  for (const GlossaryEntry& entry : entries) {
    INFO("GLOSSARY.md:" << entry.line << ": " << entry.name);
    CHECK(last < entry.name);
    last = entry.name;
    CHECK(!entry.links.empty());
    for (const Link& link : entry.links) {
      INFO("is not in " << link.file << "#" << link.anchor);
      const Markdown& chapter = markdown_of(path.parent_path() / link.file);
      CHECK(occurs(entry.word(), chapter.section(link.anchor)));
    }
  }
}

TEST_CASE("chapters: a word is found as it stands, in the plural, and across lines") {
  CHECK(occurs("restricted connectivity", "and *Restricted\n  connectivity*: a filter"));
  CHECK(occurs("p-value", "its *p-value* is"));
  CHECK(occurs("bias", "Biases"));
  CHECK(occurs("tap", "144 taps."));
  CHECK(!occurs("tie", "properties"));
  CHECK(!occurs("tie", "tied"));
  CHECK(!occurs("map", ""));
}

TEST_CASE("chapters: the index has every folder of the sources") {
  const std::string index = read_text(kProject / "chapters" / "INDEX.md");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kProject / "src")) {
    if (!entry.is_directory() || entry.path().filename() == "__pycache__") continue;
    const std::string name = entry.path().lexically_relative(kProject).generic_string();
    INFO(name);
    CHECK(index.find("`" + name + "/`") != std::string::npos);
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
  if (!kRoundsAsTheTextsDo)
    WARN(
        "this build has no fused multiply-add (ALEXNET_NATIVE=OFF): demos run, but their numbers "
        "are not compared");
  for (const Path& chapter : chapters()) {
    INFO(chapter.filename());
    const TempFolder folder;
    const Path demo = Path(ALEXNET_BINARIES) / ("chapter_" + number_of(chapter) + "_demo");
    const Outcome outcome = run_program(demo, folder.path(), {"figure.png"});
    INFO(outcome.err);
    CHECK(outcome.exit_code == 0);
    if (outcome.out.starts_with("skipped: ")) {  // kernels, and nothing to run them
      CHECK(!cuda::is_simulated());
      continue;
    }
    CHECK(std::filesystem::exists(folder / "figure.png"));
    if (!kRoundsAsTheTextsDo) continue;
    int shown = 0;
    for (const Block& block : Markdown(chapter / "README.md").blocks) {
      if (block.kind != "output") continue;
      ++shown;
      INFO("README.md:" << block.line << " does not stand in the output:\n" << outcome.out);
      CHECK(block.of == "demo");
      CHECK(outcome.out.find(block.text) != std::string::npos);
    }
    CHECK(shown > 0);

    check_same_picture(folder / "figure.png", chapter / "figures" / "demo.png");
    // Further pictures are drawn beside it, under the names that they have in the chapter.
    for (const auto& file : std::filesystem::directory_iterator(chapter / "figures"))
      if (file.path().extension() == ".png" && file.path().filename() != "demo.png")
        check_same_picture(folder / file.path().filename(), file.path());
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
