#include "run.h"
#include "support/catch.h"
#include "viewer/export/export.h"
#include "viewer/model/predict.h"
#include "viewer/model/probe.h"
#include "viewer/toolkit/frame.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// Whether the command leaves nothing to be done.
bool completes(Session& session, const Command& command, bool goes_on = false) {
  return !session.carry_out(command, goes_on);
}

}  // namespace

TEST_CASE("worker: opens a run, predicts, looks for patches and neighbours") {
  const Run run;
  Worker worker;
  SnapshotPtr now = after(worker, OpenCheckpoint{run.folder.path()});
  CHECK(now->message == "");
  REQUIRE(now->network);
  CHECK(now->network->variant.name == "demo");
  CHECK(now->network->first_layer.size() == 2);
  REQUIRE(now->validation);
  CHECK(now->validation->size() == 40);
  CHECK_FALSE(now->progress);

  now = after(worker, PredictValidationSet{});
  REQUIRE(now->predictions);
  CHECK(now->predictions->rows.size() == 40);
  CHECK(now->predictions->rows[39].top.size() == 5);
  now = after(worker, FindExcitingPatches{});
  REQUIRE(now->patches);
  CHECK((*now->patches)[1].by_kernel[0].size() == 9);
  now = after(worker, PredictTenViews{{false, 3}});
  REQUIRE(now->ten_views);
  CHECK(now->ten_views->picture.index == 3);
  CHECK(now->ten_views->views[9].width == now->network->variant.input.w);
  now = after(worker, RunPicture{{false, 2}});
  REQUIRE(now->activations);
  CHECK(now->activations->picture.index == 2);
  REQUIRE(now->activations->outputs.size() == now->network->nodes.size());
  CHECK(now->activations->outputs.back().values.shape() == now->network->nodes.back().output);
  now = after(worker, CountDeadUnits{});
  REQUIRE(now->dead_units);
  CHECK(now->dead_units->pictures == 32);
  REQUIRE(now->dead_units->nodes.size() == now->network->nodes.size());
  CHECK(now->dead_units->nodes.back().units == 0);  // probabilities are never 0
  now = after(worker, CompareOp{0, "forward"});
  after(worker, CompareOp{1, "forward"});
  now = after(worker, CompareOp{0, "forward"});  // once more: the newest counts
  REQUIRE(now->comparisons.size() == 2);
  const OpComparison& comparison = *now->comparisons.back();
  CHECK(comparison.node == 0);
  CHECK(comparison.missing.empty() == !comparison.rungs.empty());
  now = after(worker, TracePicture{{false, 2}});
  REQUIRE(now->trace);
  CHECK(now->trace->picture.index == 2);
  CHECK(now->trace->label == now->validation->label(2));
  CHECK(now->trace->seen.width == now->network->variant.input.w);
  CHECK(probe_forward(now->network->nodes, *now->trace, 1, {3, 4, 5}).agrees());
  CHECK(probe_backward(now->network->nodes, *now->trace, 1, {3, 4, 5}).agrees());
  now = after(worker, FindNeighbours{{0, 7}});
  REQUIRE(now->neighbours);
  REQUIRE(now->neighbours->rows.size() == 2);
  CHECK(now->neighbours->rows[1].query == 7);
  CHECK(now->neighbours->rows[1].by_features.size() == 6);
  CHECK(now->neighbours->rows[1].by_pixels.size() == 6);
  CHECK(now->message == "");
}

