#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/image.h"
#include "core/safetensors.h"
#include "layers/conv/conv.h"
#include "layers/linear/linear.h"
#include "layers/lrn/lrn.h"
#include "layers/maxpool/maxpool.h"
#include "support/catch.h"
#include "support/program.h"
#include "support/temp_folder.h"
#include "train/checkpoint.h"
#include "train/evaluate.h"
#include "train/run_folder.h"
#include "train/shipped.h"
#include "train/trained_model.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

/// A quick run on a handful of drawn pictures.
const std::vector<std::string> kTrain = {
    "train", "--drawn-train", "64",  "--drawn-val", "30", "--epochs", "1", "--batch-size",
    "16",    "--run",         "run", "--threads",   "2"};

std::vector<std::string> with(std::vector<std::string> arguments,
                              const std::vector<std::string>& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

/// One folder with a trained run, made once for all tests that only read it.
const TempFolder& trained() {
  static const TempFolder folder;
  static const Outcome outcome = run_alexnet(folder.path(), kTrain);
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  return folder;
}

std::string checkpoint_of(const Path& run) {
  for (const auto& entry : std::filesystem::directory_iterator(run))
    if (entry.path().extension() == ".safetensors") return entry.path().string();
  return "none";
}

/// The last line on stderr begins with the program's name and holds these texts; what may come
/// before it tells what was being done. Nothing is on stdout.
void check_refused(const Outcome& outcome, int exit_code, const std::vector<std::string>& texts) {
  INFO(outcome.err);
  CHECK(outcome.exit_code == exit_code);
  CHECK(outcome.out.empty());
  REQUIRE(!outcome.err.empty());
  const std::size_t line_before = outcome.err.rfind('\n', outcome.err.size() - 2);
  const std::string last =
      outcome.err.substr(line_before == std::string::npos ? 0 : line_before + 1);
  CHECK(last.starts_with("alexnet: "));
  CHECK(outcome.err.find("alexnet: ") == outcome.err.rfind("alexnet: "));
  for (const std::string& text : texts) CHECK_THAT(last, contains(text));
}

}  // namespace

TEST_CASE("cli: every command explains itself with an example") {
  const TempFolder folder;
  for (const char* command : {"train", "eval", "predict", "neighbours", "filters", "activations",
                              "summary", "prepare", "draw", "slim", "import", "bench", "devices"}) {
    const Outcome outcome = run_alexnet(folder.path(), {command, "--help"});
    INFO(command);
    CHECK(outcome.exit_code == 0);
    CHECK_THAT(outcome.out, contains("Example"));
    CHECK_THAT(outcome.out, contains("alexnet " + std::string(command)));
  }
}

TEST_CASE("cli: bad usage is exit code 2, a missing device 3") {
  const TempFolder folder;
  const auto wrong = [&](const std::vector<std::string>& arguments, const char* text) {
    check_refused(run_alexnet(folder.path(), arguments), 2, {text, "--help"});
  };
  wrong({}, "subcommand");
  wrong({"fly"}, "fly");
  wrong({"train", "--epochs", "many"}, "--epochs");
  wrong({"train", "--batch-size", "0"}, "--batch-size");
  wrong({"train", "--batch-order", "random"}, "--batch-order");
  wrong({"predict"}, "images");
  check_refused(run_alexnet(folder.path(), {"train", "--variant", "vgg"}), 2, {"vgg", "paper"});
  check_refused(run_alexnet(folder.path(), {"train", "--schedule", "1:1"}), 2, {"schedule"});
  check_refused(run_alexnet(folder.path(), {"train", "--placement", "a=cpu"}), 2, {"placement"});
  check_refused(run_alexnet(folder.path(), {"bench", "--device", "tpu"}), 2, {"tpu"});
  check_refused(run_alexnet(folder.path(), {"bench", "--device", "cuda:99"}), 3, {"cuda:99"});
  check_refused(run_alexnet(folder.path(), {"train", "--placement", "cuda:98"}), 3, {"cuda:98"});
  check_refused(run_alexnet(folder.path(), {"check", "--device", "cuda:97"}), 3, {"cuda:97"});
  check_refused(run_alexnet(folder.path(), {"draw", "--out", "x", "--class", "cat"}), 2,
                {"cat", "star"});
}

