// What the paper's network replaced: dense SIFT, improved Fisher vectors and linear classifiers, on
// the same pictures. Prints errors as JSON.
extern "C" {
#include <vl/generic.h>
}

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "classical/descriptors.h"
#include "classical/fisher.h"
#include "classical/pca.h"
#include "classical/svm.h"
#include "cli/option_values.h"
#include "core/log.h"
#include "core/parallel.h"
#include "core/rng.h"
#include "data/open_data.h"
#include "predict/error_counts.h"

namespace alexnet::classical {
namespace {

/// The method of Sanchez, Perronnin, Mensink and Verbeek (2013), except for smaller patches, which
/// suit pictures of 84 pixels. What else they use is left out: a spatial pyramid, colour
/// descriptors, more Gaussians. One mixture is fitted, with one seed.
struct Method {
  int step = 3;                                ///< pixels from one descriptor to the next
  std::vector<int> cell_sizes = {3, 4, 6, 8};  ///< pixels; a descriptor is 4 x 4 cells
  int principal_components = 64;
  int gaussians = 128;
  int sampled_pictures = 2000;  ///< whose descriptors fit components and mixture
  int sampled_per_picture = 100;
  double c = 0;  ///< of the linear classifiers; 0: the best of kCandidates
};

constexpr double kCandidates[] = {0.1, 1, 10, 100};  ///< tried on a fifth of the training set

/// Logs progress in tenths.
class Tenths {
 public:
  Tenths(const char* what, int total) : what_(what), total_(total) {}
  void next() {
    const int done = ++done_;
    if (done * 10 / total_ != (done - 1) * 10 / total_)
      log_info("{}: {} of {}", what_, done, total_);
  }

 private:
  const char* what_;
  int total_;
  std::atomic<int> done_ = 0;
};

/// Some descriptors of some pictures, both chosen at random.
std::vector<float> sample(const Dataset& data, const Method& method) {
  const int pictures = std::min(method.sampled_pictures, data.size());
  const std::vector<int> chosen = random_permutation(data.size(), RandomStream(1, "pictures"));
  std::vector<std::vector<float>> of_picture(static_cast<std::size_t>(pictures));
  parallel_for(pictures, [&](std::int64_t i) {
    const std::vector<float> all =
        dense_sift(data, chosen[std::size_t(i)], method.step, method.cell_sizes);
    const int count = int(all.size()) / kSiftSize;
    const std::vector<int> order =
        random_permutation(count, RandomStream(1, "descriptors", std::uint64_t(i)));
    for (int k = 0; k < std::min(count, method.sampled_per_picture); ++k) {
      const float* from = all.data() + std::ptrdiff_t(order[std::size_t(k)]) * kSiftSize;
      of_picture[std::size_t(i)].insert(of_picture[std::size_t(i)].end(), from, from + kSiftSize);
    }
  });
  std::vector<float> sampled;
  for (const std::vector<float>& some : of_picture)
    sampled.insert(sampled.end(), some.begin(), some.end());
  return sampled;
}

struct Encoder {
  Method method;
  Pca pca;
  Mixture mixture;

