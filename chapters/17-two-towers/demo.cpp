// Chapter 17: two towers. Prints the numbers of the text and writes its figure.
//
//   chapter_17_demo [FIGURE.png]
#include <fmt/format.h>

#include <array>
#include <cstring>
#include <map>

#include "core/image.h"
#include "core/rng.h"
#include "model/network.h"
#include "model/summary.h"

using namespace alexnet;

namespace {

constexpr int kBatch = 128;
constexpr double kMegabyte = 1e6;

const NodeSummary& find(const std::vector<NodeSummary>& nodes, const std::string& name) {
  return *std::find_if(nodes.begin(), nodes.end(), [&](const auto& n) { return n.name == name; });
}

/// What crosses in a training step: every output that the other tower reads, and its gradient.
void print_crossings(const Variant& variant) {
  const std::vector<NodeSummary> nodes = summarize(variant);
  double sum = 0;
  for (const NodeSpec& reader : variant.nodes)
    for (const std::string& input : reader.inputs) {
      if (input == kDataNode || find(nodes, input).tower == reader.tower) continue;
      const Shape y = find(nodes, input).output.with_batch(kBatch);
      const double megabytes = double(y.size()) * sizeof(Real) / kMegabyte;
      fmt::print("{:6} -> {:6} {:26} {:6.2f} MB there, and as much back\n", input, reader.name,
                 to_text(y), megabytes);
      sum += 2 * megabytes;
    }
  fmt::print("in all {:.1f} MB for each step of {} pictures\n\n", sum, kBatch);
}

/// What each tower keeps during training, where its outputs, their gradients, and the parameters
/// with gradient and velocity all have memory of their own.
void print_memory(const Variant& variant) {
  double all = 0, parameters = 0;
  for (const Tower tower : {Tower::a, Tower::b}) {
    double maps = 0, learned = 0;
    for (const NodeSummary& node : summarize(variant)) {
      if (node.tower != tower) continue;
      maps += 2 * double(node.output.size()) * kBatch * sizeof(Real) / kMegabyte;
      learned += 3 * double(node.parameters) * sizeof(Real) / kMegabyte;
    }
    const double images = double(variant.input.size()) * kBatch * sizeof(Real) / kMegabyte;
    fmt::print("tower {}: maps {:.0f} MB, parameters {:.0f} MB, pictures {:.0f} MB: {:.0f} MB\n",
               tower == Tower::a ? "a" : "b", maps, learned, images, maps + learned + images);
    all += maps + learned + images;
    parameters += learned / 3;
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
  constexpr int kMargin = 20, kLane = 50, kBetween = 60;
  constexpr std::int64_t kProductsPerPixel = 440'000;
  constexpr std::array<std::array<std::uint8_t, 3>, 4> kColours = {
      {{60, 110, 190}, {110, 160, 220}, {230, 140, 40}, {240, 185, 110}}};
  Image sheet(880, 2 * kMargin + 2 * kLane + kBetween);
  std::fill(sheet.rgb.begin(), sheet.rgb.end(), std::uint8_t(255));
  const auto box = [&](int x0, int x1, int top, int bottom, std::array<std::uint8_t, 3> colour) {
    for (int y = top; y < bottom; ++y)
      for (int x = x0; x < x1; ++x) std::copy_n(colour.data(), 3, sheet.pixel(x, y));
  };
  const std::vector<NodeSummary> nodes = summarize(variant);
  std::array<std::int64_t, 2> done = {0, 0};  // the time, in multiply-adds, in each tower
  std::map<std::string, std::int64_t> ended;
  std::array<std::size_t, 2> layer = {0, 0};
  for (const NodeSpec& node : variant.nodes) {
    const std::size_t tower = std::size_t(node.tower);
    for (const std::string& input : node.inputs) {
      if (input == kDataNode || find(nodes, input).tower == node.tower) continue;
      done[tower] = std::max(done[tower], ended[input]);  // the wait
      const int x = kMargin + int(done[tower] / kProductsPerPixel);
      box(x - 1, x + 2, kMargin + kLane, kMargin + kLane + kBetween, {150, 20, 40});
    }
    const std::int64_t work = find(nodes, node.name).multiply_adds;
    const int top = kMargin + int(tower) * (kLane + kBetween);
    const int x0 = kMargin + int(done[tower] / kProductsPerPixel);
    done[tower] += work;
    const int x1 = kMargin + int(done[tower] / kProductsPerPixel);
    if (work > 0) box(x0, x1, top, top + kLane, kColours[layer[tower]++ % kColours.size()]);
    ended[node.name] = done[tower];
  }
  write_png(path, sheet);
}

}  // namespace

int main(int argc, char** argv) {
  print_crossings(make_variant("paper"));
  print_memory(make_variant("paper"));
  print_same_bits();
  print_queues(Network(make_variant("demo"), Placement{}, /*batch_size=*/1));
  if (argc > 1) write_figure(make_variant("paper"), argv[1]);
}