TEST_CASE("cli: what only GPUs can is refused with the option that the command has") {
  const TempFolder folder;
  check_refused(run_alexnet(folder.path(), {"bench", "--math", "tf32"}), 2,
                {"--math tf32", "give a --device such as cuda:0"});
  check_refused(run_alexnet(folder.path(), {"train", "--math", "bf16"}), 2,
                {"--math bf16", "give a --placement such as cuda:0"});
}

TEST_CASE("cli: a summary says what a network is compared with") {
  const TempFolder folder;
  const auto summary = [&](const char* variant) {
    const Outcome outcome =
        run_alexnet(folder.path(), {"summary", "--variant", variant, "--classes", "10"});
    CHECK(outcome.exit_code == 0);
    return outcome.out;
  };
  CHECK_THAT(summary("lenet5"), contains("\nDifferences from LeNet-5 (1998):\n"
                                         "  input\n"
                                         "    LeNet-5 (1998): 32x32\n"
                                         "    here:           28x28"));
  CHECK_THAT(summary("mini-no-lrn"), contains("\nDifferences from mini, whose own table says how "
                                              "that differs from the paper:\n"));
  const std::string paper = summary("paper");
  CHECK_THAT(paper, contains("\nDifferences from the paper:\n"));
  CHECK_THAT(paper, contains("\n    paper:  "));
  CHECK_THAT(paper, !contains("60,965,224"));  // as many it has with 1000 classes
}

