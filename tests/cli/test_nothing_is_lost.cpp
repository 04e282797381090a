#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/runs.h"
#include "core/image.h"
#include "core/safetensors.h"
#include "support/catch.h"
#include "support/lines.h"
#include "train/run_folder.h"

// What a slip on the command line must not cost.
using namespace alexnet;
using namespace alexnet::test;

namespace {

/// A folder with a picture, a list of class names and a copy of the trained network.
struct Belongings {
  TempFolder folder;
  const std::vector<std::string> files = {"photo.png", "names.txt", "net.safetensors"};

  Belongings() {
    write_png(folder / "photo.png", Image(60, 60));
    write_file(folder / "names.txt", "names");
    std::filesystem::copy(checkpoint_of(trained() / "run"), folder / "net.safetensors");
  }
};

/// Replaces the tensor's first number in that file with NaN.
void put_nan(const Path& path, const char* tensor) {
  std::vector<std::uint8_t> bytes = read_file(path);
  const SafetensorsFile file(path);
  const std::span<const std::uint8_t> numbers = file.bytes(tensor, DType::f32);
  const auto at = std::search(bytes.begin(), bytes.end(), numbers.begin(), numbers.end());
  std::fill_n(at, 4, std::uint8_t{0xff});
  write_file(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

TEST_CASE("cli: what is read is never written over") {
  const Belongings mine;
  std::vector<std::string> before;
  for (const std::string& file : mine.files) before.push_back(read_text(mine.folder / file));
  const auto refused = [&](const std::vector<std::string>& arguments, const char* option) {
    check_refused(run_alexnet(mine.folder.path(), arguments), 2,
                  {std::string(option) + " ", "is a file that is read"});
  };
  const std::string net = "net.safetensors";
  refused({"activations", "photo.png", "--checkpoint", net, "--out", "photo.png"}, "--out");
  refused({"activations", "photo.png", "--checkpoint", net, "--out", "./" + net}, "--out");
  refused({"neighbours", "photo.png", "--checkpoint", net, "--picture", "photo.png"}, "--picture");
  refused({"slim", net, "--out", net}, "--out");
  std::filesystem::copy_file(mine.folder / net, mine.folder / "new.partial");
  refused({"slim", "new.partial", "--out", "new"}, "--out");
  refused({"slim", net, "--out", "names.txt", "--class-names", "names.txt"}, "--out");
  for (const char* option : {"--class-names", "--mean"})
    refused({"import", net, "--from", "caffe", option, "names.txt", "--out", "names.txt"}, "--out");
  std::filesystem::create_symlink("net.safetensors", mine.folder / "kernels.png");
  refused({"filters", "--checkpoint", net, "--out", "kernels.png"}, "--out");
  const std::vector<std::string> drawn = {"draw", "--out", "pictures", "--count", "2"};
  REQUIRE(run_alexnet(mine.folder.path(), drawn).exit_code == 0);
  const Path picture = mine.folder / "pictures" / "star" / "00000.png";
  const std::vector<std::uint8_t> star = read_file(picture);
  check_refused(
      run_alexnet(mine.folder.path(), {"neighbours", "photo.png", "--checkpoint", net, "--data",
                                       "pictures", "--picture", "pictures/star/00000.png"}),
      2, {"--picture ", "is a file of the data set pictures"});
  CHECK(read_file(picture) == star);
  for (std::size_t i = 0; i < before.size(); ++i) {
    INFO(mine.files[i]);
    CHECK(read_text(mine.folder / mine.files[i]) == before[i]);
  }
}

TEST_CASE("cli: an empty value, as of a variable that is not set, is refused") {
  const TempFolder folder;
  const auto refused = [&](const std::vector<std::string>& arguments, const char* option) {
    check_refused(run_alexnet(folder.path(), arguments), 2, {option, "an empty one"});
  };
  refused({"train", "--resume", ""}, "--resume");
  refused({"train", "--run", ""}, "--run");
  refused({"train", "--data", ""}, "--data");
  refused({"predict", "x.png", "--checkpoint", ""}, "--checkpoint");
  refused({"predict", ""}, "images");
  refused({"draw", "--out", ""}, "--out");
  CHECK(folder.entries() == 0);
}

TEST_CASE("cli: drawn pictures do not mix with others") {
  const TempFolder folder;
  const auto draw = [&](const char* count, const char* seed) {
    return run_alexnet(folder.path(), {"draw", "--out", "d", "--class", "star", "--side", "16",
                                       "--count", count, "--seed", seed});
  };
  REQUIRE(draw("3", "5").exit_code == 0);
  const std::string of_seed_5 = read_text(folder / "d" / "star" / "00002.png");
  check_refused(draw("2", "6"), 1, {"00002.png", "would stay"});
  CHECK(draw("3", "6").exit_code == 0);  // all three are drawn anew
  CHECK(read_text(folder / "d" / "star" / "00002.png") != of_seed_5);
  write_file(folder / "d" / "star" / "00001.png.partial", "left by a program that was killed");
  CHECK(draw("3", "6").exit_code == 0);
  CHECK(!std::filesystem::exists(folder / "d" / "star" / "00001.png.partial"));
  write_file(folder / "d" / "star" / "mine.png", "x");
  check_refused(draw("3", "6"), 1, {"mine.png", "would stay"});
}

TEST_CASE("cli: one file that is no picture does not cost the predictions of the others") {
  const TempFolder folder;
  write_png(folder / "good.png", Image(60, 60));
  write_file(folder / "bad.png", "no picture");
  const auto predict = [&](std::vector<std::string> files) {
    files.insert(files.begin(), {"predict", "--checkpoint", (trained() / "run").string()});
    return run_alexnet(folder.path(), files);
  };
  const Outcome one_bad = predict({"bad.png", "good.png"});
  CHECK(one_bad.exit_code == 1);
  CHECK_THAT(one_bad.out, contains("good.png") && contains("%") && !contains("bad.png"));
  CHECK_THAT(one_bad.err, contains("bad.png: not a picture"));
  const Outcome two_bad = predict({"bad.png", "gone.png", "good.png", "--json"});
  CHECK(two_bad.exit_code == 1);
  CHECK_THAT(two_bad.err, contains("2 pictures could not be read, 1 could"));
  const auto rows = nlohmann::json::parse(two_bad.out);
  REQUIRE(rows.size() == 3);
  CHECK(rows[0]["image"] == "good.png");
  CHECK(rows[0]["predictions"].size() == 5);
  CHECK(rows[1]["image"] == "bad.png");
  CHECK(rows[2]["error"].get<std::string>().find("cannot open") != std::string::npos);
}

TEST_CASE("cli: a run finds its data again, whatever characters its path has") {
  const TempFolder folder;
  const std::string data = "photos #2 \"new\", it's\na\\b of \xc3\xa4";
  const auto run = [&](const std::vector<std::string>& arguments) {
    const Outcome outcome = run_alexnet(folder.path(), arguments);
    INFO(outcome.err);
    CHECK(outcome.exit_code == 0);
  };
  run({"prepare", "--drawn-train", "64", "--drawn-val", "30", "--side", "56", "--out", data});
  run({"train", "--data", data, "--run", "run #1", "--epochs", "1", "--batch-size", "16"});
  run({"train", "--resume", "run #1", "--epochs", "2"});
  check_refused(run_alexnet(folder.path(), {"train", "--data", "of \xe4", "--run", "r"}), 2,
                {"--data", "expected UTF-8"});
  std::filesystem::rename(folder / "run #1", folder / "of \xe4");
  run({"train", "--resume", "of \xe4", "--epochs", "3"});  // its own name is not kept
}

TEST_CASE("cli: a run goes on though the parameters that it began from are gone") {
  const Belongings mine;
  const auto run = [&](const std::vector<std::string>& arguments) {
    return run_alexnet(mine.folder.path(), arguments).exit_code;
  };
  REQUIRE(run(with(kTrain, {"--init", "net.safetensors"})) == 0);
  std::filesystem::remove(mine.folder / "net.safetensors");
  CHECK(run({"train", "--resume", "run", "--epochs", "2"}) == 0);
}

TEST_CASE("cli: a run whose newest checkpoint is damaged says which one to go back to") {
  const TempFolder folder;
  std::filesystem::copy(trained() / "run", folder / "run");
  const Path first = checkpoint_of(folder / "run");
  CHECK(run_alexnet(folder.path(), {"train", "--resume", "run", "--epochs", "2"}).exit_code == 0);
  const Path newest = *RunFolder::newest_checkpoint(folder / "run");
  REQUIRE(newest != first);
  const std::vector<std::string> resume = {"train", "--resume", "run", "--epochs", "3"};
  const auto is_named = [&] {
    check_refused(
        run_alexnet(folder.path(), resume), 1,
        {newest.filename().string(), "remove it to resume from", first.filename().string()});
  };
  put_nan(newest, "conv1a.weight");
  is_named();
  std::filesystem::resize_file(newest, 5000);
  is_named();
  std::filesystem::remove(newest);
  CHECK(run_alexnet(folder.path(), resume).exit_code == 0);
  std::filesystem::remove(*RunFolder::newest_checkpoint(folder / "run"));
  std::filesystem::remove(*RunFolder::newest_checkpoint(folder / "run"));
  check_refused(run_alexnet(folder.path(), resume), 1,
                {"before its first checkpoint", "begin again, with --run run"});
}

TEST_CASE("cli: training goes on where nobody can read what it says") {
  const TempFolder folder;
  const std::string command = "cd '" + folder.path().string() +
                              "' && '" ALEXNET_PROGRAM
                              "' train --drawn-train 64 --drawn-val 30 --epochs 1 --batch-size 16 "
                              "--threads 2 --run ";
  CHECK(WEXITSTATUS(std::system((command + "full 2>/dev/full >/dev/null").c_str())) == 0);
  CHECK(WEXITSTATUS(std::system((command + "closed 2>&- >/dev/null").c_str())) == 0);
  std::system((command + "unread 2>&1 | true").c_str());
  for (const char* run : {"full", "closed", "unread"}) {
    CHECK(checkpoint_of(folder / run) != "none");
    const std::vector<std::string> log = lines_of(folder / run / "log.txt");
    CHECK(std::count(log.begin(), log.end(), log.at(0)) == 1);
  }
  CHECK(WEXITSTATUS(std::system("'" ALEXNET_PROGRAM "' fly 2>/dev/full")) == 2);
}

TEST_CASE("cli: numbers that mean nothing, or something else than they look like, are refused") {
  const TempFolder folder;
  const auto refused = [&](const char* option, const char* value, const char* text) {
    check_refused(run_alexnet(folder.path(), {"train", option, value, "--run", "r"}), 2,
                  {option, text});
  };
  for (const char* rate : {"nan", "-nan", "inf", "1e999", "-1", "0.1x"})
    refused("--learning-rate", rate, "not a number from 0 to 1000");
  refused("--momentum", "nan", "not a number from 0 to 1");
  for (const char* seed : {"-1", "99999999999999999999999"})
    refused("--seed", seed, "not a whole number from 0 to 18446744073709551615");
  for (const char* seed : {"0x10", "1.5", "many"}) refused("--seed", seed, "not a whole number");
  refused("--data-seed", "-1", "not a whole number");
  const auto drawn_with_seed = [&](const char* seed) {
    const Outcome outcome = run_alexnet(
        folder.path(),
        {"draw", "--out", seed, "--class", "star", "--count", "1", "--side", "16", "--seed", seed});
    REQUIRE(outcome.exit_code == 0);
    return read_text(folder / seed / "star" / "00000.png");
  };
  CHECK(drawn_with_seed("010") == drawn_with_seed("10"));
  CHECK(drawn_with_seed("08") != drawn_with_seed("010"));
  for (const char* epochs : {"0x10", "00x10", "1e1", "1.0", "-", "+", "0\xc3\xa4"})
    refused("--epochs", epochs, "not a whole number");
  CHECK(run_alexnet(folder.path(),
                    {"draw", "--out", "ten", "--class", "star", "--side", "016", "--count", "010"})
            .exit_code == 0);
  CHECK(std::filesystem::exists(folder / "ten" / "star" / "00009.png"));
  check_refused(run_alexnet(folder.path(), {"train", "--learning-rate", "0.1", "--schedule",
                                            "0:0.01", "--run", "r"}),
                2, {"--schedule 0:0.01", "--learning-rate would have no effect"});
}

TEST_CASE("cli: two halves of different data sets are not taken for one") {
  const TempFolder folder;
  const auto prepare = [&](const char* train, const char* out) {
    return run_alexnet(folder.path(), {"prepare", "--drawn-train", train, "--drawn-val", "60",
                                       "--side", "16", "--out", out})
        .exit_code;
  };
  REQUIRE(prepare("90", "a") == 0);
  REQUIRE(prepare("120", "b") == 0);
  std::filesystem::copy(folder / "a" / "val.safetensors", folder / "b" / "val.safetensors",
                        std::filesystem::copy_options::overwrite_existing);
  check_refused(run_alexnet(folder.path(), {"train", "--data", "b", "--run", "r"}), 1,
                {"b: train and val were not packed together", "prepare"});
}

TEST_CASE("cli: prepare leaves an older pair whole when it is interrupted") {
  const TempFolder folder;
  const auto arguments = [](const char* train) {
    return std::vector<std::string>{
        "prepare", "--drawn-train", train, "--drawn-val", "60", "--side", "16", "--out", "packed"};
  };
  REQUIRE(run_alexnet(folder.path(), arguments("90")).exit_code == 0);
  const Path val = folder / "packed" / "val.safetensors";
  const Path train = folder / "packed" / "train.safetensors";
  const auto before = std::pair(read_file(val), read_file(train));
  const auto packs_train = [&] { return std::filesystem::exists(train.string() + ".new.partial"); };
  const Outcome outcome =
      interrupt_alexnet(folder.path(), arguments("1000000"), packs_train, {SIGINT});
  INFO(outcome.err);
  CHECK(outcome.signal == SIGINT);
  CHECK_THAT(outcome.err, contains("train.safetensors was not written"));
  CHECK(before == std::pair(read_file(val), read_file(train)));
  CHECK(std::distance(std::filesystem::directory_iterator(folder / "packed"), {}) == 2);
}
