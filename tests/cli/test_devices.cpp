#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/runs.h"
#include "layers/conv/conv.h"
#include "layers/linear/linear.h"
#include "layers/lrn/lrn.h"
#include "layers/maxpool/maxpool.h"
#include "support/catch.h"

using namespace alexnet;
using namespace alexnet::test;

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
  // Three directions of four layers with two rungs each, two of which also have Winograd's, and two
  // directions of a pooling layer with two rungs.
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
  CHECK(naive != trained("c", {}));                          // the default takes Winograd's
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

TEST_CASE("cli: a rung for the CPU is refused where no layer is on the CPU") {
  const TempFolder folder;
  const Outcome refused = run_alexnet(
      folder.path(), {"bench", "--variant", "lenet5", "--rung", "naive", "--device", "cuda:0"});
  check_refused(refused, 2, {"--rung naive", "--device cpu", "alexnet check"});
}

TEST_CASE("cli: a run goes on where its --rung or --math has no meaning") {
  const TempFolder folder;
  const auto train = [&](const std::vector<std::string>& more) {
    std::vector<std::string> all = {"train", "--variant",        "linear", "--drawn-train",
                                    "64",    "--drawn-val",      "30",     "--batch-size",
                                    "32",    "--max-iterations", "1"};
    all.insert(all.end(), more.begin(), more.end());
    return run_alexnet(folder.path(), all).exit_code;
  };
  const auto resume = [&](const char* run, const char* placement) {
    return run_alexnet(folder.path(), {"train", "--resume", run, "--placement", placement,
                                       "--max-iterations", "2"});
  };
  REQUIRE(train({"--rung", "naive", "--run", "on-cpu"}) == 0);
  const Outcome to_gpu = resume("on-cpu", "cuda:0");
  CHECK(to_gpu.exit_code == 0);
  CHECK_THAT(to_gpu.err, contains("without --rung naive"));
  REQUIRE(train({"--math", "bf16", "--placement", "cuda:0", "--run", "on-gpu"}) == 0);
  const Outcome to_cpu = resume("on-gpu", "cpu");
  CHECK(to_cpu.exit_code == 0);
  CHECK_THAT(to_cpu.err, contains("without --math bf16"));
  CHECK_THAT(resume("on-gpu", "cuda:1").err, !contains("without"));
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
  const Outcome cpu =
      run_alexnet(folder.path(), {"eval", "--checkpoint", "run", "--batch-size", "8"});
  const Outcome cuda = run_alexnet(
      folder.path(), {"eval", "--checkpoint", "run", "--batch-size", "8", "--placement", "cuda:0"});
  CHECK(cpu.exit_code == 0);
  CHECK(cuda.out == cpu.out);
}

TEST_CASE("cli: --math changes what is learned, and what a network answers") {
  const TempFolder folder;
  const auto train = [&](const char* math) {
    const Outcome outcome =
        run_alexnet(folder.path(), {"train", "--variant", "linear", "--drawn-train", "32",
                                    "--drawn-val", "30", "--epochs", "1", "--batch-size", "16",
                                    "--run", math, "--placement", "cuda:0", "--math", math});
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
    return read_file(checkpoint_of(folder / math));
  };
  CHECK(train("fp32") != train("bf16"));
  const auto evaluate = [&](const char* math) {
    return run_alexnet(folder.path(), {"eval", "--checkpoint", "fp32", "--placement", "cuda:0",
                                       "--math", math, "--json"})
        .out;
  };
  CHECK(evaluate("fp32") == evaluate("fp32"));
  CHECK(evaluate("fp32") != evaluate("bf16"));
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
  for (const char* op : {"backward", "backward_relu"})
    for (const char* rung : {"packed", "packed_bf16"}) has_row("conv1", op, rung);
  for (const char* op : {"forward", "backward"}) {
    for (const cuda::LrnRung& rung : cuda::lrn_rungs()) has_row("lrn", op, rung.name);
    for (const cuda::MaxPoolRung& rung : cuda::maxpool_rungs()) has_row("maxpool", op, rung.name);
    for (const char* node :
         {"relu", "tanh1", "pool1", "lrn_within_channel", "dropout", "tower_copy"})
      has_row(node, op, "");
  }
  has_row("probs", "loss", "");
  has_row("probs", "count_errors", "");
  has_row("dropout", "scale", "");
  has_row("data", "preprocess_batch", "");
  has_row("conv1", "sgd_update", "");
  has_row("gradients", "add", "");
  CHECK_THAT(outcome.out, contains("agree"));
  CHECK_THAT(outcome.out, !contains("WRONG"));
  check_refused(run_alexnet(folder.path(), {"check", "--device", "cpu"}), 2, {"cuda:0"});
  for (const char* order : {"ALEXNET_THREAD_ORDER", "ALEXNET_STREAM_ORDER"}) {
    setenv(order, "backwards", 1);
    const Outcome misspelt = run_alexnet(folder.path(), {"check", "--variant", "lenet5"});
    unsetenv(order);
    CHECK(misspelt.exit_code == 2);
    CHECK_THAT(misspelt.err, contains(std::string(order) + " is 'backwards'"));
  }
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
  CHECK(report["error"] == "");
  CHECK(report["towers_share_gpu"] == false);
  CHECK(report["ops"].size() > report["nodes"].size());
  for (const auto& op : report["ops"]) CHECK(op["ms"] > 0);
}

TEST_CASE("cli: bench prints the ops of simulated devices beside ceilings, and what rungs do") {
  const TempFolder folder;
  const Outcome outcome =
      run_alexnet(folder.path(), {"bench", "--variant", "lenet5", "--batch-size", "1", "--device",
                                  "cuda:0", "--repeats", "1", "--rungs"});
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK_THAT(outcome.out, contains("ceilings of cuda:0: copy "));
  CHECK_THAT(outcome.out, contains("\nconv1      forward          naive            fp32 "));
  CHECK_THAT(outcome.out, contains("\nnaive            the formula as a loop nest"));
  CHECK_THAT(outcome.out, !contains("both towers"));
}
#endif