TEST_CASE("worker: bad input becomes a message, and what was open stays open") {
  const Run run;
  const TempFolder files;
  write_file(files.path() / "text.jpg", "this is no picture");
  write_png(files.path() / "red.png", flat_image(70, 60, 255, 0, 0));
  Worker worker;
  CHECK_THAT(after(worker, PredictValidationSet{})->message, contains("open a checkpoint first"));
  CHECK_THAT(after(worker, OpenCheckpoint{files.path() / "none"})->message, contains("none"));
  CHECK_FALSE(after(worker, OpenCheckpoint{files.path() / "text.jpg"})->message.empty());

  after(worker, OpenCheckpoint{run.folder.path()});
  SnapshotPtr now = after(worker, OpenCheckpoint{files.path() / "text.jpg"});
  CHECK_FALSE(now->message.empty());
  CHECK(now->network);
  CHECK(now->validation);
  CHECK_FALSE(after(worker, OpenData{files.path().string()})->message.empty());
  CHECK(worker.snapshot()->validation);
  CHECK_THAT(after(worker, PredictTenViews{{true, 0}})->message, contains("no own pictures"));
  CHECK_THAT(after(worker, PredictTenViews{{false, 40}})->message, contains("40"));
  CHECK_THAT(after(worker, FindNeighbours{{-1}})->message, contains("-1"));
  CHECK_THAT(after(worker, TracePicture{{false, 40}})->message,
             contains("validation picture 40 of 40"));
  CHECK_THAT(after(worker, CompareOp{-1, "forward"})->message, contains("node -1"));

  now = after(worker, PredictFiles{{files.path()}});  // a folder with one picture and one impostor
  CHECK_THAT(now->message, contains("text.jpg"));
  REQUIRE(now->own_predictions);
  REQUIRE(now->own_predictions->rows.size() == 1);
  CHECK(now->own_predictions->titles[0] == "red.png");
  CHECK(now->own_predictions->rows[0].truth_rank == 0);
  now = after(worker, FindExcitingPatches{});  // panels ask for them by themselves
  CHECK_THAT(now->message, contains("text.jpg"));
  const TempFolder empty;
  now = after(worker, PredictFiles{{empty.path(), files.path()}});
  CHECK_THAT(now->message, contains("holds no pictures (and 1 more)"));
  CHECK(now->own_predictions->titles == std::vector<std::string>{"red.png"});
  now = after(worker, PredictFiles{{files.path() / "red.png"}});
  CHECK(now->message == "");  // all is well again
}

TEST_CASE("worker: own pictures stay when data or another network are opened") {
  const Run run;
  const TempFolder files;
  write_png(files.path() / "red.png", flat_image(70, 60, 255, 0, 0));
  Worker worker;
  after(worker, OpenCheckpoint{run.folder.path()});
  const auto first = after(worker, PredictFiles{{files.path() / "red.png"}})->own_predictions;
  REQUIRE(first);
  CHECK(after(worker, OpenData{"drawn"})->own_predictions == first);
  const SnapshotPtr now = after(worker, OpenCheckpoint{run.folder.path()});
  CHECK(now->message == "");
  REQUIRE(now->own_predictions);
  CHECK(now->own_predictions != first);  // predicted anew
  CHECK(now->own_predictions->titles[0] == "red.png");
}

TEST_CASE("worker: own pictures that are gone do not get in the way of another network") {
  const Run run;
  const TempFolder files;
  write_png(files.path() / "red.png", flat_image(70, 60, 255, 0, 0));
  Worker worker;
  after(worker, OpenCheckpoint{run.folder.path()});
  after(worker, PredictFiles{{files.path()}});
  std::filesystem::remove(files.path() / "red.png");
  SnapshotPtr now = after(worker, OpenCheckpoint{run.folder.path()});
  CHECK_THAT(now->message, contains("the folder holds no pictures"));
  CHECK(now->validation);
  CHECK_FALSE(now->own_predictions);
  now = after(worker, OpenCheckpoint{run.folder.path()});
  CHECK(now->message == "");  // they are forgotten

  // Where data and own pictures are gone, both are reported.
  write_png(files.path() / "red.png", flat_image(70, 60, 255, 0, 0));
  after(worker, PredictFiles{{files.path()}});
  std::filesystem::remove(files.path() / "red.png");
  now = after(worker, OpenCheckpoint{run.folder.path(), (files / "nowhere").string()});
  CHECK_THAT(now->message, contains("nowhere") && contains("holds no pictures"));
}

TEST_CASE("worker: what waits is known until it is done") {
  const Run run;
  Worker worker;
  after(worker, OpenCheckpoint{run.folder.path()});
  worker.post(FindNeighbours{{0}});
  worker.post(RunPicture{{false, 1}});
  const SnapshotPtr now = worker.snapshot();
  CHECK((is_coming<RunPicture>(*now) || now->activations));
  CHECK_FALSE(is_coming<CompareOp>(*now));
  worker.wait_until_idle();
  CHECK(worker.snapshot()->coming.empty());
  after(worker, OpenCheckpoint{run.folder.path()});  // so that neighbours take their time again
  worker.post(FindNeighbours{{0}});
  worker.post(RunPicture{{false, 1}});
  worker.cancel();
  CHECK_FALSE(is_coming<RunPicture>(*worker.snapshot()));
}

