// Chapter 17: two towers. Prints the chapter's numbers and writes its figure.
//
//   chapter_17_demo [FIGURE.png]
#include <fmt/format.h>

#include <array>
#include <cstring>
#include <map>

#include "core/rng.h"
#include "memory.h"
#include "model/network.h"
#include "model/summary.h"
#include "support/plot.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

constexpr int kBatch = 128;

/// What crosses in a training step: every output that the other tower reads, and its gradient.
void print_crossings(const Variant& variant) {
  const std::vector<NodeSummary> nodes = summarize(variant);
  double sum = 0;
  for (const NodeSpec& reader : variant.nodes)
    for (const std::string& input : reader.inputs) {
      if (input == kDataNode || find(nodes, input).tower == reader.tower) continue;
      const Shape y = find(nodes, input).output.with_batch(kBatch);
      const double megabytes = 1e-6 * double(y.size()) * sizeof(Real);
      fmt::print("{:6} -> {:6} {:26} {:6.2f} MB there, and as much back\n", input, reader.name,
                 to_text(y), megabytes);
      sum += 2 * megabytes;
    }
  fmt::print("in all {:.1f} MB for each step of {} pictures\n\n", sum, kBatch);
}

void print_memory(const Variant& variant) {
  double all = 0, parameters = 0;
  for (const Tower tower : {Tower::a, Tower::b}) {
    const TowerMemory mb = memory_of(variant, tower, kBatch);
    const double sum = mb.maps + mb.copies + mb.learned + mb.pictures;
    fmt::print(
        "tower {}: maps {:.0f} MB, copies {:.0f}, parameters {:.0f}, pictures {:.0f}: {:.0f} MB\n",
        tower == Tower::a ? "a" : "b", mb.maps, mb.copies, mb.learned, mb.pictures, sum);
    all += sum;
    parameters += mb.learned / 3;
  }
  fmt::print("together {:.0f} MB; the parameters alone {:.1f} MB\n\n", all, parameters);
}

/// One training pass of the demo network with its towers on these devices: every number that it
/// computes, one after another.
std::vector<Real> numbers_of(const Placement& placement) {
  Network net(make_variant("demo"), placement, /*batch_size=*/8);
  net.initialize(/*seed=*/1);
  Tensor images("images", net.variant().input.with_batch(8)), labels("labels", Shape::vector(8));
  fill_normal(images, RandomStream(1, "images"), 0, 2);
  for (int n = 0; n < 8; ++n) labels.data()[n] = Real(n);
  const ConstTensorView probs = net.forward(images, {.training = true, .seed = 1});
  std::vector<Real> numbers(probs.values().begin(), probs.values().end());
  net.backward(labels);
  for (const Parameter* p : net.parameters())
    numbers.insert(numbers.end(), p->grad.view().values().begin(), p->grad.view().values().end());
  return numbers;
}

void print_same_bits() {
  const auto one = numbers_of(Placement::parse("cpu:0"));
  const auto two = numbers_of(Placement::parse("a=cpu:0,b=cpu:1"));
  const bool same = one.size() == two.size() &&
                    std::memcmp(one.data(), two.data(), one.size() * sizeof(Real)) == 0;
  fmt::print("{} probabilities and gradients on one device and on two: {}\n\n", one.size(),
             same ? "the same bits" : "they differ");
}

/// Each tower's queue, from the first piece of work to the last, and what waits for the other.
void print_queues(const Network& net) {
  std::array<std::vector<std::string>, 2> queues;
  for (const Network::Node& node : net.nodes()) {
    std::string text = node.name;
    if (std::holds_alternative<TowerCopySpec>(node.spec))
      text += " (waits for " + net.nodes()[std::size_t(node.inputs[0])].name + ")";
    queues[std::size_t(node.tower)].push_back(text);
  }
  queues[1].resize(queues[0].size());  // tower a has more to do
  for (std::size_t i = 0; i < queues[0].size(); ++i)
    fmt::print("a: {:32} {}\n", queues[0][i], queues[1][i].empty() ? "-" : "b: " + queues[1][i]);
}

/// The forward pass as two lanes, a above b. A box is a layer, as long as its multiply-adds; a line
/// between the lanes is an output that crosses.
void write_figure(const Variant& variant, const char* path) {
  constexpr Ink kPaleBlue{140, 180, 230}, kPaleOrange{245, 185, 115}, kRed{150, 20, 40};
  constexpr double kLane[] = {0.3, 1.6}, kHigh = 0.7;  // where a lane begins; how high it is
  Plot plot(840, 150, {"million multiply-adds in each tower", 0, 375, 25}, {"tower", 2.4, 0, 0});
  const std::vector<NodeSummary> nodes = summarize(variant);
  std::array<double, 2> done = {0, 0};  // the time, in million multiply-adds, in each tower
  std::map<std::string, double> ended;
  std::array<int, 2> layer = {0, 0};
  for (const NodeSpec& node : variant.nodes) {
    const std::size_t tower = std::size_t(node.tower);
    for (const std::string& input : node.inputs) {
      if (input == kDataNode || find(nodes, input).tower == node.tower) continue;
      done[tower] = std::max(done[tower], ended[input]);  // the wait
      plot.line({{done[tower], kLane[0] + kHigh}, {done[tower], kLane[1]}}, kRed, 3);
    }
    const double work = double(find(nodes, node.name).multiply_adds) / 1e6, from = done[tower];
    ended[node.name] = done[tower] += work;
    if (work == 0) continue;
    plot.box({from, done[tower]}, {kLane[tower], kLane[tower] + kHigh},
             layer[tower]++ % 2 == 0 ? kPaleBlue : kPaleOrange);
    const bool fits = work > 5;  // fc8's box is smaller than its name
    plot.say(fits ? from - 1.3 : done[tower], kLane[tower] + kHigh / 2,
             node.name.substr(0, node.name.find_first_of("12345678") + 1));
  }
  plot.name_row(kLane[0] + kHigh / 2, "a");
  plot.name_row(kLane[1] + kHigh / 2, "b");
  write_png(path, plot.image());
}

}  // namespace

int main(int argc, char** argv) {
  print_crossings(make_variant("paper"));
  print_memory(make_variant("paper"));
  print_same_bits();
  print_queues(Network(make_variant("demo"), Placement{}, /*batch_size=*/1));
  if (argc > 1) write_figure(make_variant("paper"), argv[1]);
}
