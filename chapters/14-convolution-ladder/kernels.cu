#include "kernels.h"

#include <algorithm>

#include "cuda/memory.h"
#include "layers/conv/conv_operands.cuh"
#include "layers/gemm/gemm_1_naive.cuh"
#include "layers/gemm/gemm_2_shared_tile.cuh"
#include "layers/gemm/gemm_3_register_tile.cuh"
#include "layers/gemm/gemm_4_vectorized.cuh"
#include "layers/gemm/gemm_5_pipelined.cuh"
#include "layers/gemm/gemm_6_tensor_core.cuh"

namespace alexnet::course {
namespace {

using namespace cuda;
using namespace cuda::gemm;

/// An operand that counts what it finds.
template <class Operand>
struct Counted : Operand {
  unsigned* reads;

  template <class Line, class Term>
  __device__ const float* find(const Line& line, const Term& term) const {
    const float* address = Operand::find(line, term);
    if (address) atomicAdd(reads, 1u);
    return address;
  }
};

template <class Gemm>
Reads forward(const Stream& stream, ConstTensorView x, ConstTensorView weight, TensorView y,
              const ConvGeometry& g) {
  DeviceArray<unsigned> reads(stream.device(), 2);
  const int taps = g.channels * g.filter_height * g.filter_width;
  const Counted<Rows> filters = {{weight.data, taps}, reads.data()};
  const Counted<Windows> windows = {{x.data, g}, reads.data() + 1};
  const MapSink sink = {y.data, {g.filters, g.out_height, g.out_width}};
  Gemm::run(stream, filters, windows, sink,
            {g.filters, g.images * g.out_height * g.out_width, taps});
  std::vector<unsigned> counted(2);
  reads.copy_to_host(counted, stream);
  stream.synchronize();
  return {double(counted[1]), double(counted[0])};
}

constexpr Rung kRungs[] = {{"1 naive", 1, 1, forward<Naive>},
                           {"2 shared_tile", 16, 16, forward<SharedTile>},
                           {"3 register_tile", 64, 128, forward<RegisterTile>},
                           {"4 vectorized", 64, 128, forward<Vectorized>},
                           {"5 pipelined", 64, 128, forward<Pipelined>},
                           {"6 tensor_core", 64, 128, forward<TensorCore<Tf32>>}};

/// What a thread brings: from where in memory, and to where in the tile.
struct Brought {
  int offset, term, line;
};

/// Brings no tile, but writes down how the library's loader would do it.
/// Thread:  its share of every tile of terms.
/// Block:   the only one.
template <class Operand, int kLines>
__global__ void bring_tiles_kernel(Operand operand, const float* memory, int first_line, int lines,
                                   int terms, Brought* log) {
  const TileLoader<Operand, kLines, kMostTerms, Vectorized::kThreads> loader(operand, first_line,
                                                                             lines);
  for (int first = 0; first < terms; first += kMostTerms)
    loader.each(first, terms, [&](int term, int line, const float* from) {
      log[threadIdx.x] = {from ? int(from - memory) : -1, term, line};
      log += Vectorized::kThreads;
    });
}

template <int kLines, class Operand>
std::vector<Request> requests(const Operand& operand, const float* memory, int lines, int terms) {
  const Stream stream(0);
  const std::size_t steps = std::size_t(ceil_div(terms, kMostTerms));
  DeviceArray<Brought> log(0, steps * kLines * kMostTerms);
  const int middle = lines / 2 / kLines * kLines;  // far from the borders, as most are
  launch<bring_tiles_kernel<Operand, kLines>>(stream, {dim3(1), dim3(Vectorized::kThreads)},
                                              operand, memory, middle, lines, terms, log.data());
  std::vector<Brought> brought(log.size());
  log.copy_to_host(brought, stream);
  stream.synchronize();
  std::vector<Request> result(brought.size() / 32);
  for (std::size_t i = 0; i < brought.size(); ++i) {
    Request& request = result[i / 32];
    request.offset[i % 32] = brought[i].offset;
    request.term[i % 32] = brought[i].term, request.line[i % 32] = brought[i].line;
  }
  return result;
}

}  // namespace

std::vector<ConvGeometry> paper_layers(int images) {
  return {layer(images, 3, 224, 48, 11, {4, 0}), layer(images, 48, 27, 128, 5, {1, 2}),
          layer(images, 256, 13, 192, 3, {1, 1}), layer(images, 192, 13, 192, 3, {1, 1}),
          layer(images, 192, 13, 128, 3, {1, 1})};
}

std::span<const Rung> rungs() { return kRungs; }

int Request::numbers() const {
  return int(std::count_if(offset.begin(), offset.end(), [](int at) { return at >= 0; }));
}

int Request::sectors() const {
  std::array<int, 32> sector = {};
  for (std::size_t i = 0; i < 32; ++i) sector[i] = offset[i] < 0 ? -1 : offset[i] / 8;
  std::sort(sector.begin(), sector.end());
  const auto end = std::unique(sector.begin(), sector.end());
  return int(end - sector.begin()) - (sector[0] < 0);
}

int Request::turns(int row) const {
  std::array<int, 32> addresses = {}, in_bank = {};
  for (std::size_t i = 0; i < 32; ++i) addresses[i] = term[i] * row + line[i];
  std::sort(addresses.begin(), addresses.end());
  const auto end = std::unique(addresses.begin(), addresses.end());
  std::for_each(addresses.begin(), end, [&](int at) { ++in_bank[std::size_t(at % 32)]; });
  return *std::max_element(in_bank.begin(), in_bank.end());
}

std::vector<Request> requests(Operand operand, const ConvGeometry& g, int terms) {
  const int filter_map = g.filter_height * g.filter_width, taps = g.channels * filter_map;
  const int pixels = g.height * g.width, windows = g.out_height * g.out_width;
  // Nothing is read, but addresses need something to be addresses of.
  const DeviceArray<float> memory(
      0, std::size_t(std::max({g.channels * pixels, g.filters * windows, g.filters * taps})));
  const float* m = memory.data();
  const auto up_to = [&](int all) { return std::min(all, terms); };
  switch (operand) {
    case Operand::filters:
      return requests<64>(Rows{m, taps}, m, g.filters, up_to(taps));
    case Operand::windows:
      return requests<128>(Windows(m, g), m, windows, up_to(taps));
    case Operand::filters_by_channel:
      return requests<64>(FiltersByChannel(m, g), m, g.channels, up_to(g.filters * filter_map));
    case Operand::covering_windows:
      return requests<128>(GradientWindows(m, g), m, pixels, up_to(g.filters * filter_map));
    case Operand::maps:
      return requests<64>(Maps{m, {g.filters, g.out_height, g.out_width}}, m, g.filters,
                          up_to(windows));
    case Operand::windows_by_tap:
      return requests<128>(Transposed<Windows>{Windows(m, g)}, m, taps, up_to(windows));
  }
  return {};
}

}  // namespace alexnet::course
