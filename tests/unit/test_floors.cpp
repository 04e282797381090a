#include <fstream>
#include <map>
#include <regex>
#include <set>

#include "core/file.h"
#include "support/catch.h"

using namespace alexnet;

namespace {

/// The folders of src/, and which of the others each may include.
const std::map<std::string, std::set<std::string>> kMayInclude = {
    {"core", {}},
    {"cuda", {"core"}},
    {"data", {"cuda", "core"}},
    {"layers", {"cuda", "core"}},
    {"model", {"layers", "cuda", "core"}},
    {"predict", {"model", "data", "layers", "cuda", "core"}},
    {"train", {"predict", "model", "data", "layers", "cuda", "core"}},
    {"inspect", {"model", "data", "layers", "cuda", "core"}},
    {"bench", {"train", "predict", "model", "data", "layers", "cuda", "core"}},
    {"import", {"predict", "model", "data", "layers", "cuda", "core"}},
    {"cli",
     {"import", "bench", "train", "predict", "inspect", "model", "data", "layers", "cuda", "core"}},
};

struct Include {
  std::string file;  // "layers/conv/conv.cpp"
  int line;
  std::string floor;  // "layers"
  std::string what;   // "core/tensor.h"
  bool ours;          // in quotes, not in angle brackets
};

/// Every #include below this folder.
std::vector<Include> includes_below(const Path& source) {
  const std::regex pattern(R"re(^\s*#\s*include\s*(["<])([^">]+)[">].*)re");
  std::vector<Include> result;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(source)) {
    static const std::set<std::string> kEndings = {".h", ".cpp", ".cu", ".cuh"};
    if (!kEndings.count(entry.path().extension().string())) continue;
    const std::string file = std::filesystem::relative(entry.path(), source).string();
    std::ifstream lines(entry.path());
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
      std::smatch match;
      if (std::regex_match(line, match, pattern))
        result.push_back(
            {file, number, file.substr(0, file.find('/')), match[2], match[1] == "\""});
    }
  }
  return result;
}

std::vector<Include> all_includes() { return includes_below(ALEXNET_SOURCE_DIR); }

const Path kViewer = Path(ALEXNET_SOURCE_DIR) / ".." / "viewer";

/// The folders of viewer/, and which of the others each may include.
const std::map<std::string, std::set<std::string>> kViewerMayInclude = {
    {"model", {}},
    {"toolkit", {"model"}},
    {"panels", {"toolkit", "model"}},
    {"headless", {"app.h", "toolkit", "model"}},
    {"export", {"headless", "app.h", "toolkit", "model"}},
    {"script", {"headless", "app.h", "dropped_files.h", "toolkit", "model"}},
    {"gl", {"script", "app.h", "dropped_files.h", "toolkit", "model"}},
};

std::string describe(const Include& i) {
  return i.file + ":" + std::to_string(i.line) + " includes " + i.what;
}

}  // namespace

TEST_CASE("floors: every file of ours is included by its path from src/, and is there") {
  const std::vector<Include> includes = all_includes();
  CHECK(includes.size() > 100);
  for (const Include& i : includes) {
    INFO(describe(i));
    if (i.ours) CHECK(std::filesystem::exists(Path(ALEXNET_SOURCE_DIR) / i.what));
  }
}

TEST_CASE("floors: no file includes one that stands above it") {
  for (const Include& i : all_includes()) {
    if (!i.ours) continue;
    INFO(describe(i));
    const auto own_floor = kMayInclude.find(i.floor);
    REQUIRE(own_floor != kMayInclude.end());
    const std::string floor = i.what.substr(0, i.what.find('/'));
    CHECK((floor == i.floor || own_floor->second.count(floor) == 1));
  }
}

TEST_CASE("floors: nothing in src/ draws on a screen, and pictures are decoded in core/ alone") {
  const std::regex screen("(imgui|implot|GLFW|GL|glad|KHR|SDL2?)([./_].*|)", std::regex::icase);
  for (const Include& i : all_includes()) {
    INFO(describe(i));
    CHECK(!std::regex_match(i.what, screen));
    if (i.what.find("stb") == 0) CHECK(i.floor == "core");
  }
}

TEST_CASE("floors: the Python module stands on the library and knows no viewer") {
  const Path project = Path(ALEXNET_SOURCE_DIR) / "..";
  const std::vector<Include> includes = includes_below(project / "notebooks" / "module");
  CHECK(includes.size() > 20);
  for (const Include& i : includes) {
    if (!i.ours) continue;
    INFO("notebooks/module/" << describe(i));
    const bool own = i.what.starts_with("notebooks/module/");
    CHECK(std::filesystem::exists(own ? project / i.what : Path(ALEXNET_SOURCE_DIR) / i.what));
  }
}

TEST_CASE("floors: the viewer's model knows no panel, and its panels know no window") {
  const std::vector<Include> includes = includes_below(kViewer);
  CHECK(includes.size() > 50);
  for (const Include& i : includes) {
    if (i.what.find("viewer/") != 0) continue;
    INFO("viewer/" << describe(i));
    CHECK(std::filesystem::exists(kViewer / ".." / i.what));
    const auto own_floor = kViewerMayInclude.find(i.floor);
    if (own_floor == kViewerMayInclude.end()) continue;
    const std::string inside = i.what.substr(std::string("viewer/").size());
    const std::string floor = inside.substr(0, inside.find('/'));
    CHECK((floor == i.floor || own_floor->second.count(floor) == 1));
  }
}

TEST_CASE("floors: the viewer's model draws nothing, and only viewer/gl knows windows and OpenGL") {
  const std::regex window("(GLFW|GL|glad|KHR)[./].*|imgui_impl.*|viewer/gl/glad\\.h");
  const std::regex imgui("imgui.*", std::regex::icase);
  for (const Include& i : includes_below(kViewer)) {
    INFO("viewer/" << describe(i));
    if (i.floor != "gl") CHECK(!std::regex_match(i.what, window));
    if (i.floor != "gl" && i.floor != "main.cpp") CHECK(i.what.find("viewer/gl/") != 0);
    if (i.floor == "model") CHECK(!std::regex_match(i.what, imgui));
  }
}
