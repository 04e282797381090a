#pragma once
#include <span>
#include <vector>

#include "cuda/stream.h"

// Chapter 13: the library's ladder of matrix products, run over operands that count their reads.
namespace alexnet::course {

struct Size {
  int rows, cols, terms;
};

/// Which blocks' reads are counted.
enum class Count { all, one_block };

/// Where everything is in a device's memory: a is rows x terms, b terms x cols, c rows x cols; and
/// how often each element of a and of b has been read.
struct Product {
  const float *a, *b;
  float* c;
  unsigned *a_reads, *b_reads;
};

struct Rung {
  const char* name;
  int tile_rows, tile_cols;  ///< of C, computed by the threads of a block from what they share
  int significant_bits;      ///< of the factors
  void (*run)(const cuda::Stream&, const Product&, const Size&, Count);
};
/// From the textbook's sum to tensor cores.
std::span<const Rung> rungs();

/// Which thread of a block computes each element of its tile of C, row by row, by rung 3.
std::vector<int> owners_in_tile();

}  // namespace alexnet::course