TEST_CASE("worker: work can be given up, and goes on when it is asked for again") {
  const Run run;
  Worker worker;
  after(worker, OpenCheckpoint{run.folder.path()});
  worker.post(PredictValidationSet{});
  worker.post(FindExcitingPatches{});
  worker.cancel();
  worker.wait_until_idle();
  const SnapshotPtr now = after(worker, PredictValidationSet{});
  CHECK(now->message == "");
  CHECK(now->predictions->rows.size() == 40);
  CHECK_FALSE(now->patches);
}

TEST_CASE("session: what is given up keeps what it has, and says nothing") {
  const Run run;
  const TempFolder files;
  for (int i = 0; i < 70; ++i)
    write_png(files / fmt::format("{}.png", 10 + i), flat_image(70, 60, 255, 0, 0));
  std::atomic<bool> cancelled = false;
  SnapshotPtr newest;
  std::function<bool(const Snapshot&)> is_enough = [](const Snapshot&) { return false; };
  const auto publish = [&](const Snapshot& next) {
    newest = std::make_shared<const Snapshot>(next);
    if (is_enough(next)) cancelled = true;
  };
  Session session(publish, cancelled, [] { return false; });
  session.carry_out(OpenCheckpoint{run.folder.path()});
  const auto give_up = [&](const Command& command, const auto& when) {
    is_enough = when;
    CHECK(completes(session, command));
    CHECK(cancelled);
    CHECK(newest->message == "");
    CHECK_FALSE(newest->progress);
    cancelled = false;
    is_enough = [](const Snapshot&) { return false; };
  };
  give_up(FindExcitingPatches{}, [](const Snapshot& now) { return now.progress.has_value(); });
  CHECK_FALSE(newest->patches);
  give_up(PredictFiles{{files.path()}},
          [](const Snapshot& now) { return now.own_predictions != nullptr; });
  CHECK(newest->own_predictions->rows.size() == 64);  // it ends after the batch that was begun
  const auto before = newest->own_predictions;
  CHECK(completes(session, PredictFiles{{files.path()}}));  // goes on, without reading them again
  CHECK(newest->own_predictions->rows.size() == 70);
  CHECK(newest->own_predictions->number == before->number);
  CHECK(completes(session, PredictFiles{{files.path()}}));  // all are known: read anew
  CHECK(newest->own_predictions->number != before->number);
  // The next network predicts them again, once its validation pictures are there.
  const std::optional<Command> then = session.carry_out(OpenCheckpoint{run.folder.path()});
  CHECK(newest->validation);
  REQUIRE(then);
  give_up(*then, [](const Snapshot& now) {
    return now.progress && now.progress->what == "reading pictures";
  });
  CHECK_FALSE(newest->own_predictions);
  CHECK(session.carry_out(OpenCheckpoint{run.folder.path()}));  // and the one after that
}

TEST_CASE("session: own pictures give way between batches, and what was refused stays known") {
  const Run run;
  const TempFolder files;
  for (int i = 0; i < 70; ++i)
    write_png(files / fmt::format("{}.png", 10 + i), flat_image(70, 60, 255, 0, 0));
  write_file(files / "text.png", "no picture");
  const std::atomic<bool> cancelled = false;
  bool others_wait = false;
  SnapshotPtr newest;
  const auto publish = [&](const Snapshot& next) {
    newest = std::make_shared<const Snapshot>(next);
  };
  Session session(publish, cancelled, [&] { return others_wait; });
  session.carry_out(OpenCheckpoint{run.folder.path()});
  others_wait = true;
  const PredictFiles ask{{files.path()}};
  CHECK_FALSE(completes(session, ask));
  CHECK(newest->own_predictions->rows.size() == 32);
  CHECK(completes(session, RunPicture{{true, 31}}));  // in between
  const std::uint64_t number = newest->own_predictions->number;
  CHECK_FALSE(completes(session, ask, /*goes_on=*/true));
  CHECK(newest->own_predictions->rows.size() == 64);
  CHECK(completes(session, ask, /*goes_on=*/true));
  CHECK(newest->own_predictions->rows.size() == 70);
  CHECK(newest->own_predictions->number == number);
  CHECK_THAT(newest->message, contains("text.png"));
}