  int dimension() const { return 2 * mixture.gaussians * mixture.dimension; }
  std::vector<float> encode(const Dataset& data, int index) const {
    return fisher_vector(mixture,
                         pca.project(dense_sift(data, index, method.step, method.cell_sizes)));
  }
};

Encoder fit(const Dataset& train, const Method& method) {
  const std::vector<float> sampled = sample(train, method);
  const std::size_t count = sampled.size() / kSiftSize;
  log_info("{} descriptors: principal components, mixture of {} Gaussians", count,
           method.gaussians);
  ALEXNET_CHECK(
      count >= std::size_t(method.gaussians),
      "{}: {} descriptors in the sampled pictures are too few for {} Gaussians; give more "
      "pictures, or fewer --gaussians",
      train.name(), count, method.gaussians);
  Encoder encoder{
      method, principal_components(sampled, kSiftSize, method.principal_components), {}};
  encoder.mixture =
      fit_mixture(encoder.pca.project(sampled), method.principal_components, method.gaussians);
  return encoder;
}

/// Chooses `c` first, if it is 0.
LinearSvm learn(const Encoder& encoder, const Dataset& train, double& c) {
  const std::size_t size = std::size_t(encoder.dimension());
  std::vector<float> vectors(std::size_t(train.size()) * size);
  std::vector<int> labels;
  const std::vector<int> order = random_permutation(train.size(), RandomStream(1, "training"));
  Tenths encoded("training pictures encoded", train.size());
  parallel_for(train.size(), [&](std::int64_t i) {
    const std::vector<float> vector = encoder.encode(train, order[std::size_t(i)]);
    std::copy(vector.begin(), vector.end(), vectors.begin() + i * std::int64_t(size));
    encoded.next();
  });
  for (int picture : order) labels.push_back(train.label(picture));
  const int classes = int(train.class_names().size());
  if (c == 0) c = choose_c(vectors, labels, classes, kCandidates);
  Tenths learned("classifiers trained", classes);
  return train_svm(vectors, labels, classes, c, [&](int) { learned.next(); });
}

nlohmann::json test(const Encoder& encoder, const LinearSvm& svm, const Dataset& val, double c) {
  std::atomic<int> wrong = 0, not_in_five = 0;
  Tenths tested("validation pictures tested", val.size());
  parallel_for(val.size(), [&](std::int64_t i) {
    const int rank = rank_of(svm.scores(encoder.encode(val, int(i))), val.label(int(i)));
    wrong += rank > 1;
    not_in_five += rank > 5;
    tested.next();
  });
  return {{"pictures", val.size()},
          {"top1_error", double(wrong) / val.size()},
          {"top5_error", double(not_in_five) / val.size()},
          {"gaussians", encoder.mixture.gaussians},
          {"fisher_vector_size", encoder.dimension()},
          {"c", c}};
}

int run(int argc, char** argv) {
  CLI::App app("Dense SIFT, Fisher vectors and linear classifiers on a data set; prints JSON");
  DataRequest request;
  request.side = 84;
  Method method;
  bool quick = false;
  int threads = 0;
  app.add_option("--data", request.data, "As of `alexnet train`: 'drawn', or a folder");
  app.add_option("--side", request.side, "Of pictures that are not packed yet");
  app.add_option("--drawn-train", request.drawn_train, "Drawn pictures to train on");
  app.add_option("--drawn-val", request.drawn_val, "Drawn pictures to validate on");
  app.add_option("--gaussians", method.gaussians, "Of the mixture")
      ->check(CLI::Range(1, 4096))
      ->capture_default_str();
  app.add_option("--c", method.c, "Of the linear classifiers; 0: the best on held-out pictures")
      ->check(alexnet::cli::number_from(0, 1e9))
      ->capture_default_str();
  app.add_option("--threads", threads, "Of the CPU; default: one per processor")
      ->check(CLI::Range(1, 1024));
  app.add_flag("--quick", quick, "16 Gaussians, every sixth pixel: to see that all of it works")
      ->excludes("--gaussians");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (quick) {
    method.gaussians = 16;
    method.step = 6;
  }
  if (threads > 0) set_thread_count(threads);
  vl_set_num_threads(1);  // sums in one order; where there is much work, the threads are ours
  const TrainingData data = open_data(request);
  const Encoder encoder = fit(data.train, method);
  const LinearSvm svm = learn(encoder, data.train, method.c);
  fmt::print("{}\n", test(encoder, svm, data.val, method.c).dump(2));
  return 0;
}

}  // namespace
}  // namespace alexnet::classical

int main(int argc, char** argv) {
  try {
    return alexnet::classical::run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "classical_baseline: {}\n", error.what());
    return 1;
  }
}
