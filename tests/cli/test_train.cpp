#include <algorithm>
#include <csignal>
#include <fstream>

#include "cli/runs.h"
#include "core/image.h"
#include "core/safetensors.h"
#include "predict/checkpoint.h"
#include "support/catch.h"
#include "support/lines.h"
#include "train/run_folder.h"

using namespace alexnet;
using namespace alexnet::test;

TEST_CASE("cli: every option that changes training changes what is learned") {
  const TempFolder folder;
  const std::vector<std::vector<std::string>> changes = {
      {},
      {"--no-augment"},
      {"--no-colour-noise"},
      {"--no-dropout"},
      {"--weight-decay", "0"},
      {"--momentum", "0.5"},
      {"--divisor", "1"},
      {"--batch-order", "sequential"},
      {"--learning-rate", "0.02"},
      {"--schedule", "0:0.03"},
      {"--seed", "2"},
      {"--data-seed", "2"},
      {"--init", "run0/checkpoint-0000003.safetensors"}};
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
  CHECK_THAT(done.err, contains("give a larger --epochs"));
  CHECK(resume({"--threads", "1"}).exit_code == 0);
  CHECK(read_file(folder / "run" / "config.toml") == config);  // and that changed nothing

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

TEST_CASE("cli: Ctrl-C saves, says how to go on, and ends the loop of a shell") {
  // A terminal that closes sends HUP, and so may the shell in it.
  for (const std::vector<int>& signals :
       {std::vector{SIGINT}, std::vector{SIGTERM}, std::vector{SIGHUP, SIGHUP}}) {
    const TempFolder folder;
    const auto first_row_is_written = [&] {
      const Path metrics = folder / "run" / "metrics.csv";
      if (!std::filesystem::exists(metrics)) return false;
      const std::string text = read_text(metrics);
      return std::count(text.begin(), text.end(), '\n') > 1;
    };
    const Outcome outcome =
        interrupt_alexnet(folder.path(),
                          {"train", "--drawn-train", "160", "--drawn-val", "30", "--batch-size",
                           "8", "--epochs", "1000", "--run", "run"},
                          first_row_is_written, signals);
    INFO(outcome.err);
    CHECK(outcome.signal == signals[0]);
    CHECK_THAT(outcome.err, contains("--resume run"));
    CHECK(checkpoint_of(folder / "run") != "none");
  }
}

TEST_CASE("cli: Ctrl-C while pictures are read leaves no run folder") {
  const TempFolder folder;
  const auto is_made = [&] { return std::filesystem::exists(folder / "runs" / "demo"); };
  const Outcome outcome =
      interrupt_alexnet(folder.path(), {"train", "--drawn-train", "60000"}, is_made, {SIGINT});
  CHECK(outcome.signal == SIGINT);
  CHECK_THAT(outcome.err, contains("interrupted before training began"));
  CHECK(folder.entries() == 0);
}

TEST_CASE("cli: a run that ends after so many batches goes on if epochs are asked for") {
  const TempFolder folder;
  REQUIRE(run_alexnet(folder.path(), with(kTrain, {"--max-iterations", "1"})).exit_code == 0);
  const Outcome more = run_alexnet(folder.path(), {"train", "--resume", "run", "--epochs", "2"});
  CHECK(more.exit_code == 0);
  CHECK_THAT(more.out, contains("run: 8 iterations"));
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

TEST_CASE(
    "cli: a run whose checkpoint was renamed is not overwritten, even where nothing is done") {
  const TempFolder folder;
  create_folder(folder / "run");
  write_file(folder / "run/checkpoint-best.safetensors", "kept by its owner");
  write_file(folder / "run/metrics.csv", "iteration\n");
  write_file(folder / "run/config.toml", "seed=1\n");
  check_refused(run_alexnet(folder.path(), with(kTrain, {"--max-iterations", "0"})), 2,
                {"run: holds a run already", "--run"});
  CHECK(lines_of(folder / "run/metrics.csv")[0] == "iteration");
  CHECK(lines_of(folder / "run/config.toml")[0] == "seed=1");
  std::filesystem::remove(folder / "run/checkpoint-best.safetensors");
  check_refused(run_alexnet(folder.path(), with(kTrain, {"--max-iterations", "0"})), 2,
                {"--max-iterations 0", "nothing to do"});
  CHECK(lines_of(folder / "run/metrics.csv")[0] == "iteration");
  // What is left of a run that ended before its first checkpoint is no run.
  CHECK(run_alexnet(folder.path(), with(kTrain, {"--max-iterations", "1"})).exit_code == 0);
  CHECK(RunFolder::read_metrics(folder / "run").size() == 1);
}

TEST_CASE("cli: two runs that begin together do not take the same folder") {
  const TempFolder folder;
  const std::vector<std::string> train = {"train", "--variant",        "linear", "--drawn-train",
                                          "64",    "--drawn-val",      "30",     "--batch-size",
                                          "32",    "--max-iterations", "1"};
  for (const Outcome& outcome : run_alexnets_together(2, folder.path(), train))
    CHECK(outcome.exit_code == 0);
  CHECK(checkpoint_of(folder / "runs/linear") != "none");
  CHECK(checkpoint_of(folder / "runs/linear-2") != "none");
}

TEST_CASE("cli: training that diverges is an error, and leaves no checkpoint") {
  const TempFolder folder;
  check_refused(run_alexnet(folder.path(), {"train", "--variant", "linear", "--drawn-train", "64",
                                            "--drawn-val", "30", "--batch-size", "32", "--schedule",
                                            "0:1e30", "--epochs", "1", "--run", "run"}),
                1, {"the validation loss is", "--learning-rate"});
  CHECK(checkpoint_of(folder / "run") == "none");
  CHECK_THAT(read_text(folder / "run" / "log.txt"), contains("the validation loss is"));
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
