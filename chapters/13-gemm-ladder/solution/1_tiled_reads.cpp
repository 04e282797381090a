#include "exercises.h"

namespace alexnet::course {

long tiled_reads(int rows, int cols, int terms, int tile_rows, int tile_cols) {
  const long down = (rows + tile_rows - 1) / tile_rows;
  const long across = (cols + tile_cols - 1) / tile_cols;
  return down * across * (tile_rows + tile_cols) * terms;  // blocks, lines of each, their length
}

}  // namespace alexnet::course
