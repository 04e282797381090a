// What the viewer shows is what the library computes: which pictures, which crops, whose numbers.
#include "inspect/neighbours.h"
#include "predict/evaluate.h"
#include "run.h"
#include "support/catch.h"
#include "support/compare.h"
#include "viewer/model/dead_units.h"
#include "viewer/model/network_facts.h"
#include "viewer/model/predict.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// The viewer's worker with a run open, and the same network and data without the viewer.
struct Opened {
  Opened()
      : path(find_checkpoint(run.folder.path())),
        model(TrainedModel::open(path, Placement{}, 32)),
        train(model.open_split(model.data, Split::train)),
        test(model.open_split(model.data, Split::val)) {
    now = after(worker, OpenCheckpoint{run.folder.path()});
  }

  const SnapshotPtr& then(Command command) { return now = after(worker, std::move(command)); }
  std::vector<int> first_page() const {
    return {now->validation_order->begin(), now->validation_order->begin() + 32};
  }
  /// What the network computes of the middle of a picture.
  ConstTensorView forward(const Dataset& pictures, int index, const Crop& crop) {
    Tensor images("images", model.network.variant().input.with_batch(1));
    fill_test_batch(pictures, model.preprocessing, {&index, 1}, crop, images);
    return model.network.forward(images, {});
  }
  Crop centre() const { return centre_crop(test.side(), model.network.variant().input.w); }

  Run run;
  Path path;
  TrainedModel model;
  Dataset train, test;
  Worker worker;
  SnapshotPtr now;
};

void check_equal(const std::vector<Prediction>& shown, const std::vector<Prediction>& expected) {
  REQUIRE(shown.size() >= expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    INFO("row " << i);
    CHECK(shown[i].truth_probability == expected[i].truth_probability);
    CHECK(shown[i].truth_rank == expected[i].truth_rank);
    CHECK(shown[i].top[0].class_index == expected[i].top[0].class_index);
    CHECK(shown[i].top[0].probability == expected[i].top[0].probability);
  }
}

bool is_same(const Image& a, const Image& b) {
  return a.width == b.width && a.height == b.height && a.rgb == b.rgb;
}

}  // namespace

TEST_CASE("results: a row of the validation set is about its own picture") {
  Opened o;
  o.then(PredictValidationSet{});
  REQUIRE(o.now->predictions);
  check_equal(o.now->predictions->rows, predict_rows(o.model, o.test, o.first_page(), true));
}

TEST_CASE("results: a row of own pictures is about its own picture") {
  Opened o;
  const TempFolder files;
  write_png(files / "1.png", to_image(o.test, 11));
  write_png(files / "2.png", to_image(o.test, 27));
  o.then(PredictFiles{{files / "1.png", files / "2.png"}});
  REQUIRE(o.now->own_predictions);
  const std::vector<int> both = {11, 27};
  check_equal(o.now->own_predictions->rows, predict_rows(o.model, o.test, both, false));
}

TEST_CASE("results: ten views are the four corners, the centre and their mirror images") {
  Opened o;
  o.then(PredictTenViews{{false, 3}});
  REQUIRE(o.now->ten_views);
  const TenViews& shown = *o.now->ten_views;
  const int index = 3, side = o.model.network.variant().input.w, classes = 30;
  std::vector<float> mean(classes);
  const auto crops = ten_crops(o.test.side(), side);
  for (std::size_t v = 0; v < crops.size(); ++v) {
    INFO("view " << v);
    const std::span<const Real> probabilities = o.forward(o.test, index, crops[v]).values();
    const auto best = std::max_element(probabilities.begin(), probabilities.end());
    CHECK(shown.best[v].class_index == int(best - probabilities.begin()));
    CHECK(shown.best[v].probability == *best);
    for (int k = 0; k < classes; ++k) mean[std::size_t(k)] += probabilities[std::size_t(k)] / 10;
    const Image whole = to_image(o.test, index);
    for (const auto& [x, y] : {std::pair(0, 0), std::pair(side - 1, 7)}) {
      const int from = crops[v].left + (crops[v].mirrored ? side - 1 - x : x);
      CHECK(std::equal(shown.views[v].pixel(x, y), shown.views[v].pixel(x, y) + 3,
                       whole.pixel(from, crops[v].top + y)));
    }
  }
  const Prediction expected = to_prediction(mean, o.test.label(index));
  CHECK(shown.average.truth_probability == Approx(expected.truth_probability).epsilon(1e-6));
  CHECK(shown.average.top[0].probability == Approx(expected.top[0].probability).epsilon(1e-6));
  CHECK(shown.best[0].probability != shown.best[4].probability);  // or nothing was shown
}