TEST_CASE("worker: of pictures that are dropped one after another, the last are predicted") {
  const Run run;
  const TempFolder files;
  std::vector<Path> drops;
  for (int i = 0; i < 20; ++i)
    write_png(drops.emplace_back(files / fmt::format("{}.png", 10 + i)),
              flat_image(70, 60, 255, 0, 0));
  Worker worker;
  after(worker, OpenCheckpoint{run.folder.path()});
  for (const Path& drop : drops) worker.post(PredictFiles{{drop}});
  worker.wait_until_idle();
  const SnapshotPtr now = worker.snapshot();
  REQUIRE(now->own_predictions);
  CHECK(now->own_predictions->titles == std::vector<std::string>{"29.png"});
  CHECK(now->own_predictions->number < drops.size());  // most were not begun
  // A network and other pictures in one drop: those are the ones that it predicts.
  worker.post(OpenCheckpoint{run.folder.path()});
  worker.post(PredictFiles{{drops[3]}});
  worker.wait_until_idle();
  REQUIRE(worker.snapshot()->own_predictions);
  CHECK(worker.snapshot()->own_predictions->titles == std::vector<std::string>{"13.png"});
}

TEST_CASE("worker: an op is compared, and stays compared, whatever data are opened") {
  const Run run;
  Worker worker;
  const SnapshotPtr seen = after(worker, OpenCheckpoint{run.folder.path()});
  const auto forward_is_coming = [&](int node) {
    return is_coming<CompareOp>(*worker.snapshot(),
                                [&](const CompareOp& asked) { return asked.node == node; });
  };
  worker.post(OpenData{"drawn"});
  worker.post(CompareOp{0, "forward"}, seen.get());  // clicked before the data are there
  worker.post(CompareOp{1, "forward"}, seen.get());
  CHECK((forward_is_coming(1) || worker.snapshot()->comparisons.size() == 2));
  CHECK_FALSE(forward_is_coming(2));
  worker.wait_until_idle();
  CHECK(worker.snapshot()->network_version != seen->network_version);
  CHECK(worker.snapshot()->comparisons.size() == 2);
  CHECK(after(worker, OpenData{"drawn"})->comparisons.size() == 2);
  const SnapshotPtr other = after(worker, OpenCheckpoint{run.folder.path()});
  CHECK(other->comparisons.empty());
  worker.post(CompareOp{0, "forward"}, seen.get());  // of the network before
  worker.wait_until_idle();
  CHECK(worker.snapshot()->comparisons.empty());
}

TEST_CASE(
    "worker: predicting the validation set gives way to other commands and goes on after them") {
  const Run run;
  Worker worker;
  after(worker, OpenCheckpoint{run.folder.path()});
  worker.post(PredictValidationSet{});
  worker.post(FindExcitingPatches{});
  worker.post(PredictTenViews{{false, 100}});  // there is none
  worker.wait_until_idle();
  const SnapshotPtr now = worker.snapshot();
  CHECK(now->predictions->rows.size() == 40);
  CHECK(now->patches);
  CHECK_THAT(now->message, contains("picture 100"));  // not wiped away by what continues after it
}

TEST_CASE("session: predicting gives way between batches, and keeps what it has") {
  const Run run;
  const std::atomic<bool> cancelled = false;
  bool others_wait = false;
  SnapshotPtr newest;
  float least_done = 1;
  const auto publish = [&](const Snapshot& next) {
    if (next.progress) least_done = std::min(least_done, next.progress->done);
    newest = std::make_shared<const Snapshot>(next);
  };
  Session session(publish, cancelled, [&] { return others_wait; });
  session.carry_out(OpenCheckpoint{run.folder.path()});
  others_wait = true;
  CHECK_FALSE(completes(session, PredictValidationSet{}));  // it wants to continue later
  others_wait = false;
  CHECK(completes(session, FindExcitingPatches{}));
  REQUIRE(newest->patches);
  REQUIRE(newest->predictions);
  CHECK(newest->predictions->rows.size() == 32);  // one batch
  least_done = 1;
  CHECK(completes(session, PredictValidationSet{}));
  CHECK(least_done == 1);  // it continues where it stopped: the next batch is the last
  CHECK(newest->predictions->rows.size() == 40);
  CHECK(newest->patches);
}

