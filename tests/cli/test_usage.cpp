#include <cstdlib>

#include "cli/runs.h"
#include "support/catch.h"

using namespace alexnet;
using namespace alexnet::test;

TEST_CASE("cli: every command explains itself with an example") {
  const TempFolder folder;
  for (const char* command :
       {"train", "eval", "predict", "neighbours", "filters", "activations", "summary", "prepare",
        "draw", "slim", "import", "bench", "devices", "check"}) {
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
  wrong({}, "a command is missing");
  wrong({"-v"}, "-v");
  wrong({"fly"}, "fly");
  wrong({"train", "--epochs", "many"}, "--epochs");
  wrong({"train", "--batch-size", "0"}, "--batch-size");
  wrong({"train", "--batch-order", "random"}, "--batch-order");
  wrong({"predict"}, "images");
  wrong({"summary", "--list", "--variant", "paper"}, "--variant excludes --list");
  wrong({"summary", "--list", "--classes", "5"}, "--classes excludes --list");
  wrong({"bench", "--rung-batch", "2"}, "--rung-batch requires --rungs");
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

TEST_CASE("cli: options that would do nothing are refused") {
  const TempFolder& folder = trained();
  check_refused(
      run_alexnet(folder.path(), {"bench", "--device", "cuda:0", "--rungs", "--rung-batch", "2"}),
      2, {"--rung-batch", "--batch-size"});
  check_refused(run_alexnet(folder.path(), {"bench", "--device", "a=cuda:0,b=cuda:1", "--rungs"}),
                2, {"--rungs", "cuda:0", "cuda:1"});
  const auto refused = [&](const std::vector<std::string>& arguments,
                           const std::vector<std::string>& texts) {
    check_refused(run_alexnet(folder.path(), arguments), 2, texts);
  };
  refused({"train", "--data", "photos", "--drawn-train", "9"}, {"--drawn-train", "photos"});
  refused({"train", "--data", "photos", "--data-seed", "2"}, {"--data-seed", "--data drawn"});
  refused({"prepare", "--data", "photos", "--drawn-val", "9", "--out", "x"}, {"--drawn-val"});
  refused({"eval", "--checkpoint", "run", "--data", "photos", "--drawn-val", "9"}, {"--drawn-val"});
  refused({"activations", "--batch-size", "2", "a.png"}, {"--batch-size"});
  refused({"filters", "--batch-size", "2"}, {"--batch-size"});
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
  CHECK_THAT(paper, !contains("60,965,224"));  // that many with 1000 classes
}

TEST_CASE("cli: results that cannot be written are an error") {
  const int status = std::system("'" ALEXNET_PROGRAM "' summary --list >/dev/full 2>/dev/null");
  CHECK(WEXITSTATUS(status) == 1);
  CHECK(WEXITSTATUS(std::system("'" ALEXNET_PROGRAM "' --help >/dev/full 2>/dev/null")) == 1);
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
