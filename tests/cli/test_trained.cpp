#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/runs.h"
#include "core/image.h"
#include "core/safetensors.h"
#include "predict/evaluate.h"
#include "predict/shipped.h"
#include "predict/trained_model.h"
#include "support/catch.h"

using namespace alexnet;
using namespace alexnet::test;

TEST_CASE("cli: train leaves a run folder, and the other commands use it") {
  const TempFolder& folder = trained();
  for (const char* file : {"config.toml", "metrics.csv", "log.txt"})
    CHECK(std::filesystem::exists(folder / "run" / file));

  const Outcome eval =
      run_alexnet(folder.path(), {"eval", "--checkpoint", "run", "--drawn-val", "30"});
  CHECK(eval.exit_code == 0);
  CHECK_THAT(eval.out, contains("top-1 error"));
  CHECK_THAT(eval.out, contains("pictures     30"));
  const auto said = nlohmann::json::parse(
      run_alexnet(folder.path(), {"eval", "--checkpoint", "run", "--drawn-val", "30", "--json"})
          .out);
  for (const auto& [name, key] : {std::pair{"top-1", "top1_error"}, {"top-5", "top5_error"}})
    CHECK_THAT(eval.out,
               contains(fmt::format("{} error  {:5.1f}%", name, 100 * double(said[key]))));
  CHECK(said["top5_error"] < said["top1_error"]);
  const auto errors = nlohmann::json::parse(
      run_alexnet(folder.path(),
                  {"eval", "--checkpoint", "run", "--drawn-val", "30", "--ten-crop", "--json"})
          .out);
  CHECK(errors["pictures"] == 30);
  CHECK(errors["views"] == 10);
  CHECK(errors["top5_error"] <= errors["top1_error"]);

  REQUIRE(run_alexnet(folder.path(), {"draw", "--out", "new", "--count", "1", "--class", "star"})
              .exit_code == 0);
  const std::string picture = (folder / "new" / "star" / "00000.png").string();
  const Outcome predict =
      run_alexnet(folder.path(), {"predict", "--checkpoint", "run", picture, "--json"});
  REQUIRE(predict.exit_code == 0);
  const auto json = nlohmann::json::parse(predict.out);
  REQUIRE(json.size() == 1);
  CHECK(json[0]["image"] == picture);
  CHECK(json[0]["predictions"].size() == 5);
  CHECK(json[0]["predictions"][0]["probability"] >= json[0]["predictions"][4]["probability"]);

  const Outcome near =
      run_alexnet(folder.path(), {"neighbours", "--checkpoint", "run", picture, "-k", "3",
                                  "--drawn-train", "64", "--picture", "n.png"});
  CHECK(near.exit_code == 0);
  CHECK(read_image(folder / "n.png").width > 4 * 56);
  const Outcome of_validation_set =
      run_alexnet(folder.path(), {"neighbours", "--checkpoint", "run", "--val", "5", "--pixels",
                                  "--drawn-train", "64", "--drawn-val", "30", "--json"});
  REQUIRE(of_validation_set.exit_code == 0);
  const auto five = nlohmann::json::parse(of_validation_set.out);
  REQUIRE(five.size() == 5);
  const int second = five[1]["validation_picture"].get<int>();
  CHECK(five[1]["image"] == fmt::format("validation picture {}", second));
  CHECK(five[1]["image"] != five[0]["image"]);
  CHECK(five[1]["class"].is_string());
  for (const char* by : {"neighbours", "by_pixels"}) {
    REQUIRE(five[1][by].size() == 6);
    CHECK(five[1][by][0]["distance"] <= five[1][by][5]["distance"]);
  }
  CHECK(five[1]["neighbours"] != five[1]["by_pixels"]);
  check_refused(run_alexnet(folder.path(), {"neighbours", "--checkpoint", "run"}), 2, {"--val"});
  check_refused(run_alexnet(folder.path(), {"neighbours", "--checkpoint", "run", "--val", "31",
                                            "--drawn-val", "30"}),
                2, {"--val 31", "30 validation pictures"});

  const Outcome filters =
      run_alexnet(folder.path(), {"filters", "--checkpoint", "run", "--out", "f.png"});
  CHECK_THAT(filters.out, contains("conv1a  median"));
  CHECK_THAT(filters.out, contains("conv1b  median"));
  CHECK_THAT(filters.out, contains("mean shares of conv1a and conv1b are"));
  CHECK_THAT(filters.out, contains("p = "));
  const auto split = nlohmann::json::parse(
      run_alexnet(folder.path(), {"filters", "--checkpoint", "run", "--out", "f.png", "--json"})
          .out);
  CHECK(split["towers"][1]["node"] == "conv1b");
  CHECK(split["towers"][1]["shares"].size() == 32);
  const int as_extreme = split["split_test"]["as_extreme"];
  CHECK(split["split_test"]["p"] == (1 + as_extreme) / 10000.0);
  CHECK(split["axis_test"]["permutations"] == 9999);
  CHECK(split["towers"][0]["axes"].size() == split["towers"][0]["shares"].size());
  CHECK(read_image(folder / "f.png").width > 0);

  const Outcome activations = run_alexnet(
      folder.path(), {"activations", "--checkpoint", "run", picture, "--label", "star"});
  CHECK(activations.exit_code == 0);
  CHECK(SafetensorsFile(folder / "activations.safetensors").contains("conv1a.weight.grad"));
  check_refused(run_alexnet(folder.path(),
                            {"activations", "--checkpoint", "run", picture, "--label", "unicorn"}),
                2, {"unicorn"});
}

