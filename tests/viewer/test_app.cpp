#include <cmath>

#include "everything.h"
#include "support/catch.h"
#include "viewer/toolkit/style.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// Checks that in a window of this size every widget of every panel lies in it. Where there is
/// little room, one may have to scroll down, but not sideways, and not to the tabs of other panels.
void check_fits(const Snapshot& now, const PictureSize& size) {
  Headless viewer(size);
  viewer.state.kernels.tower = 0;
  const float wide = float(size.width) / size.scale, high = float(size.height) / size.scale;
  const auto check_places = [&](const std::string& what) {
    settle(viewer, now);
    for (const auto& [name, place] : viewer.places()) {
      INFO(what << " at " << size.width << " x " << size.height << " x " << size.scale << ": "
                << name);
      CHECK(place.min.x >= 0);
      CHECK(place.min.y >= 0);
      CHECK(place.max.x > place.min.x);
      CHECK(place.max.y > place.min.y);
      const bool is_tab = name.find("tab ") == 0;
      if (is_tab || wide >= 850) CHECK(place.max.x <= float(size.width));
      if (is_tab || (wide >= 1000 && high >= 620)) CHECK(place.max.y <= float(size.height));
    }
  };
  for (const PanelName& panel : panel_names()) {
    viewer.state.panel = panel.panel;
    check_places(panel.name);
  }
  const Image picture = viewer.picture();
  CHECK(picture.width == size.width);
  CHECK(picture.height == size.height);
  viewer.state.panel = Panel::predictions;
  settle(viewer, now);
  viewer.click(now, "picture 0");
  REQUIRE(viewer.has_widget("all pictures"));
  check_places("ten views");
}

}  // namespace

TEST_CASE("viewer: with nothing open every panel says what is missing") {
  Headless viewer({1280, 800});
  const Snapshot nothing;
  for (const PanelName& panel : panel_names()) {
    if (panel.panel == Panel::start) continue;  // test_start.cpp
    viewer.state.panel = panel.panel;
    settle(viewer, nothing);
    INFO(panel.name);
    CHECK_THAT(viewer.text(), contains(panel.panel == Panel::training ? "Nothing is being trained"
                                                                      : "No network is open"));
    CHECK_THAT(viewer.text(), contains("alexnet train"));
  }
}

TEST_CASE("viewer: tabs and digits choose a panel") {
  Headless viewer({1280, 800});
  const Snapshot now = scene();
  settle(viewer, now);
  viewer.click(now, "tab neighbours");
  CHECK(viewer.state.panel == Panel::neighbours);
  viewer.type(now, "2");
  CHECK(viewer.state.panel == Panel::predictions);
  viewer.type(now, "9");  // there is no such panel
  CHECK(viewer.state.panel == Panel::predictions);
  viewer.type(now, "0");
  CHECK(viewer.state.panel == Panel::start);
}

TEST_CASE("viewer: the footer names the panel's keys") {
  Headless viewer({1280, 800});
  const Snapshot now = scene();
  viewer.state.panel = Panel::step;
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("N and P: nodes") && contains("0 to 7: panels"));
  viewer.state.panel = Panel::kernels;
  settle(viewer, now);
  CHECK_THAT(viewer.text(), !contains("N and P: nodes") && contains("F12: save a picture"));
}

TEST_CASE("viewer: a tab without room for its digit has its name alone") {
  Headless viewer({800, 640});
  settle(viewer, scene());
  CHECK_THAT(viewer.text(), contains("5  Step"));
  CHECK_THAT(viewer.text(), contains("Neighbours"));
  CHECK_THAT(viewer.text(), !contains("3  Neighbours"));
}

TEST_CASE("viewer: a path that is entered is opened") {
  Headless viewer({1280, 800});
  const Snapshot nothing;
  settle(viewer, nothing);
  CHECK(viewer.click(nothing, "open").empty());  // no path yet
  viewer.click(nothing, "checkpoint");
  viewer.type(nothing, "runs/1");  // a digit in a path is no panel
  CHECK(viewer.state.panel == Panel::kernels);
  const std::vector<Command> commands = viewer.click(nothing, "open");
  REQUIRE(only<OpenCheckpoint>(commands));
  CHECK(only<OpenCheckpoint>(commands)->path == "runs/1");
}

