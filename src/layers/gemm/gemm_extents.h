#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>

#include "core/ceil_div.h"

// How large a product of matrices is, and how its sums are cut into pieces: plain arithmetic that
// the kernels, the tables of rungs and the tests share.
namespace alexnet::cuda::gemm {

/// The extents of a product.
struct Extents {
  int rows, cols, terms;
  int terms_per_block = terms;  ///< fewer where blocks share the terms of a tile (gemm_split_k.cuh)
};

// The largest tiles, and the most of them that a kernel holds at a time.
constexpr int kLargestTile = 128, kMostTerms = 16, kMostStages = 3;
/// The number of blocks to aim for: two for each multiprocessor of a large GPU. It is the same on
/// every GPU, so that all GPUs add in the same order. A piece of a sum is whole tiles of terms, and
/// not too short.
constexpr int kWantedBlocks = 264, kPieceStep = 32, kFewestTerms = 256;

/// How many terms a block gets when tiles have this size.
inline int terms_per_block(const Extents& size, int tile_rows, int tile_cols) {
  const std::int64_t blocks =
      std::int64_t{ceil_div(size.rows, tile_rows)} * ceil_div(size.cols, tile_cols);
  const std::int64_t wanted =
      std::clamp<std::int64_t>(kWantedBlocks / blocks, 1, std::max(1, size.terms / kFewestTerms));
  return int(ceil_div(size.terms, wanted * kPieceStep)) * kPieceStep;
}

/// Indices are 32-bit, and they pass the end before they are compared with it: the last tile of
/// rows or columns hangs over, as does the last piece of the terms (each of up to kWantedBlocks
/// pieces is rounded up), and copies run some tiles ahead. So extents stay this far below 2^31.
constexpr std::int64_t kHeadroom = 1 << 14;
static_assert(kHeadroom >= kLargestTile &&
              kHeadroom >= kWantedBlocks * kPieceStep + kMostStages * kMostTerms);

/// Whether a tensor of this many elements is small enough. (No extent of a product is larger than
/// the largest of its tensors.)
constexpr bool fits_indices(std::int64_t elements) {
  return elements <= std::numeric_limits<int>::max() - kHeadroom;
}

/// Whether a grid is tall enough for a product of so many rows, by tiles of 16 rows or more.
constexpr bool fits_grid(std::int64_t rows) {
  constexpr int kMostBlocksY = 65535;  // of every GPU so far
  return ceil_div(rows, 16) <= kMostBlocksY;
}

}  // namespace alexnet::cuda::gemm