TEST_CASE("cli: a class that is called like another's number is meant by its name") {
  const TempFolder& folder = trained();
  std::string names;
  for (int i = 0; i < 30; ++i) names += std::to_string(29 - i) + "\n";
  write_file(folder / "numbers.txt", names);
  REQUIRE(run_alexnet(folder.path(), {"slim", "run", "--out", "numbered.safetensors",
                                      "--class-names", "numbers.txt"})
              .exit_code == 0);
  REQUIRE(run_alexnet(folder.path(), {"draw", "--out", "drawn", "--count", "1", "--class", "star"})
              .exit_code == 0);
  REQUIRE(run_alexnet(folder.path(),
                      {"activations", "--checkpoint", "numbered.safetensors",
                       "drawn/star/00000.png", "--label", "0", "--out", "zero.safetensors"})
              .exit_code == 0);
  // Only the score of the true class is to grow.
  const SafetensorsFile file(folder / "zero.safetensors");
  Tensor grad("fc8.bias.grad", Shape::vector(30));
  file.read("fc8.bias.grad", grad);
  for (int k = 0; k < 30; ++k) CHECK((grad.data()[k] < 0) == (k == 29));
}

TEST_CASE("cli: a slim checkpoint is opened like the whole one, but training cannot go on") {
  const TempFolder& folder = trained();
  write_file(folder / "names.txt", [] {
    std::string lines;
    for (int i = 0; i < 30; ++i) lines += "kind " + std::to_string(i) + "\n";
    return lines;
  }());
  const Outcome slim = run_alexnet(
      folder.path(), {"slim", "run", "--out", "slim.safetensors", "--class-names", "names.txt"});
  INFO(slim.err);
  REQUIRE(slim.exit_code == 0);
  CHECK_THAT(slim.out, contains("largest rounding"));
  CHECK_THAT(slim.out, contains(" MB"));

  const Outcome eval =
      run_alexnet(folder.path(), {"eval", "--checkpoint", "slim.safetensors", "--drawn-val", "30"});
  CHECK(eval.exit_code == 0);
  CHECK_THAT(eval.out, contains("pictures     30"));
  REQUIRE(run_alexnet(folder.path(), {"draw", "--out", "own", "--count", "1", "--class", "star"})
              .exit_code == 0);
  const std::string picture = (folder / "own" / "star" / "00000.png").string();
  const Outcome predict =
      run_alexnet(folder.path(), {"predict", "--checkpoint", "slim.safetensors", picture});
  CHECK_THAT(predict.out, contains("kind "));
  const Outcome near = run_alexnet(folder.path(), {"neighbours", "--checkpoint", "slim.safetensors",
                                                   picture, "--drawn-train", "64"});
  CHECK_THAT(near.out, contains("kind "));
  CHECK(run_alexnet(folder.path(),
                    {"filters", "--checkpoint", "slim.safetensors", "--out", "slim.png"})
            .exit_code == 0);
  CHECK(run_alexnet(folder.path(), {"train", "--init", "slim.safetensors", "--drawn-train", "64",
                                    "--drawn-val", "30", "--max-iterations", "1", "--run", "more"})
            .exit_code == 0);

  check_refused(run_alexnet(folder.path(), {"train", "--resume", "slim.safetensors"}), 1,
                {"slim.safetensors", "--init"});
  // The same if it stands in a run folder in place of a full checkpoint.
  create_folder(folder / "moved");
  std::filesystem::copy(folder / "run" / "config.toml", folder / "moved" / "config.toml");
  std::filesystem::copy(folder / "slim.safetensors",
                        folder / "moved" / "checkpoint-0000001.safetensors");
  check_refused(run_alexnet(folder.path(), {"train", "--resume", "moved"}), 1,
                {"moved/checkpoint-0000001", "no velocities", "--init"});
  write_file(folder / "names.txt", "one\ntwo\n");
  check_refused(
      run_alexnet(folder.path(), {"slim", "run", "--out", "x", "--class-names", "names.txt"}), 1,
      {"names.txt", "expected 30", "found 2"});
}