TEST_CASE("viewer: a message stays until it is dismissed, and the next is shown") {
  Headless viewer({1280, 800});
  Snapshot now = scene();
  now.message = "photo.jpg: not an image";
  now.message_number = 1;
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("photo.jpg: not an image"));
  viewer.click(now, "dismiss");
  CHECK(viewer.text().find("photo.jpg") == std::string::npos);
  now.message_number = 2;
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("photo.jpg: not an image"));
}

TEST_CASE("viewer: work shows its progress and can be stopped") {
  Headless viewer({1280, 800});
  Snapshot now = scene();
  now.progress = Progress{"predicting the validation pictures", 0.5f};
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("predicting the validation pictures"));
  CHECK_FALSE(viewer.cancelled());
  viewer.click(now, "stop");
  CHECK(viewer.cancelled());
}

TEST_CASE("viewer: every panel fits small and large windows, and large letters") {
  const Snapshot now = everything();
  for (const PictureSize& size : std::vector<PictureSize>{{640, 400},
                                                          {1000, 620},
                                                          {1024, 640},
                                                          {1500, 930, 1.5f},
                                                          {1280, 800},
                                                          {1920, 1080},
                                                          {1280, 800, 1.5f},
                                                          {1920, 1080, 1.5f},
                                                          {1280, 800, 2},
                                                          {1920, 1080, 2}})
    check_fits(now, size);
}

TEST_CASE(
    "viewer: every panel fits with maps of 55 x 55, one tower, and long names of 1000 classes") {
  const std::string long_name(300, 'x');
  for (const char* name : {"paper", "one-tower"}) {
    const Snapshot now = everything(narrowed(make_variant(name, 1000), 24), long_name);
    CHECK(now.network->nodes[0].output.w == 55);
    check_fits(now, {1280, 800});
    check_fits(now, {1280, 800, 2});
  }
}

TEST_CASE("viewer: tooltips name the paper's section") {
  Headless viewer({1280, 800});
  const Snapshot now = scene();
  settle(viewer, now);
  viewer.point_at(now, "explain sections 6.1 and 3.5");
  CHECK_THAT(viewer.text(), contains("Paper: sections 6.1 and 3.5."));
}

TEST_CASE("viewer: letters of every colour stand out from the paper") {
  // Relative luminance and contrast as WCAG 2.1 defines them.
  const auto luminance = [](ImU32 colour) {
    double sum = 0;
    for (const auto& [shift, weight] : {std::pair{IM_COL32_R_SHIFT, 0.2126},
                                        {IM_COL32_G_SHIFT, 0.7152},
                                        {IM_COL32_B_SHIFT, 0.0722}}) {
      const double value = double((colour >> shift) & 255) / 255;
      sum += weight * (value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4));
    }
    return sum;
  };
  const double paper = luminance(IM_COL32(252, 252, 252, 255));
  for (const ImU32 colour : {kBlue, kVermillion, kGreen, kOrange, kSky, kInk, kFaint}) {
    INFO("colour " << std::hex << colour);
    CHECK((paper + 0.05) / (luminance(for_letters(colour)) + 0.05) >= 4.5);
  }
  CHECK(for_letters(kInk) == kInk);
}

TEST_CASE("viewer: what was stopped can be asked for again") {
  Headless viewer({1280, 800});
  const Snapshot now = scene(3);
  viewer.state.panel = Panel::predictions;
  settle(viewer, now);  // asks, and gets no answer
  CHECK(only<PredictValidationSet>(viewer.click(now, "continue predicting")));
  viewer.state.panel = Panel::network;
  settle(viewer, now);
  CHECK(only<RunPicture>(viewer.click(now, "run the picture")));
  Snapshot ran = now;
  auto activations = std::make_shared<Activations>();
  for (const NodeFacts& node : now.network->nodes)
    activations->outputs.push_back({Tensor(node.name, node.output), 0.5});
  ran.activations = activations;
  settle(viewer, ran);
  CHECK(only<CountDeadUnits>(viewer.click(ran, "count dead units")));
}
