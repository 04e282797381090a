// Chapter 12: a first CUDA kernel. Prints the chapter's numbers and writes its figures.
//
//   chapter_12_demo [FIGURE.png]
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "coalescing.h"
#include "core/image.h"
#include "cuda/device.h"
#include "data/drawn/drawn.h"
#include "kernels.h"
#include "support/device.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

/// What lies in a device's memory, for the host to read.
template <class T>
std::vector<T> fetched(const cuda::DeviceArray<T>& array, const cuda::Stream& stream) {
  std::vector<T> host(array.size());
  array.copy_to_host(host, stream);
  stream.synchronize();
  return host;
}

/// A grid that fits on paper: ten elements, four threads in a block.
void by_hand(const cuda::Stream& stream) {
  cuda::DeviceArray<Place> places(0, 10);
  who_am_i(stream, places.data(), 10, 4);
  fmt::print("ten elements, blocks of four threads:\n");
  for (const Place& place : fetched(places, stream))
    fmt::print("  element {}: block {}, thread {}\n", place.element, place.block, place.lane);
}

void a_kernel(const cuda::Stream& stream) {
  const std::vector<float> x = {3, -1, 0.5f, -2};
  std::vector<float> y(x.size());

  cuda::DeviceArray<float> device_x(0, x.size()), device_y(0, x.size());  // 1: memory over there
  device_x.copy_from_host(x, stream);                                     // 2: a copy, queued
  relu(stream, device_x.data(), device_y.data(), int(x.size()));          // 3: the kernel, queued
  device_y.copy_to_host(y, stream);                                       // 4: a copy back, queued
  stream.synchronize();                                                   // 5: wait for all of it

  fmt::print("relu of {} {} {} {}: {} {} {} {}\n", x[0], x[1], x[2], x[3], y[0], y[1], y[2], y[3]);
}

/// conv1's output: how many blocks, and how many threads have nothing to do.
void large_grids() {
  for (const int images : {1, 128}) {
    constexpr int kThreads = 256;
    const int elements = images * 96 * 55 * 55, blocks = (elements + kThreads - 1) / kThreads;
    fmt::print(
        "relu after conv1, {:3} images: {:8} elements, {:6} blocks of {}, {:3} idle threads\n",
        images, elements, blocks, kThreads, blocks * kThreads - elements);
  }
}

constexpr int kRowLength = 256;

/// What a warp reads, in four ways of walking through a matrix.
std::vector<WarpReads> neighbours(const cuda::Stream& stream) {
  constexpr std::pair<Walk, const char*> kWalks[] = {{Walk::neighbours, "neighbours in a row"},
                                                     {Walk::second, "every second number"},
                                                     {Walk::column, "a column; rows are 256 long"},
                                                     {Walk::same, "all the same number"}};
  std::vector<WarpReads> all;
  fmt::print("a warp reads 32 numbers, 128 bytes   sectors   bytes moved\n");
  for (const auto& [walk, name] : kWalks) {
    cuda::DeviceArray<int> touched(0, 32);
    touch(stream, walk, touched.data(), kRowLength);
    all.push_back({name, fetched(touched, stream)});
    const std::size_t sectors = all.back().sectors().size();
    fmt::print("  {:34} {:7} {:13}\n", name, sectors, sectors * 32);
  }
  return all;
}

void together(const cuda::Stream& stream) {
  const std::vector<float> x = {1, 2, 3, 4, 5, 6, 7, 8};
  cuda::DeviceArray<float> device_x(0, 8), device_y(0, 8);
  device_x.copy_from_host(x, stream);
  reverse_rows(stream, device_x.data(), device_y.data(), 1);
  fmt::print("turned round by a block:");
  for (const float value : fetched(device_y, stream)) fmt::print(" {}", value);
  fmt::print("\n");
}

/// The same picture three times: as it is; who has which pixel in blocks of 32 x 8 threads; and in
/// blocks of 16 x 16.
Image draw_warps(const cuda::Stream& stream) {
  constexpr int kSide = 96, kZoom = 3, kGap = 4, kStep = kSide + kGap;
  const Image picture = draw_image(/*label=*/0, kSide, /*seed=*/3, /*index=*/1);
  Image sheet = white_image((3 * kStep - kGap) * kZoom, kSide * kZoom);
  constexpr std::pair<int, int> kBlocks[] = {{0, 0}, {32, 8}, {16, 16}};
  for (int i = 0; i < 3; ++i) {
    cuda::DeviceArray<std::uint8_t> rgb(0, picture.rgb.size());
    rgb.copy_from_host(picture.rgb, stream);
    if (i > 0) tint(stream, rgb.data(), kSide, kBlocks[i].first, kBlocks[i].second);
    const std::vector<std::uint8_t> tinted = fetched(rgb, stream);
    for (int y = 0; y < kSide * kZoom; ++y)
      for (int x = 0; x < kSide * kZoom; ++x)
        std::copy_n(&tinted[std::size_t(y / kZoom * kSide + x / kZoom) * 3], 3,
                    sheet.pixel(i * kStep * kZoom + x, y));
  }
  return sheet;
}

}  // namespace

int main(int argc, char** argv) {
  if (!have_device()) return 0;
  const cuda::Stream stream(0);
  by_hand(stream);
  a_kernel(stream);
  large_grids();
  const std::vector<WarpReads> reads = neighbours(stream);
  together(stream);
  fmt::print("run by: {}\n", cuda::device_info(0).name);
  if (argc < 2) return 0;
  const std::filesystem::path figure = argv[1];
  write_png(figure, draw_warps(stream));
  write_png(figure.parent_path() / "coalescing.png", draw_coalescing(reads, kRowLength));
}
