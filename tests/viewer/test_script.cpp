#include <chrono>

#include "scene.h"
#include "support/catch.h"
#include "support/lines.h"
#include "support/temp_folder.h"
#include "viewer/dropped_files.h"
#include "viewer/script/places_file.h"
#include "viewer/script/player.h"
#include "viewer/script/script.h"
#include "viewer/script/without_window.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

void play(const Script& script, AppState state = {}) {
  Worker worker;
  play_without_window(script, state, worker, {1280, 800});
}
void play(const std::string& text, AppState state = {}) {
  play(parse_script("visit.txt", text), state);
}

}  // namespace

TEST_CASE("script: steps, remarks and empty lines are read") {
  const Script script = parse_script("visit.txt",
                                     "# a visit\n\npanel training\n  click explain section 5\n"
                                     "key tab\ntype runs/my run\nwait 0.5s\nclose\n");
  REQUIRE(script.steps.size() == 6);
  CHECK(script.steps[0].line == 3);
  CHECK(script.steps[1].kind == ScriptStep::Kind::click);
  CHECK(script.steps[1].argument == "explain section 5");
  CHECK(script.steps[3].argument == "runs/my run");
  CHECK(script.steps[5].kind == ScriptStep::Kind::close);
}

TEST_CASE("script: a wrong line is refused with its place, what was expected, what was found") {
  const auto parse = [](const char* text) { return parse_script("visit.txt", text); };
  CHECK_ERROR(parse("click open\nclik open\n"), "visit.txt:2", "expected one of panel, click",
              "found 'clik'");
  CHECK_ERROR(parse("panel nowhere"), "visit.txt:1", "kernels, predictions", "'panel nowhere'");
  CHECK_ERROR(parse("click"), "expected click and a widget");
  CHECK_ERROR(parse("wait 2"), "seconds, such as 2s");
  CHECK_ERROR(parse("wait -1s"), "seconds, such as 2s");
  CHECK_ERROR(parse("key enormous"), "name of a key", "'key enormous'");
  CHECK_ERROR(parse("close the window"), "nothing after close");
  CHECK_THROWS_AS(parse("x"), UsageError);
  CHECK_ERROR(read_script("/nowhere/visit.txt"), "/nowhere/visit.txt");
}

TEST_CASE("script: clicks, keys and letters do what hands would do") {
  const TempFolder folder;
  const auto shot = [&](int i) { return (folder / fmt::format("{}.png", i)).string(); };
  play("wait idle\nscreenshot " + shot(0) + "\nkey 2\nscreenshot " + shot(1) +
       "\nclick checkpoint\ntype no/such/run\nscreenshot " + shot(2) +
       "\nclick open\nwait idle\nscreenshot " + shot(3));
  CHECK(read_image(shot(0)).width == 1280);
  for (int i = 0; i < 3; ++i) {
    INFO(i);
    const bool something_happened = read_image(shot(i)).rgb != read_image(shot(i + 1)).rgb;
    CHECK(something_happened);  // and not three million numbers, where it fails
  }
}

TEST_CASE("script: a widget that is not there is named, with those that are") {
  Script script = parse_script("visit.txt", "wait idle\nclick nonsense\n");
  CHECK(script.patience_s == 10);
  script.patience_s = 0.5;
  const auto start = std::chrono::steady_clock::now();
  CHECK_ERROR(play(script), "visit.txt:2", "'nonsense'", "tab kernels");
  const std::chrono::duration<double> waited = std::chrono::steady_clock::now() - start;
  CHECK(waited.count() > 0.5);  // it might have come
}

TEST_CASE("script: trains, and waits until that has ended") {
  const TempFolder folder;
  AppState state;
  state.training.max_iterations = 2;
  const std::string run = (folder / "run").string();
  play("panel training\nclick run folder\ntype " + run + "\nclick train\nwait training\n", state);
  CHECK(RunFolder::newest_checkpoint(run));
}

TEST_CASE("script: what is dropped is predicted, or opened where it is a run") {
  Worker worker;
  AppState state;
  drop({}, state, worker);
  CHECK(state.panel == Panel::kernels);
  drop({"photo.jpg"}, state, worker);
  CHECK(state.panel == Panel::predictions);
  CHECK(state.predictions.own);
  worker.wait_until_idle();
  CHECK_THAT(worker.snapshot()->message, contains("open a checkpoint first"));
  const TempFolder run;
  write_file(run / "checkpoint-0000001.safetensors", "x");
  state.panel = Panel::start;
  drop({run.path()}, state, worker);  // a run, though it has no config.toml
  CHECK(state.panel == Panel::start);
  state.panel = Panel::kernels;
  drop({"net.safetensors"}, state, worker);
  worker.wait_until_idle();
  CHECK(state.panel == Panel::kernels);
  CHECK_THAT(worker.snapshot()->message, contains("net.safetensors"));
}

TEST_CASE(
    "script: of what is dropped together the network is opened, and then the rest predicted") {
  const TempFolder folder;
  DataRequest gone;
  gone.data = (folder / "gone").string();
  const Path net =
      write_checkpoint(folder.path(), make_variant("demo", 3), gone, {"cat", "dog", "crane"}, 56);
  Worker worker;
  AppState state;
  drop({"photo.jpg", net}, state, worker);  // in whatever order a file manager has them
  CHECK(state.panel == Panel::predictions);
  worker.wait_until_idle();
  CHECK(worker.snapshot()->network);
  CHECK_THAT(worker.snapshot()->message, contains("photo.jpg"));
}

TEST_CASE("script: the file of places says where widgets are") {
  const TempFolder folder;
  PlacesFile file(folder / "places");
  file.update({{"open", {{1, 2}, {30, 40}}}, {"tab kernels", {{5, 6}, {7, 8}}}});
  CHECK(lines_of(folder / "places") ==
        std::vector<std::string>{"1 2 30 40 open", "5 6 7 8 tab kernels"});
}