TEST_CASE("results: neighbours are those among the training pictures") {
  Opened o;
  const std::vector<int> queries = {7, 31};
  o.then(FindNeighbours{queries});
  REQUIRE(o.now->neighbours);
  const Tensor features = hidden_features(o.model.network, o.test, o.model.preprocessing, queries);
  const auto by_features =
      nearest(o.model.network, o.train, o.model.preprocessing, features, kNeighbours);
  const auto by_pixels = nearest_by_pixels(o.train, o.test, queries, kNeighbours);
  REQUIRE(o.now->neighbours->rows.size() == 2);
  for (std::size_t row = 0; row < 2; ++row) {
    const NeighbourRow& shown = o.now->neighbours->rows[row];
    CHECK(shown.query == queries[row]);
    for (std::size_t i = 0; i < kNeighbours; ++i) {
      CHECK(shown.by_features[i].index == by_features[row][i].index);
      CHECK(shown.by_features[i].distance == by_features[row][i].distance);
      CHECK(shown.by_pixels[i].index == by_pixels[row][i].index);
    }
  }
  CHECK(o.now->neighbours->training.size() == o.train.size());
}

TEST_CASE("results: the network runs the middle of a picture, and that is what is shown") {
  Opened o;
  const int index = 5;
  const ConstTensorView expected = o.forward(o.test, index, o.centre());
  o.then(RunPicture{{false, index}});
  REQUIRE(o.now->activations);
  CHECK_CLOSE(o.now->activations->outputs.back().values, expected, exact());
  o.then(TracePicture{{false, index}});
  REQUIRE(o.now->trace);
  Tensor images("images", o.model.network.variant().input.with_batch(1));
  fill_test_batch(o.test, o.model.preprocessing, {&index, 1}, o.centre(), images);
  CHECK_CLOSE(o.now->trace->image, images, exact());
  CHECK(is_same(o.now->trace->seen, crop_image(to_image(o.test, index), o.centre(),
                                               o.model.network.variant().input.w)));
}

TEST_CASE(
    "results: dead units are counted over the first page of the shuffled validation pictures") {
  Opened o;
  o.then(CountDeadUnits{});
  REQUIRE(o.now->dead_units);
  predict(o.model.network, o.test, o.model.preprocessing, o.first_page(), Views::centre);
  std::int64_t all = 0;
  for (std::size_t i = 0; i < o.now->dead_units->nodes.size(); ++i) {
    INFO(o.model.network.nodes()[i].name);
    const DeadCount expected = count_dead(o.model.network.output(int(i)));
    CHECK(o.now->dead_units->nodes[i].units == expected.units);
    CHECK(o.now->dead_units->nodes[i].maps == expected.maps);
    all += expected.units;
  }
  CHECK(all > 0);  // or nothing was shown
}

TEST_CASE("results: what is known of a network is what its checkpoint and its variant say") {
  const Opened o;
  const auto facts = viewer::facts_of(o.model, o.path);
  CHECK(facts->source == o.path.string());
  CHECK(facts->epoch == Checkpoint(o.path).state().epoch);
  CHECK(facts->batch_size == 32);  // in the demo's recipe
  CHECK(facts->class_names == o.test.class_names());
  REQUIRE(facts->nodes.size() == o.model.network.nodes().size());
  std::int64_t parameters = 0;
  for (std::size_t i = 0; i < facts->nodes.size(); ++i) {
    const Network::Node& node = o.model.network.nodes()[i];
    INFO(node.name);
    CHECK(facts->nodes[i].name == node.name);
    CHECK(facts->nodes[i].multiply_adds == node.multiply_adds);
    CHECK(facts->nodes[i].output == node.output.shape().with_batch(1));
    parameters += facts->nodes[i].parameters;
  }
  CHECK(facts->parameters == parameters);
  CHECK(facts->parameters > 100'000);
}
