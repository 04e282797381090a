#include "classical/svm.h"

extern "C" {
#include <vl/random.h>
#include <vl/svm.h>
}

#include <algorithm>
#include <atomic>
#include <memory>

#include "classical/vlfeat.h"
#include "core/check.h"
#include "core/log.h"
#include "core/parallel.h"

namespace alexnet::classical {

namespace {

/// The training pictures as VLFeat wants to read them. Its own functions for that compute number by
/// number; these, which the compiler turns into vector instructions, take a third of the time.
struct Rows {
  const float* x;
  std::size_t dimension;

  static double inner_product(const void* data, vl_uindex row, double* w) {
    const Rows& rows = *static_cast<const Rows*>(data);
    const float* x = rows.x + row * rows.dimension;
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (std::size_t i = 0; i < rows.dimension; ++i) sum += w[i] * double(x[i]);
    return sum;
  }
  /// w += factor * row
  static void accumulate(const void* data, vl_uindex row, double* w, double factor) {
    const Rows& rows = *static_cast<const Rows*>(data);
    const float* x = rows.x + row * rows.dimension;
#pragma omp simd
    for (std::size_t i = 0; i < rows.dimension; ++i) w[i] += factor * double(x[i]);
  }
};

}  // namespace

std::vector<float> LinearSvm::scores(std::span<const float> x) const {
  std::vector<float> result;
  for (std::size_t k = 0; k < biases.size(); ++k) {
    const double* w = weights.data() + k * std::size_t(dimension);
    double sum = biases[k];
    for (int i = 0; i < dimension; ++i) sum += w[i] * x[std::size_t(i)];
    result.push_back(float(sum));
  }
  return result;
}

LinearSvm train_svm(std::span<const float> x, std::span<const int> labels, int classes, double c,
                    const std::function<void(int)>& done) {
  const std::size_t count = labels.size();
  const int dimension = int(x.size() / count);
  LinearSvm svm{dimension, std::vector<double>(std::size_t(classes) * std::size_t(dimension)),
                std::vector<double>(std::size_t(classes))};
  std::atomic<int> finished = 0, unfinished = 0;
  parallel_for(classes, [&](std::int64_t k) {
    vl_rand_seed(vl_get_rand(), vl_uint32(k) + 1);  // the thread's, whichever it is
    std::vector<double> sides(count);
    for (std::size_t i = 0; i < count; ++i) sides[i] = labels[i] == k ? 1 : -1;
    Rows rows{x.data(), std::size_t(dimension)};
    const Owned<VlSvm, vl_svm_delete> solver(vl_svm_new_with_abstract_data(
        VlSvmSolverSdca, &rows, vl_size(dimension), count, sides.data(), 1 / (c * double(count))));
    vl_svm_set_data_functions(solver.get(), Rows::inner_product, Rows::accumulate);
    // VLFeat's own tolerance, 0.01, is too coarse: where there are 100 classes, answering "no" to
    // every picture costs a mean hinge loss of 0.02.
    vl_svm_set_epsilon(solver.get(), kTolerance);
    vl_svm_set_max_num_iterations(solver.get(), 100 * count);
    // Checking whether that is reached costs as much as half a pass.
    vl_svm_set_diagnostic_frequency(solver.get(), 3 * count);
    vl_svm_set_bias_multiplier(solver.get(), 1);
    vl_svm_train(solver.get());
    unfinished += vl_svm_get_statistics(solver.get())->status != VlSvmStatusConverged;
    std::copy_n(vl_svm_get_model(solver.get()), dimension,
                svm.weights.begin() + k * std::int64_t(dimension));
    svm.biases[std::size_t(k)] = vl_svm_get_bias(solver.get());
    done(++finished);
  });
  if (unfinished > 0)
    log_warning("{} of {} classifiers had not converged after 100 passes over the pictures (C {})",
                unfinished.load(), classes, c);
  return svm;
}

double choose_c(std::span<const float> x, std::span<const int> labels, int classes,
                std::span<const double> candidates) {
  const std::size_t seen = labels.size() * 4 / 5, unseen = labels.size() - seen;
  ALEXNET_CHECK(seen > 0, "{} training pictures: too few to hold some out for a choice of C",
                labels.size());
  const std::size_t dimension = x.size() / labels.size();
  double best = candidates.front();
  int fewest = int(unseen) + 1;
  for (double c : candidates) {
    const LinearSvm svm =
        train_svm(x.first(seen * dimension), labels.first(seen), classes, c, [](int) {});
    std::atomic<int> wrong = 0;
    parallel_for(std::int64_t(unseen), [&](std::int64_t i) {
      const std::size_t picture = seen + std::size_t(i);
      const std::vector<float> scores = svm.scores(x.subspan(picture * dimension, dimension));
      wrong += std::max_element(scores.begin(), scores.end()) - scores.begin() != labels[picture];
    });
    log_info("C {}: {} of {} held-out training pictures wrong", c, wrong.load(), unseen);
    if (wrong > fewest) break;
    if (wrong < fewest) best = c;
    fewest = wrong;
  }
  return best;
}

}  // namespace alexnet::classical