TEST_CASE("session: neighbours and patches give way between batches, too, and go on") {
  const Run run;
  const std::atomic<bool> cancelled = false;
  bool others_wait = false;
  SnapshotPtr newest;
  const auto publish = [&](const Snapshot& next) {
    newest = std::make_shared<const Snapshot>(next);
  };
  Session session(publish, cancelled, [&] { return others_wait; });
  session.carry_out(OpenCheckpoint{run.folder.path()});
  // In one piece, to compare with; 40 validation pictures and 60 training pictures are two batches
  // each.
  CHECK(completes(session, FindExcitingPatches{}));
  CHECK(completes(session, FindNeighbours{{0, 7}}));
  const auto patches = newest->patches;
  const auto neighbours = newest->neighbours;
  session.carry_out(OpenCheckpoint{run.folder.path()});
  CHECK_FALSE(newest->knows_training_features);
  for (const Command& command : {Command(FindExcitingPatches{}), Command(FindNeighbours{{0, 7}})}) {
    others_wait = true;
    CHECK_FALSE(completes(session, command));
    CHECK(completes(session, RunPicture{{false, 1}}));  // in between, with the same network
    CHECK(completes(session, command));                 // though others wait: one batch was left
  }
  CHECK(newest->knows_training_features);
  REQUIRE(newest->patches);
  REQUIRE(newest->neighbours);
  for (std::size_t tower = 0; tower < 2; ++tower)
    for (std::size_t kernel = 0; kernel < (*patches)[tower].by_kernel.size(); ++kernel) {
      const auto &expected = (*patches)[tower].by_kernel[kernel],
                 &found = (*newest->patches)[tower].by_kernel[kernel];
      REQUIRE(found.size() == expected.size());
      for (std::size_t i = 0; i < found.size(); ++i) CHECK(found[i].index == expected[i].index);
    }
  for (std::size_t row = 0; row < 2; ++row)
    for (std::size_t i = 0; i < 6; ++i)
      CHECK(newest->neighbours->rows[row].by_features[i].index ==
            neighbours->rows[row].by_features[i].index);
}

TEST_CASE(
    "worker: neighbours of one page that gave way are dropped where another's are asked for") {
  const Run run;
  Worker worker;
  after(worker, OpenCheckpoint{run.folder.path()});
  for (int page = 0; page < 20; ++page) worker.post(FindNeighbours{{page}});
  worker.wait_until_idle();
  REQUIRE(worker.snapshot()->neighbours);
  CHECK(worker.snapshot()->neighbours->rows[0].query == 19);
}

TEST_CASE("worker: which data were to be read is known, whether they were or not") {
  const Run run;
  Worker worker;
  const SnapshotPtr now = after(worker, OpenCheckpoint{run.folder.path()});
  CHECK(now->wanted_data == "drawn");
  CHECK(after(worker, OpenData{"/nowhere"})->wanted_data == "/nowhere");
  CHECK(worker.snapshot()->data_source == "drawn");
}

TEST_CASE("worker: what was asked of another network is not done with this one") {
  const Run run;
  Worker worker;
  const SnapshotPtr before = after(worker, OpenCheckpoint{run.folder.path()});
  const SnapshotPtr other = after(worker, OpenCheckpoint{run.folder.path()});
  const auto ask = [&](const Snapshot& seen) {
    worker.post(PredictValidationSet{}, &seen);
    worker.post(RunPicture{{false, 1}}, &seen);
    worker.post(FindRuns{}, &seen);  // which has nothing to do with networks
    worker.wait_until_idle();
    return worker.snapshot();
  };
  const SnapshotPtr stale = ask(*before);
  CHECK_FALSE(stale->predictions);
  CHECK_FALSE(stale->activations);
  CHECK(stale->available);
  CHECK(stale->coming.empty());
  const SnapshotPtr done = ask(*other);
  CHECK(done->predictions);
  CHECK(done->activations);
}

TEST_CASE("worker: another network is probed with its own weights") {
  const Run run, other(/*seed=*/6);
  Worker worker;
  for (const Run* opened : {&run, &other}) {
    after(worker, OpenCheckpoint{opened->folder.path()});
    const SnapshotPtr now = after(worker, TracePicture{{false, 0}});
    REQUIRE(now->trace);
    CHECK(probe_forward(now->network->nodes, *now->trace, 0, {1, 2, 3}).agrees());
  }
}

TEST_CASE("worker: it can be destroyed while it works") {
  const Run run;
  Worker worker;
  worker.post(OpenCheckpoint{run.folder.path()});
  worker.post(FindNeighbours{{0, 1, 2}});
  while (!worker.snapshot()->progress && !worker.is_idle()) std::this_thread::yield();
}

