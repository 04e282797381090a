#pragma once
#include "cuda/stream.h"

// Chapter 13: the exercises. Each stub beside this file is one of them.
namespace alexnet::course {

/// Exercise 1 (two to four lines). How many numbers does a tiled product read from A and B
/// together? C is rows x cols, and each of its sums has `terms` terms; a block computes
/// tile_rows x tile_cols of C. Tiles that hang over the edge of C are read as if they were whole:
/// in place of each row beyond the last, the last row is read once more. Terms beyond the last are
/// not read.
long tiled_reads(int rows, int cols, int terms, int tile_rows, int tile_cols);

/// A matrix in the device's memory. Its elements can only be read with read(matrix, i, j), which is
/// in counted_matrix.cuh: it counts.
class CountedMatrix {
 public:
  /// `counts`, in the device's memory: of reads; of reads outside; and, for exercise 3, of tiles.
  CountedMatrix(const float* data, int rows_, int cols_, unsigned* counts)
      : rows(rows_), cols(cols_), data_(data), counts_(counts) {}

  int rows, cols;

 private:
  friend struct Counting;
  const float* data_;
  unsigned* counts_;
};

/// Exercise 2 (about twelve lines). c = a b, stored row by row, for any extents. Blocks of 16 x 16
/// threads, one element of c each; tiles of 16 x 16 in shared memory. The check counts: each
/// element of a must be read once for every 16 columns of c (or part of 16), each of b once for
/// every 16 rows. Nothing may be read for what lies beyond c (unlike exercise 1), and nothing
/// outside a and b. A thread without an element of c must still bring its numbers and come to every
/// barrier: the stub's early return has to move to the end.
void shared_tile_product(const cuda::Stream& stream, CountedMatrix a, CountedMatrix b, float* c);

/// Exercise 3 (about thirty-five lines). The same for rows, columns and terms that are multiples of
/// 64: a block of 256 threads computes 64 x 64 elements, each thread 4 x 4 of them in its
/// registers. Exactly 1/32 of a read per product from a and b, and 1/2 from the tiles. So that
/// these can be counted, too, the tiles are CountedTiles. (Bank conflicts are not counted.) In
/// steps:
///
///   (a) Let each thread compute 4 x 1 elements, in blocks of 64 x 16 (b.cols / 16 of them across),
///       until c is right. The counts are not, yet.
///   (b) Write down the four rows and the four columns that thread 37 will have.
///   (c) Now 4 x 4.
void register_tile_product(const cuda::Stream& stream, CountedMatrix a, CountedMatrix b, float* c);

}  // namespace alexnet::course