TEST_CASE("cli: eval averages ten views where it is asked to") {
  const TempFolder& folder = trained();
  TrainedModel model = TrainedModel::open(checkpoint_of(folder / "run"), Placement{}, 1);
  DataRequest request = model.data;
  request.drawn_val = 30;
  const Dataset val = model.open_split(request, Split::val);
  for (const Views views : {Views::centre, Views::ten}) {
    std::vector<std::string> command = {"eval",        "--checkpoint", "run",
                                        "--drawn-val", "30",           "--json"};
    if (views == Views::ten) command.push_back("--ten-crop");
    const auto said = nlohmann::json::parse(run_alexnet(folder.path(), command).out);
    CHECK(double(said["loss"]) == evaluate(model.network, val, model.preprocessing, views).loss);
  }
}

TEST_CASE("cli: predict averages ten views where it is asked to") {
  const TempFolder& folder = trained();
  REQUIRE(run_alexnet(folder.path(), {"draw", "--out", "ten", "--count", "1", "--class", "star"})
              .exit_code == 0);
  const Path picture = folder / "ten" / "star" / "00000.png";
  TrainedModel model = TrainedModel::open(checkpoint_of(folder / "run"), Placement{}, 1);
  const Dataset star = model.with_pictures({read_image(picture)});
  const std::vector<int> only = {0};
  for (const Views views : {Views::centre, Views::ten}) {
    std::vector<std::string> command = {"predict", "--checkpoint", "run", picture.string(),
                                        "--json"};
    if (views == Views::ten) command.push_back("--ten-crop");
    const auto said = nlohmann::json::parse(run_alexnet(folder.path(), command).out);
    const auto& first = said[0]["predictions"][0];
    const Tensor expected = predict(model.network, star, model.preprocessing, only, views);
    const std::span<const float> p = expected.view().values();
    const int best = top_classes(p, 1)[0];
    CHECK(first["class"] == model.preprocessing.class_names[std::size_t(best)]);
    CHECK(float(first["probability"]) == p[std::size_t(best)]);
  }
}

TEST_CASE("cli: a checkpoint that is damaged is refused, or read, and nothing crashes") {
  const TempFolder& folder = trained();
  const std::vector<std::uint8_t> whole = read_file(checkpoint_of(folder / "run"));
  for (std::size_t at : {std::size_t{0}, std::size_t{3}, std::size_t{7}, std::size_t{9},
                         std::size_t{40}, std::size_t{200}, std::size_t{1000}}) {
    std::vector<std::uint8_t> damaged = whole;
    damaged[at] ^= 0x15;
    write_file(folder / "damaged", {reinterpret_cast<const char*>(damaged.data()), damaged.size()});
    const Outcome outcome =
        run_alexnet(folder.path(), {"filters", "--checkpoint", "damaged", "--out", "d.png"});
    INFO("byte " << at << ": " << outcome.err);
    const bool may_pass = at > 9;  // a letter of a name; before that are the length and a bracket
    CHECK((outcome.exit_code == 1 || (may_pass && outcome.exit_code == 0)));
    CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') <= 1);
  }
}

TEST_CASE("cli: without --checkpoint the network that the project ships answers, and says so") {
  const TempFolder folder;
  const std::string photograph = (shipped_photographs() / "raccoon.jpg").string();
  const Outcome said = run_alexnet(folder.path(), {"predict", photograph, "--json"});
  CHECK(said.exit_code == 0);
  CHECK_THAT(said.err, contains(shipped_network().string()));
  CHECK(nlohmann::json::parse(said.out)[0]["predictions"].size() == 5);
  // Its photographs are not shipped with it.
  check_refused(run_alexnet(folder.path(), {"eval"}), 1, {"mini-imagenet", "--data"});
}

TEST_CASE("cli: import refuses what is not the file that it was told to expect") {
  const TempFolder folder;
  const auto import = [&](const char* file, const char* from,
                          const std::vector<std::string>& more = {}) {
    return run_alexnet(folder.path(), with({"import", file, "--from", from, "--out", "out"}, more));
  };
  write_file(folder / "text", "not weights at all");
  write_file(folder / "alexnet.pth", "PK\x03\x04 ...");
  check_refused(import("gone", "caffe"), 1, {"gone"});
  check_refused(import("text", "caffe"), 1, {"text", "Caffe"});
  check_refused(import("text", "torchvision"), 1, {"text", "safetensors"});
  check_refused(import("alexnet.pth", "torchvision"), 1, {"torch.save", "safetensors"});
  write_file(folder / "caffemodel",
             "\n\x07"
             "AlexNet and so on");
  check_refused(import("caffemodel", "torchvision"), 1, {"not a safetensors", "--from caffe"});
  save_safetensors(folder / "weights", {}, {});
  check_refused(import("weights", "caffe"), 1, {"safetensors", "--from torchvision"});
  check_refused(import("text", "keras"), 2, {"--from", "torchvision", "caffe"});
  check_refused(import("text", "torchvision", {"--mean", "m"}), 2, {"--mean", "caffe"});
  check_refused(
      run_alexnet(folder.path(), {"import", "text", "--from", "caffe", "--out", "./text"}), 2,
      {"--out ./text", "another"});
  CHECK(!std::filesystem::exists(folder / "out"));
}
