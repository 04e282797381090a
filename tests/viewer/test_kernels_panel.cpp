#include "everything.h"
#include "support/catch.h"
#include "viewer/headless/hands.h"
#include "viewer/model/kernel_facts.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// The part of a picture that a widget covers.
Image cut_out(const Image& picture, const Place& place) {
  Image part(int(place.max.x) - int(place.min.x), int(place.max.y) - int(place.min.y));
  for (int y = 0; y < part.height; ++y)
    std::copy_n(picture.pixel(int(place.min.x), int(place.min.y) + y), part.width * 3,
                part.pixel(0, y));
  return part;
}

}  // namespace

TEST_CASE("kernels: both towers with their kernels, medians and one sentence") {
  Headless viewer({1280, 800});
  const Snapshot now = scene();
  settle(viewer, now);
  CHECK_THAT(viewer.text(), contains("Tower a  (GPU 1)"));
  CHECK_THAT(viewer.text(), contains("Tower b  (GPU 2)"));
  CHECK_THAT(viewer.text(),
             contains("conv1a: 8 kernels of 7 x 7 over 3 channels; bars: share of colour"));
  CHECK(viewer.has_widget("kernel a 7"));
  CHECK(viewer.has_widget("kernel b 7"));
  CHECK_FALSE(viewer.has_widget("kernel b 8"));
  CHECK_THAT(viewer.text(), contains("Click a kernel"));
}

TEST_CASE("kernels: the histograms say what their height and their line stand for") {
  Headless viewer({1280, 800});
  const Snapshot now = scene();
  settle(viewer, now);
  int highest = 0;
  std::vector<float> medians;
  for (const int i : now.network->first_layer) {
    const ColourFacts colours = colour_facts(now.network->convolutions[i].weight);
    for (const int count : colours.histogram) highest = std::max(highest, count);
    medians.push_back(colours.median);
  }
  for (const float median : medians)
    CHECK_THAT(viewer.text(), contains(fmt::format("{} kernels median {:.2f}", highest, median)));
}

TEST_CASE("kernels: a click shows channels, spectrum and patches, which are asked for once") {
  Headless viewer({1280, 800});
  Snapshot now = scene();
  settle(viewer, now);
  const std::vector<Command> commands = viewer.click(now, "kernel b 3");
  CHECK(only<FindExcitingPatches>(commands));
  CHECK_THAT(viewer.text(), contains("Kernel 3 of conv1b"));
  CHECK_THAT(viewer.text(), contains("red"));
  CHECK_THAT(viewer.text(), contains("cycles per pixel"));
  CHECK_THAT(viewer.text(), contains("Look for them"));
  CHECK(viewer.click(now, "kernel a 0").empty());
  now.patches = some_patches(*now.network);
  viewer.point_at(now, "kernel a 0");
  CHECK(viewer.text().find("Look for them") == std::string::npos);
}

TEST_CASE("kernels: sorting by colour puts the greyest first") {
  Headless viewer({1280, 800});
  Snapshot now = scene();
  auto facts = facts_of(small_demo());
  const TensorView f = facts->convolutions[facts->first_layer[0]].weight;
  fill(f.images(5, 1), 0.1f);  // kernel 5 of tower a is grey
  now.network = facts;
  settle(viewer, now);
  const auto left_of = [&](const std::string& name) {
    viewer.point_at(now, name);
    return ImGui::GetIO().MousePos.x;
  };
  CHECK(left_of("kernel a 0") < left_of("kernel a 5"));
  viewer.click(now, "sort by colour");
  CHECK(viewer.state.kernels.sort_by_colour);
  CHECK(left_of("kernel a 5") < left_of("kernel a 0"));
  CHECK(left_of("kernel a 5") < left_of("kernel a 7"));
}

TEST_CASE("kernels: scales change the picture, other layers are shown as tiles") {
  Headless viewer({1280, 800});
  const Snapshot now = scene();
  settle(viewer, now);
  const auto kernel = [&] { return cut_out(viewer.picture(), viewer.places().at("kernel a 3")); };
  const Image symmetric = kernel();
  viewer.click(now, "per kernel");
  CHECK(viewer.state.kernels.scale == WeightScale::per_kernel);
  const Image own = kernel();
  CHECK(own.width == symmetric.width);
  CHECK(own.rgb != symmetric.rgb);
  const auto [darkest, lightest] = std::minmax_element(own.rgb.begin(), own.rgb.end());
  CHECK(*darkest == 0);  // of its own weights the smallest is black, the largest white
  CHECK(*lightest == 255);
  viewer.click(now, "global");
  CHECK(kernel().rgb != own.rgb);
  viewer.click(now, "symmetric");
  CHECK(kernel().rgb == symmetric.rgb);
  viewer.click(now, "conv3");
  CHECK(viewer.state.kernels.layer == 2);
  CHECK_THAT(viewer.text(), contains("conv3a"));
  CHECK_THAT(viewer.text(), contains("conv3b"));
  CHECK_FALSE(viewer.has_widget("kernel a 0"));
}

TEST_CASE("kernels: a weight of a later filter is read, and small ones lie without gaps") {
  Headless viewer({1280, 800});
  const Snapshot now = scene();
  settle(viewer, now);
  viewer.click(now, "conv2");
  const ConstTensorView filters = now.network->convolutions[2].weight;
  REQUIRE(now.network->convolutions[2].node == "conv2a");
  const Shape s = filters.shape;
  const auto width_at = [&](int zoom) {
    viewer.state.kernels.zoom = zoom;
    settle(viewer, now);
    const Place& place = viewer.places().at("filters conv2a");
    return int(place.max.x - place.min.x);
  };
  CHECK(width_at(1) == s.c * s.w);
  CHECK(width_at(2) == 2 * s.c * s.w);
  CHECK(width_at(3) == 3 * s.c * (s.w + 1));
  const Place place = viewer.places().at("filters conv2a");
  const float right = 3 * float(s.w + 1);  // where the second map's tile begins
  move_mouse({place.min.x + right + 4, place.min.y + 1}, false);
  settle(viewer, now);
  CHECK_THAT(viewer.text(),
             contains(fmt::format("kernel 0, reads map 1, y 0, x 1: {:.3g}", filters(0, 1, 0, 1))));
}

TEST_CASE("kernels: one tower, grey pictures, no convolution, no data") {
  Headless viewer({1280, 800});
  settle(viewer, scene(5, make_variant("cifar-relu")));
  CHECK_THAT(viewer.text(), contains("nothing is learned yet"));
  CHECK_FALSE(viewer.has_widget("kernel b 0"));

  const Snapshot grey = scene(0, make_variant("lenet5"));
  settle(viewer, grey);
  CHECK_THAT(viewer.text(), contains("over 1 channel"));
  viewer.click(grey, "kernel a 2");
  CHECK_THAT(viewer.text(), contains("No data set is open") && !contains("colour share"));

  settle(viewer, scene(0, make_variant("linear")));
  CHECK_THAT(viewer.text(), contains("not a convolution"));
}

TEST_CASE("kernels: what was clicked is forgotten where another network has no such kernel") {
  Headless viewer({1280, 800});
  const Snapshot wide = scene(0, make_variant("demo", 5));
  settle(viewer, wide);
  viewer.click(wide, "kernel b 31");
  settle(viewer, scene(0));
  CHECK(viewer.state.kernels.tower == -1);
}