TEST_CASE("prediction: the five largest, the true class's place, equal ones in order") {
  const std::vector<float> probabilities = {0.1f, 0.3f, 0.05f, 0.3f, 0.15f, 0.06f, 0.04f};
  const Prediction of_3 = to_prediction(probabilities, 3);
  REQUIRE(of_3.top.size() == 5);
  CHECK(of_3.top[0].class_index == 1);
  CHECK(of_3.top[1].class_index == 3);
  CHECK(of_3.top[4].class_index == 5);
  CHECK(of_3.truth_rank == 2);
  CHECK(to_prediction(probabilities, 6).truth_rank == 7);
  CHECK(to_prediction(probabilities, -1).truth_rank == 0);
  const std::vector<float> broken(7, std::numeric_limits<float>::quiet_NaN());
  CHECK(to_prediction(broken, 0).truth_rank > 5);  // never right
  const std::vector<float> two = {0.2f, 0.8f};
  CHECK(to_prediction(two, 0).top.size() == 2);
}

TEST_CASE("export: every panel becomes a picture, with no display") {
  const Run run;
  const TempFolder out;
  const auto files =
      export_panels({run.folder.path().string(), ""}, out.path() / "pictures", {1280, 800});
  REQUIRE(files.size() == panel_names().size() + 1);  // and ten views of one picture
  std::vector<Image> pictures;
  for (const Path& file : files) {
    INFO(file.string());
    const Image picture = read_image(file);
    CHECK(picture.width == 1280);
    CHECK(picture.height == 800);
    // Something is written below the header, and no two panels look alike.
    int ink = 0;
    for (int y = 100; y < 700; ++y)
      for (int x = 0; x < picture.width; ++x) ink += picture.pixel(x, y)[1] < 128;
    CHECK(ink > 2000);
    for (const Image& other : pictures) CHECK(picture.rgb != other.rgb);
    pictures.push_back(picture);
  }
  // What is missing is a picture too.
  CHECK(export_panels({}, out.path(), {640, 400}).size() == panel_names().size());
  CHECK_ERROR(export_panels({"/nowhere", ""}, out.path(), {640, 400}), "/nowhere");
}

TEST_CASE("worker: an own picture runs through the network, and its trace takes the best guess") {
  const Run run;
  const TempFolder files;
  write_png(files / "grey.png", flat_image(60, 70, 90, 90, 90));
  Worker worker;
  after(worker, OpenCheckpoint{run.folder.path()});
  SnapshotPtr now = after(worker, PredictFiles{{files / "grey.png"}});
  REQUIRE(now->own_predictions);
  now = after(worker, RunPicture{{true, 0}});
  REQUIRE(now->activations);
  CHECK(now->activations->picture == PictureRef{true, 0});
  now = after(worker, TracePicture{{true, 0}});
  REQUIRE(now->trace);
  CHECK(now->trace->label == now->own_predictions->rows[0].top[0].class_index);
  CHECK_THAT(after(worker, RunPicture{{true, 1}})->message, contains("own picture 1 of 1"));
  now = after(worker, PredictFiles{{files / "grey.png"}});  // others: what was known of these goes
  CHECK_FALSE(now->trace);
  CHECK_FALSE(now->activations);
}

TEST_CASE("worker: the validation pictures are predicted in a shuffled order, each once") {
  const Run run;
  Worker worker;
  const SnapshotPtr now = after(worker, OpenCheckpoint{run.folder.path()});
  REQUIRE(now->validation_order);
  std::vector<int> sorted = *now->validation_order;
  CHECK_FALSE(std::is_sorted(sorted.begin(), sorted.end()));
  std::sort(sorted.begin(), sorted.end());
  for (int i = 0; i < int(sorted.size()); ++i) CHECK(sorted[std::size_t(i)] == i);
  const SnapshotPtr predicted = after(worker, PredictValidationSet{});
  REQUIRE(predicted->predictions);
  CHECK(predicted->predictions->picture(3) == (*now->validation_order)[3]);
}

TEST_CASE("own pictures: of a folder with very many the first are predicted") {
  const Run run;
  const TempFolder files;
  write_png(files / "0000.png", flat_image(2, 2, 10, 20, 30));
  for (int i = 1; i < 2001; ++i)
    std::filesystem::copy_file(files / "0000.png", files / fmt::format("{:04}.png", i));
  Worker worker;
  after(worker, OpenCheckpoint{run.folder.path()});
  const SnapshotPtr now = after(worker, PredictFiles{{files.path()}});
  REQUIRE(now->own_predictions);
  CHECK(now->own_predictions->rows.size() == 2000);
  CHECK(now->message == "only the first 2000 of 2001 pictures are shown");
}