TEST_CASE("cli: train leaves a run folder, and the other commands use it") {
  const TempFolder& folder = trained();
  for (const char* file : {"config.toml", "metrics.csv", "log.txt"})
    CHECK(std::filesystem::exists(folder / "run" / file));

  const Outcome eval =
      run_alexnet(folder.path(), {"eval", "--checkpoint", "run", "--drawn-val", "30"});
  CHECK(eval.exit_code == 0);
  CHECK_THAT(eval.out, contains("top-1 error"));
  CHECK_THAT(eval.out, contains("pictures     30"));
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
  const Outcome of_test_set =
      run_alexnet(folder.path(), {"neighbours", "--checkpoint", "run", "--test", "5", "--pixels",
                                  "--drawn-train", "64", "--drawn-val", "30", "--json"});
  REQUIRE(of_test_set.exit_code == 0);
  const auto five = nlohmann::json::parse(of_test_set.out);
  REQUIRE(five.size() == 5);
  CHECK(five[1]["picture"].get<std::string>().starts_with("test picture "));
  CHECK(five[1]["picture"] != five[0]["picture"]);
  CHECK(five[1]["class"].is_string());
  for (const char* by : {"neighbours", "by_pixels"}) {
    REQUIRE(five[1][by].size() == 6);
    CHECK(five[1][by][0]["distance"] <= five[1][by][5]["distance"]);
  }
  CHECK(five[1]["neighbours"] != five[1]["by_pixels"]);
  check_refused(run_alexnet(folder.path(), {"neighbours", "--checkpoint", "run"}), 2, {"--test"});
  check_refused(run_alexnet(folder.path(), {"neighbours", "--checkpoint", "run", "--test", "31",
                                            "--drawn-val", "30"}),
                2, {"--test 31", "30 test pictures"});

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
  // The same where it stands in a run folder in place of a whole one.
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

TEST_CASE("cli: every option that changes training changes what is learned") {
  const TempFolder folder;
  const std::vector<std::vector<std::string>> changes = {{},
                                                         {"--no-augment"},
                                                         {"--no-colour-noise"},
                                                         {"--no-dropout"},
                                                         {"--weight-decay", "0"},
                                                         {"--momentum", "0.5"},
                                                         {"--batch-order", "sequential"}};
  std::vector<std::vector<std::uint8_t>> learned;
  for (const std::vector<std::string>& change : changes) {
    const std::string run = "run" + std::to_string(learned.size());
    INFO((change.empty() ? "nothing" : change[0]));
    REQUIRE(run_alexnet(folder.path(),
                        with({"train", "--drawn-train", "64", "--drawn-val", "30", "--batch-size",
                              "32", "--max-iterations", "3", "--threads", "2", "--run", run},
                             change))
                .exit_code == 0);
    const SafetensorsFile file(checkpoint_of(folder / run));
    const std::span<const std::uint8_t> weight = file.bytes("conv1a.weight", DType::f32);
    learned.emplace_back(weight.begin(), weight.end());
    for (std::size_t before = 0; before + 1 < learned.size(); ++before)
      CHECK(learned.back() != learned[before]);
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

TEST_CASE("cli: import refuses what is not the file that it was told") {
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
  check_refused(import("text", "keras"), 2, {"--from", "torchvision", "caffe"});
  check_refused(import("text", "torchvision", {"--mean", "m"}), 2, {"--mean", "caffe"});
  CHECK(!std::filesystem::exists(folder / "out"));
}

TEST_CASE("cli: resume takes its options from the run, and goes on to the same bits") {
  const TempFolder folder;
  const auto bytes = [&](const char* run) { return read_file(checkpoint_of(folder / run)); };
  REQUIRE(run_alexnet(folder.path(), with(kTrain, {"--max-iterations", "4"})).exit_code == 0);
  REQUIRE(run_alexnet(folder.path(),
                      {"train", "--drawn-train", "64", "--drawn-val", "30", "--epochs", "1",
                       "--batch-size", "16", "--run", "parts", "--max-iterations", "2"})
              .exit_code == 0);
  const Outcome rest = run_alexnet(
      folder.path(), {"train", "--resume", "parts", "--max-iterations", "4", "--threads", "1"});
  INFO(rest.err);
  REQUIRE(rest.exit_code == 0);
  CHECK_THAT(rest.out, contains("4 iterations"));
  std::filesystem::remove(folder / "parts" / "checkpoint-0000002.safetensors");
  CHECK(bytes("parts") == bytes("run"));
}

TEST_CASE("cli: a run goes on where its pictures have moved to, if they are still those") {
  const TempFolder folder;
  const auto make_data = [&](const std::string& name, const std::vector<std::string>& classes,
                             int pictures) {
    for (const char* part : {"train", "val"})
      for (const std::string& class_name : classes) {
        create_folder(folder / (name + "/" + part + "/" + class_name));
        for (int i = 0; i < pictures; ++i)
          write_png(folder / fmt::format("{}/{}/{}/{}.png", name, part, class_name, i),
                    Image(60, 60));
      }
  };
  make_data("before", {"cat", "dog"}, 2);
  make_data("other", {"cat", "fox"}, 2);
  make_data("more", {"cat", "dog"}, 4);
  const std::vector<std::string> first = {
      "train", "--data", "before", "--batch-size", "4", "--run", "run", "--max-iterations", "1"};
  REQUIRE(run_alexnet(folder.path(), first).exit_code == 0);
  std::filesystem::rename(folder / "before", folder / "after");
  const auto resume = [&](const std::string& data) {
    return run_alexnet(folder.path(),
                       {"train", "--resume", "run", "--data", data, "--max-iterations", "2"});
  };
  std::ofstream(folder / "run/metrics.csv", std::ios::app) << "2,2,train,1,1,1,1,1,1\n";
  const std::vector<std::uint8_t> metrics = read_file(folder / "run/metrics.csv");
  check_refused(resume("other"), 1, {"other", "other classes"});
  check_refused(resume("more"), 1, {"more", "not the pictures that the run began with"});
  CHECK(read_file(folder / "run/metrics.csv") == metrics);
  const Outcome moved = resume("after");
  INFO(moved.err);
  CHECK(moved.exit_code == 0);
  const Path newest = RunFolder::newest_checkpoint(folder / "run").value();
  CHECK(Path(Checkpoint(newest).state().data.data).filename() == "after");
}

TEST_CASE("cli: a run that goes on stays the same run") {
  const TempFolder& folder = trained();
  const std::vector<std::uint8_t> config = read_file(folder / "run" / "config.toml");
  const auto resume = [&](const std::vector<std::string>& more) {
    return run_alexnet(folder.path(), with({"train", "--resume", "run"}, more));
  };
  check_refused(resume({"--variant", "mini"}), 2, {"--variant cannot change"});
  check_refused(resume({"--seed", "5"}), 2, {"--seed cannot change"});
  check_refused(resume({"--batch-size", "8"}), 2, {"--batch-size cannot change"});
  CHECK(read_file(folder / "run" / "config.toml") == config);

  const Outcome done = resume({});
  CHECK(done.exit_code == 0);
  CHECK(done.out.empty());
  CHECK_THAT(done.err, contains("nothing to do"));
  CHECK(resume({"--threads", "1"}).exit_code == 0);
  CHECK(read_file(folder / "run" / "config.toml") == config);  // nor was anything changed by that

  const TempFolder damaged;
  create_folder(damaged / "run");
  for (const char* text : {"", "[[[", "variant=\"demo\"\n", "epochs=many\n"}) {
    write_file(damaged / "run/config.toml", text);
    check_refused(run_alexnet(damaged.path(), {"train", "--resume", "run"}), 1,
                  {"run/config.toml"});
  }
}

TEST_CASE("cli: the largest seed there is") {
  const TempFolder folder;
  const auto train = with(kTrain, {"--seed", "18446744073709551615", "--max-iterations", "1"});
  REQUIRE(run_alexnet(folder.path(), train).exit_code == 0);
  CHECK(run_alexnet(folder.path(), {"eval", "--checkpoint", "run"}).exit_code == 0);
}

TEST_CASE("cli: data packed at another size than the network's is refused") {
  const TempFolder& folder = trained();
  REQUIRE(run_alexnet(folder.path(), {"prepare", "--drawn-train", "60", "--drawn-val", "30",
                                      "--side", "84", "--out", "packed84"})
              .exit_code == 0);
  check_refused(run_alexnet(folder.path(), {"eval", "--checkpoint", "run", "--data", "packed84"}),
                1, {"packed84", "84 x 84", "56 x 56", "--side 56"});
  check_refused(run_alexnet(folder.path(), {"train", "--data", "packed84", "--run", "w"}), 1,
                {"packed84", "--side 56"});
}

TEST_CASE("cli: results that cannot be written are an error") {
  const int status = std::system("'" ALEXNET_PROGRAM "' summary --list >/dev/full 2>/dev/null");
  CHECK(WEXITSTATUS(status) == 1);
}

TEST_CASE("cli: Ctrl-C saves, exits with 0 and says how to go on") {
  const TempFolder folder;
  const Outcome outcome = interrupt_alexnet(
      folder.path(),
      {"train", "--drawn-train", "640", "--drawn-val", "30", "--epochs", "1000", "--run", "run"},
      [&] {  // it has written the first row
        const Path metrics = folder / "run" / "metrics.csv";
        if (!std::filesystem::exists(metrics)) return false;
        const std::vector<std::uint8_t> text = read_file(metrics);
        return std::count(text.begin(), text.end(), '\n') > 1;
      });
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.err, contains("--resume run"));
  CHECK(checkpoint_of(folder / "run") != "none");
}

TEST_CASE("cli: fewer pictures than one batch are an error, and leave no run folder") {
  const TempFolder folder;
  check_refused(run_alexnet(folder.path(),
                            {"train", "--drawn-train", "31", "--drawn-val", "30", "--run", "run"}),
                1, {"31 pictures", "one batch of 32", "--batch-size"});
  CHECK(folder.entries() == 0);
}

TEST_CASE("cli: a second run does not overwrite the first") {
  const TempFolder& folder = trained();
  check_refused(run_alexnet(folder.path(), kTrain), 2, {"--resume run", "--run"});
}

TEST_CASE("cli: what cannot be read is named in one line, exit code 1") {
  const TempFolder& folder = trained();
  const auto refused = [&](const std::vector<std::string>& arguments,
                           const std::vector<std::string>& texts) {
    check_refused(run_alexnet(folder.path(), arguments), 1, texts);
  };
  write_file(folder / "text.jpg", "this is no picture");
  write_file(folder / "empty.png", "");
  refused({"predict", "--checkpoint", "run", "text.jpg"}, {"text.jpg", "not a picture"});
  refused({"predict", "--checkpoint", "run", "empty.png"}, {"empty.png", "empty"});
  refused({"predict", "--checkpoint", "run", "gone.png"}, {"gone.png", "cannot open"});
  refused({"predict", "--checkpoint", "run", "run"}, {"run", "folder"});
  refused({"predict", "--checkpoint", "run", "two\nlines\x1b.png"}, {"two?lines?.png"});
  refused({"eval", "--checkpoint", "gone"}, {"gone", "no such checkpoint", "alexnet train"});
  refused({"eval", "--checkpoint", "text.jpg"}, {"text.jpg"});
  refused({"eval", "--checkpoint", "run", "--data", "gone"}, {"gone", "no such data set"});
  refused({"train", "--resume", "gone"}, {"gone", "config.toml"});
  refused({"train", "--variant", "lenet5", "--drawn-train", "64", "--run", "x"},
          {"3", "lenet5", "reads 1"});
  refused({"train", "--init", "text.jpg", "--drawn-train", "64", "--run", "y"}, {"text.jpg"});
  refused({"train", "--init", checkpoint_of(folder / "run"), "--variant", "linear", "--drawn-train",
           "64", "--run", "z"},
          {"variant demo", "expected linear"});
  write_file(folder / "file", "");
  refused({"train", "--drawn-train", "64", "--run", "file"}, {"file", "folder"});
  refused({"filters", "--checkpoint", "run", "--out", "gone/f.png"}, {"gone/f.png"});
}

TEST_CASE("cli: a checkpoint that is damaged anywhere is refused and nothing crashes") {
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
    CHECK((outcome.exit_code == 0 || outcome.exit_code == 1));  // a letter of a name may pass
    CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') <= 1);
  }
}

TEST_CASE("cli: prepare packs what train then opens") {
  const TempFolder folder;
  REQUIRE(run_alexnet(folder.path(), {"prepare", "--drawn-train", "60", "--drawn-val", "30",
                                      "--side", "56", "--out", "packed"})
              .exit_code == 0);
  const Outcome outcome = run_alexnet(
      folder.path(), {"train", "--data", "packed", "--epochs", "1", "--batch-size", "20"});
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK(std::filesystem::exists(folder / "runs" / "demo" / "config.toml"));
  check_refused(run_alexnet(folder.path(), {"prepare", "--data", "packed", "--out", "again"}), 1,
                {"packed", "packed already", "alexnet train --data packed"});
}

TEST_CASE("cli: bench reports what it measured as JSON") {
  const TempFolder folder;
  const Outcome outcome =
      run_alexnet(folder.path(), {"bench", "--variant", "cifar-relu", "--batch-size", "2",
                                  "--repeats", "1", "--rungs", "--json"});
  REQUIRE(outcome.exit_code == 0);
  const auto json = nlohmann::json::parse(outcome.out);
  CHECK(json["variant"] == "cifar-relu");
  CHECK(json["step_ms"] > 0);
  CHECK(json["nodes"].size() == 11);
  // Three directions of four layers with two rungs, of which two have Winograd's as well, and two
  // directions of a pooling with two.
  CHECK(json["rungs"].size() == 3 * (4 * 2 + 2) + 2 * 2);
}

TEST_CASE("cli: layers stay on the rung that is asked for, if there is one of that name") {
  const TempFolder folder;
  const auto trained = [&](const std::string& run, std::vector<std::string> more) {
    std::vector<std::string> arguments = {"train", "--variant",        "cifar-relu", "--run",
                                          run,     "--max-iterations", "2",          "--batch-size",
                                          "4",     "--drawn-train",    "40",         "--drawn-val",
                                          "40"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    REQUIRE(run_alexnet(folder.path(), arguments).exit_code == 0);
    return read_file(folder / run / "checkpoint-0000002.safetensors");
  };
  const auto naive = trained("a", {"--rung", "naive"});
  CHECK(naive == trained("b", {"--rung", "offset_table"}));  // the same sums
  CHECK(naive != trained("c", {}));                          // which takes Winograd's
  const auto bench = [&](const char* rung) {
    return run_alexnet(folder.path(), {"bench", "--variant", "lenet5", "--batch-size", "1",
                                       "--repeats", "1", "--rung", rung});
  };
  CHECK(bench("naive").exit_code == 0);
  const Outcome unknown = bench("fft");
  CHECK(unknown.exit_code == 2);
  for (const char* part : {"--rung", "fft", "naive", "offset_table", "winograd"})
    CHECK(unknown.err.find(part) != std::string::npos);
}

TEST_CASE("cli: devices tells what there is, or why there is none, and that is no failure") {
  const TempFolder folder;
  const Outcome text = run_alexnet(folder.path(), {"devices"});
  CHECK(text.exit_code == 0);
  CHECK(text.err.empty());
  const auto json = nlohmann::json::parse(run_alexnet(folder.path(), {"devices", "--json"}).out);
  const bool none = json["devices"].empty();
  CHECK_THAT(text.out, contains(none ? "There is no CUDA device: " : "cuda:0"));
  CHECK(json["why_none"].get<std::string>().empty() == !none);
  for (const auto& device : json["devices"]) {
    CHECK(device["multiprocessors"] > 0);
    CHECK(device["peer_access_to"].size() < json["devices"].size());
  }
}

#if defined(ALEXNET_SIMULATOR)
TEST_CASE("cli: devices says that they are simulated, and how many the environment wants") {
  const TempFolder folder;
  const auto with_count = [&](const char* count, std::vector<std::string> arguments) {
    setenv("ALEXNET_SIMULATED_DEVICES", count, 1);
    const Outcome outcome = run_alexnet(folder.path(), arguments);
    unsetenv("ALEXNET_SIMULATED_DEVICES");
    return outcome;
  };
  const auto json = nlohmann::json::parse(with_count("3", {"devices", "--json"}).out);
  CHECK(json["simulated"] == true);
  REQUIRE(json["devices"].size() == 3);
  CHECK(json["devices"][1]["runs_kernels"] == true);
  CHECK(json["devices"][1]["peer_access_to"] == std::vector<std::string>{"cuda:0", "cuda:2"});
  CHECK_THAT(with_count("1", {"devices"}).out, contains("simulated"));

  const Outcome none = with_count("0", {"devices"});
  CHECK(none.exit_code == 0);
  CHECK_THAT(none.out, contains("ALEXNET_SIMULATED_DEVICES is 0"));
  check_refused(with_count("0", {"train", "--placement", "cuda:0"}), 3, {"cuda:0"});
  check_refused(with_count("many", {"devices"}), 2, {"ALEXNET_SIMULATED_DEVICES is 'many'"});
}

TEST_CASE("cli: what was trained on simulated devices is tested on the CPU") {
  const TempFolder folder;
  const Outcome train =
      run_alexnet(folder.path(), {"train", "--variant", "linear", "--drawn-train", "32",
                                  "--drawn-val", "30", "--epochs", "1", "--batch-size", "16",
                                  "--run", "run", "--placement", "a=cuda:0,b=cuda:1"});
  INFO(train.err);
  REQUIRE(train.exit_code == 0);
  CHECK_THAT(train.err, contains("simulated on the CPU"));
  const Outcome cpu = run_alexnet(folder.path(), {"eval", "--checkpoint", "run"});
  const Outcome cuda =
      run_alexnet(folder.path(), {"eval", "--checkpoint", "run", "--placement", "cuda:0"});
  CHECK(cpu.exit_code == 0);
  CHECK(cuda.out == cpu.out);
}

TEST_CASE("cli: check compares every op, by every rung, with the CPU") {
  const TempFolder folder;
  const Outcome outcome =
      run_alexnet(folder.path(), {"check", "--variant", "lenet5", "--batch-size", "1"});
  INFO(outcome.out << outcome.err);
  CHECK(outcome.exit_code == 0);
  const auto has_row = [&](const std::string& node, const std::string& op, const char* rung) {
    CHECK_THAT(outcome.out, contains(fmt::format("\n{:14} {:16} {:16} ", node, op, rung)));
  };
  for (const cuda::ConvRung& rung : cuda::conv_rungs())
    for (const char* op : {"forward", "backward_input", "backward_weight"})
      has_row("conv1", op, rung.name);
  for (const cuda::LinearRung& rung : cuda::linear_rungs())
    for (const char* op : {"forward", "forward_relu", "backward_input", "backward_weight"})
      has_row("fc4", op, rung.name);
  has_row("conv1", "forward_relu", "tensor_core");
  for (const char* op : {"forward", "backward"}) {
    for (const cuda::LrnRung& rung : cuda::lrn_rungs()) has_row("lrn", op, rung.name);
    for (const cuda::MaxPoolRung& rung : cuda::maxpool_rungs()) has_row("maxpool", op, rung.name);
    for (const char* node :
         {"relu", "tanh1", "pool1", "lrn_within_channel", "dropout", "tower_copy"})
      has_row(node, op, "");
  }
  has_row("probs", "loss", "");
  has_row("probs", "add_score", "");
  has_row("dropout", "scale", "");
  has_row("data", "preprocess_batch", "");
  has_row("conv1", "sgd_update", "");
  has_row("gradients", "add", "");
  CHECK_THAT(outcome.out, contains("agree"));
  CHECK_THAT(outcome.out, !contains("WRONG"));
  check_refused(run_alexnet(folder.path(), {"check", "--device", "cpu"}), 2, {"cuda:0"});
  check_refused(run_alexnet(folder.path(), {"bench", "--math", "tf32"}), 2, {"--math", "cuda:0"});
}

TEST_CASE("cli: an old device multiplies in fp32 only, and says so") {
  const TempFolder folder;
  const auto with_capability = [&](const char* capability, std::vector<std::string> arguments) {
    setenv("ALEXNET_SIMULATED_CAPABILITY", capability, 1);
    const Outcome outcome = run_alexnet(folder.path(), arguments);
    unsetenv("ALEXNET_SIMULATED_CAPABILITY");
    return outcome;
  };
  CHECK_THAT(with_capability("75", {"devices"}).out, contains(" 7.5 "));
  for (const char* nonsense : {"old", "", "74", "8.0", "9000"})
    check_refused(with_capability(nonsense, {"devices"}), 2,
                  {std::string("ALEXNET_SIMULATED_CAPABILITY is '") + nonsense + "'", "75 to 129"});

  for (const char* math : {"tf32", "bf16"})
    check_refused(with_capability(
                      "75", {"bench", "--variant", "lenet5", "--device", "cuda:1", "--math", math}),
                  3, {"cuda:1", math, "7.5", "8.0", "fp32"});
  check_refused(
      with_capability("75", {"train", "--placement", "a=cpu:0,b=cuda:0", "--math", "bf16"}), 3,
      {"cuda:0", "bf16"});
  CHECK(!std::filesystem::exists(folder / "runs"));

  const Outcome check =
      with_capability("75", {"check", "--variant", "lenet5", "--batch-size", "1"});
  INFO(check.out << check.err);
  CHECK(check.exit_code == 0);
  CHECK_THAT(check.out, contains("pipelined"));
  CHECK_THAT(check.out, !contains("tensor_core"));
}

TEST_CASE("cli: bench times ops of simulated devices beside ceilings") {
  const TempFolder folder;
  const Outcome outcome =
      run_alexnet(folder.path(), {"bench", "--variant", "lenet5", "--batch-size", "1", "--device",
                                  "cuda:0", "--repeats", "1", "--steps", "2", "--rungs", "--json"});
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  const auto report = nlohmann::json::parse(outcome.out);
  CHECK(report["steps_in_a_row"] == 2);
  CHECK(report["ceilings"]["copy_gb_per_s"] > 0);
  CHECK(report["ops"].size() > report["nodes"].size());
  for (const auto& op : report["ops"]) CHECK(op["ms"] > 0);
}
#endif

TEST_CASE("cli: without --checkpoint the network that the project ships answers, and says so") {
  const TempFolder folder;
  const std::string photograph = (shipped_photographs() / "raccoon.jpg").string();
  const Outcome said = run_alexnet(folder.path(), {"predict", photograph, "--json"});
  CHECK(said.exit_code == 0);
  CHECK_THAT(said.err, contains(shipped_network().string()));
  CHECK(nlohmann::json::parse(said.out)[0]["predictions"].size() == 5);
  // Its photographs do not come with it.
  check_refused(run_alexnet(folder.path(), {"eval"}), 1, {"mini-imagenet", "--data"});
}
