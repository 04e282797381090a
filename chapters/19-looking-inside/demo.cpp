// Chapter 19: looking inside. Prints the chapter's numbers and writes its figures.
//
//   chapter_19_demo [FIGURE.png]    pixels.png comes to lie beside it
//   chapter_19_demo --seeds 16       the permutation test after that many runs of each kind
#include <fmt/format.h>

#include <algorithm>

#include "dead_units.h"
#include "inspect/colour_split.h"
#include "inspect/first_layer.h"
#include "inspect/spectrum.h"
#include "permutation_test.h"
#include "picture_gradient.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

Tensor random_kernels() {
  Tensor kernels("kernels", Shape::filters(1000, 3, 7, 7));
  fill_normal(kernels, RandomStream(19, "random"), 0, 1);
  return kernels;
}

void print_shares_by_hand() {
  Tensor pixel("pixel", Shape::filters(1, 3, 1, 1));
  for (const auto& weights : {std::array<Real, 3>{2, 2, 2}, {1, -1, 0}, {3, 1, -1}}) {
    std::copy(weights.begin(), weights.end(), pixel.data());
    fmt::print("weights {:2} {:2} {:2}: share {:.3f}\n", weights[0], weights[1], weights[2],
               colour_share(pixel, 0));
  }
  std::vector<float> shares = tower_colours("random", random_kernels()).shares;
  std::sort(shares.begin(), shares.end());
  fmt::print("1000 random kernels: mean {:.2f}, nine of ten from {:.2f} to {:.2f}\n\n",
             mean_of(shares), shares[50], shares[949]);
}

void print_test(const std::string& what, const std::vector<float>& a, const std::vector<float>& b) {
  fmt::print("{:20} mean share: a {:.2f}, b {:.2f}   p = {:.3f}\n", what, mean_of(a), mean_of(b),
             permutation_p(a, b));
}

/// How far apart the towers are, which it also prints.
float print_split(const std::string& what, const Network& network) {
  const std::vector<TowerColours> towers = colour_split(network);
  print_test(what, towers[0].shares, towers[1].shares);
  return float(std::abs(mean_of(towers[0].shares) - mean_of(towers[1].shares)));
}

/// The three kernels with the least colour, and the three with the most.
void print_spectra(const Network& network) {
  std::vector<std::pair<float, std::string>> rows;
  for (const int i : first_convolutions(network)) {
    const Network::Node& node = network.nodes()[std::size_t(i)];
    const ConstTensorView kernels = node.layer->parameters()[0].value;
    for (int f = 0; f < kernels.shape.n; ++f) {
      const Spectrum s = power_spectrum(kernels, f);
      rows.emplace_back(colour_share(kernels, f),
                        fmt::format("oriented {:.2f}, {:.2f} cycles per pixel at {:3.0f}   {} {}",
                                    s.oriented_share, s.frequency, s.stripe_angle, node.name, f));
    }
  }
  std::sort(rows.begin(), rows.end());
  for (const std::size_t i : {0, 1, 2, 29, 30, 31})
    fmt::print("colour {:.2f}   {}\n", rows[i].first, rows[i].second);
  const Tensor random = random_kernels();
  float oriented = 0;
  for (int f = 0; f < 1000; ++f) oriented += power_spectrum(random, f).oriented_share / 1000;
  fmt::print("1000 random kernels: oriented {:.2f} on average\n\n", oriented);
}

/// How often the network is right, by how sure it says it is.
void print_calibration(Trained& t) {
  struct Bin {
    double pictures = 0, right = 0, said = 0;
  };
  std::array<Bin, 5> bins;
  std::array<int, 6> right_within = {};
  for (int first = 0; first < t.val.size(); first += 100) {
    const Tensor probs = t.look_at(first, 100);
    for (int n = 0; n < 100; ++n) {
      const std::vector<int> best = top_classes(probs.view().images(n, 1).values(), 5);
      const auto place = std::find(best.begin(), best.end(), t.val.label(first + n)) - best.begin();
      for (std::size_t k = std::size_t(place) + 1; k < 6; ++k) ++right_within[k];
      const double said = double(probs.view()(n, best[0], 0, 0));
      Bin& bin = bins[std::min(std::size_t(said * 5), std::size_t(4))];
      ++bin.pictures;
      bin.right += place == 0;
      bin.said += said;
    }
  }
  fmt::print("400 pictures: {} right at the first guess, {} within two, {} within five\n",
             right_within[1], right_within[2], right_within[5]);
  for (std::size_t i = 0; i < 5; ++i)
    fmt::print("sure {:.1f} to {:.1f}: {:3} pictures, {:.2f} on average; right {:.2f}\n",
               double(i) / 5, double(i + 1) / 5, bins[i].pictures, bins[i].said / bins[i].pictures,
               bins[i].right / bins[i].pictures);
}

/// `seeds` training runs of either kind; at the end the permutation test with a run as the unit.
void print_many(std::uint64_t seeds) {
  std::array<std::vector<float>, 2> apart;
  for (const bool full : {false, true})
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      Trained t(full ? Connectivity::full : Connectivity::restricted, seed);
      t.learn();
      const std::string what = fmt::format("{} {}", full ? "full" : "restricted", seed);
      apart[full].push_back(print_split(what, t.network));
    }
  fmt::print("mean distance: restricted {:.2f}, full {:.2f}   p = {:.3f}\n", mean_of(apart[0]),
             mean_of(apart[1]), permutation_p(apart[0], apart[1]));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3) return print_many(std::stoul(argv[2])), 0;
  print_shares_by_hand();
  print_test("by hand", {0.1f, 0.2f, 0.4f}, {0.6f, 0.7f, 0.9f});
  Trained t(Connectivity::restricted, /*seed=*/6);
  print_split("before training", t.network);
  t.learn();
  print_split("after training", t.network);
  print_spectra(t.network);
  print_calibration(t);
  print_dead(t.network);
  const Nearest found = find_nearest(t);
  fmt::print("\nof 500 nearest, of the same class: {} in the last hidden layer, {} by pixels\n",
             count_alike(t, found.by_features), count_alike(t, found.by_pixels));
  const Directions directions(t);
  print_moved(t, directions);
  if (argc < 2) return 0;
  write_figure(argv[1], t, found, std::array{1, 4, 6, 8, 13});
  write_gradient_figure(std::filesystem::path(argv[1]).parent_path() / "pixels.png", t, directions,
                        std::array{1, 4, 6, 8, 13}, /*step=*/4);
}
