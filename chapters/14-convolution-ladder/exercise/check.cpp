// Prints your results beside the expected ones. Do not change this file.
#include <fmt/format.h>

#include <limits>
#include <vector>

#include "core/rng.h"
#include "cuda/memory.h"
#include "exercises.h"
#include "layers/conv/conv.h"
#include "support/device.h"
#include "support/exercise.h"
#include "support/thread_orders.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

ConvSizes layer(int images, int channels, int size, int filters, int filter, const ConvParams& p) {
  return {images, channels, size,  filters,
          filter, p.stride, p.pad, conv_output_extent(size, filter, p)};
}
const ConvSizes kConv1 = layer(1, 3, 224, 48, 11, {4, 0}),
                kConv2 = layer(2, 48, 27, 128, 5, {1, 2});

/// Where pixels are numbered from 1 on and one weight is 1, the others 0, a convolution says on
/// which pixel the weight's tap lies: 0 is the padding.
void check_element(Report& report) {
  report.compare("conv2, tap 57, window 1000", element_of_windows(kConv2, 57, 1000), 36694);
  report.compare("conv2, tap 0, window 0", element_of_windows(kConv2, 0, 0), -1);
  report.compare("conv1, tap 362, window 0", element_of_windows(kConv1, 362, 0), 102602);
  report.compare("conv1, tap 10, window 54", element_of_windows(kConv1, 10, 54), -1);
  for (const ConvSizes& l : {layer(2, 3, 5, 1, 3, {1, 1}), layer(3, 2, 10, 1, 4, {3, 0})}) {
    Tensor x("x", {l.images, l.channels, l.size, l.size});
    for (int i = 0; i < int(x.shape().size()); ++i) x.data()[i] = float(i + 1);
    Tensor weight("weight", Shape::filters(1, l.channels, l.filter, l.filter));
    const Tensor bias("bias", Shape::vector(1));
    Tensor y("y", {l.images, 1, l.out, l.out});
    const ConstTensorView input = x;
    int wrong = 0, all = 0;
    std::string first;
    for (int tap = 0; tap < int(weight.shape().size()); ++tap) {
      fill(weight, 0);
      weight.data()[tap] = 1;
      cpu::conv_forward({&input, 1}, weight, bias, y, {l.stride, l.pad}, cpu::kBitExactRung);
      for (int window = 0; window < int(y.shape().size()); ++window, ++all) {
        const int expected = int(y.data()[window]) - 1;
        const int yours = element_of_windows(l, tap, window);
        if (yours == expected || wrong++ > 0) continue;
        first =
            fmt::format("tap {}, window {}: yours {}, expected {}", tap, window, yours, expected);
      }
    }
    report.check(
        fmt::format("{} channels of {} x {}, filter {}, stride {}, pad {}: all {} elements",
                    l.channels, l.size, l.size, l.filter, l.stride, l.pad, all),
        wrong == 0, fmt::format("{} are wrong; the first: {}", wrong, first));
  }
}

void check_patch(Report& report) {
  const ConvSizes no_pad = layer(1, 1, 20, 1, 5, {1, 0});
  report.compare("20 x 20, filter 5, pad 0: one tile of 16", double(patch_reads(no_pad, 16)), 400);
  report.compare("the same, tiles of 8", double(patch_reads(no_pad, 8)), 576);
  report.compare("the same, tiles of 1: each window by itself", double(patch_reads(no_pad, 1)),
                 6400);
  report.compare("conv2, tiles of 16", double(patch_reads(kConv2, 16)), 961);
  report.compare("conv1, tiles of 16: the last window hangs over", double(patch_reads(kConv1, 16)),
                 60025);
  report.compare("13 x 13, filter 3, pad 1, tiles of 4",
                 double(patch_reads(layer(1, 1, 13, 1, 3, {1, 1}), 4)), 361);
  report.compare("10 x 10, filter 2, stride 3, tiles of 2: pixels that no window covers",
                 double(patch_reads(layer(1, 1, 10, 1, 2, {3, 0}), 2)), 81);
}

void check_staged_layer(Report& report, const ConvSizes& l, const std::string& order = "") {
  const auto random = [](const char* name, const Shape& shape) {
    Tensor tensor(name, shape);
    fill_normal(tensor, RandomStream(14, name), 0, 1);
    return tensor;
  };
  const Tensor x = random("x", {l.images, l.channels, l.size, l.size});
  const Tensor weight = random("weight", Shape::filters(l.filters, l.channels, 5, 5));
  const Tensor bias("bias", Shape::vector(l.filters));
  Tensor expected("expected", {l.images, l.filters, l.out, l.out});
  const ConstTensorView input = x;
  cpu::conv_forward({&input, 1}, weight, bias, expected, {1, 2}, cpu::kBitExactRung);

  const cuda::Stream stream(0);
  const Device device = Device::cuda(0);
  const Tensor device_x = x.to(device), device_weight = weight.to(device);
  Tensor yours("yours", expected.shape());
  fill(yours, std::numeric_limits<Real>::quiet_NaN());
  Tensor device_y = yours.to(device);
  cuda::DeviceArray<unsigned> counts(0, 3);
  const auto counted = [&](const Tensor& tensor, int which) {
    return CountedNumbers{tensor.data(), int(tensor.shape().size()), counts.data() + which,
                          counts.data() + 2};
  };
  staged_conv(stream, l, counted(device_x, 0), counted(device_weight, 1), device_y.data());
  std::vector<unsigned> reads(3);
  counts.copy_to_host(reads, stream);
  stream.synchronize();
  copy(yours, device_y);

  const std::string what = fmt::format("x {}, {} filters{}", to_text(x.shape()), l.filters, order);
  report.compare(what + " (before you write it, y is NaN)", yours, expected,
                 sum_of(25.0 * l.channels));
  const double outputs = double(expected.shape().size());
  const int tiles = (l.out + 15) / 16;
  const int across = l.size + (tiles - 1) * 4;  // of x, by all tiles; neighbours share 4 pixels
  const int needed_x = across * across * l.images * l.channels * (l.filters / 8);
  const int needed_weight = tiles * tiles * l.images * l.channels * 25 * l.filters;
  const auto check_reads = [&](const char* of, unsigned count, int needed) {
    report.check(
        fmt::format("{}: reads of {}", what, of), int(count) == needed,
        fmt::format("{} reads, {:.3f} per output; exactly {} are needed, {:.3f} per output", count,
                    count / outputs, needed, needed / outputs));
  };
  check_reads("x", reads[0], needed_x);
  check_reads("the weights", reads[1], needed_weight);
  report.check(fmt::format("{}: none outside", what), reads[2] == 0,
               fmt::format("{} reads outside of the tensors", reads[2]));
}

void check_staged(Report& report) {
  check_staged_layer(report, layer(1, 1, 16, 8, 5, {1, 2}));
  check_staged_layer(report, layer(1, 2, 9, 8, 5, {1, 2}));
  in_every_thread_order([&](const std::string& order) {
    check_staged_layer(report, layer(2, 3, 27, 16, 5, {1, 2}), order);
  });
}

}  // namespace

int main(int argc, char** argv) {
  if (!have_device()) return 0;
  return check_exercises(argc, argv,
                         {{"the matrix of windows", check_element},
                          {"what patches read", check_patch},
                          {"a patch in shared memory", check_staged}});
}
