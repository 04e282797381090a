#pragma once
#include <array>
#include <span>
#include <vector>

#include "core/tensor.h"
#include "cuda/stream.h"
#include "layers/conv/conv_geometry.h"

// Chapter 14: the library's ladder of convolutions, run over operands that count what they read,
// and its tile loader, which writes down where every thread of a warp reads.
namespace alexnet::course {

using cuda::ConvGeometry;

/// A layer of square maps and filters with one input.
inline ConvGeometry layer(int images, int channels, int size, int filters, int filter,
                          const ConvParams& p) {
  const int out = conv_output_extent(size, filter, p);
  return {images, channels, size, size, filters,  filter, filter,
          0,      channels, out,  out,  p.stride, p.pad};
}
/// conv1 to conv5 of one of the paper's towers.
std::vector<ConvGeometry> paper_layers(int images);

/// How often elements of x and of the weights have been read, in total.
struct Reads {
  double of_x = 0, of_weight = 0;
};

struct Rung {
  const char* name;
  int tile_filters, tile_windows;  ///< what a block computes
  /// y = conv(x, weight), all on a device; returns the reads that it took.
  Reads (*forward)(const cuda::Stream&, ConstTensorView x, ConstTensorView weight, TensorView y,
                   const ConvGeometry&);
};
/// From the textbook's sum to tensor cores.
std::span<const Rung> rungs();

/// The operands of a convolution's three products (conv_gemm.cuh).
enum class Operand { filters, windows, filters_by_channel, covering_windows, maps, windows_by_tap };

/// One instruction of a warp: each thread brings one number of a tile from memory.
struct Request {
  std::array<int, 32> offset;      ///< where each reads, counted in floats; -1: it brings a zero
  std::array<int, 32> term, line;  ///< where in the tile each puts it

  int numbers() const;  ///< how many are read
  int sectors() const;  ///< how many sectors of 8 floats have to be moved for them
  /// How many turns the banks need until all 32 numbers are put into a tile whose rows (one per
  /// term) are `row` long: the largest number of addresses that lie in one bank.
  int turns(int row) const;
};
/// The requests of a block in the middle of the product, by rungs 3 to 5, for up to `terms` terms.
/// (Its tiles have 64 lines where the operand is the left one of the two and 128 where it is the
/// right one.)
std::vector<Request> requests(Operand operand, const ConvGeometry& g, int terms);

}  // namespace alexnet::course
