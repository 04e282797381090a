#include "exercises.h"

namespace alexnet::course {

long tiled_reads(int /*rows*/, int /*cols*/, int /*terms*/, int /*tile_rows*/, int /*tile_cols*/) {
  return 0;  // yours
}

}  // namespace alexnet::course
