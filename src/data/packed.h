#pragma once
#include <functional>

#include "data/dataset.h"

// A packed data set: one safetensors file that is mapped into memory, so that it opens at once,
// however large, and pictures are read from the disk when they are needed.
//
//     images             U8  (N, C, side, side)
//     labels             I32 (N)
//     mean_image         F32 (1, C, side, side)
//     colour_components  F32 (3, 4): variance, then direction, for each principal component
//     metadata           format "alexnet-dataset", class_names (a JSON list), source, and pair,
//                        which is the same in two files that were packed together
namespace alexnet {

/// The two files of a packed folder.
Path packed_train(const Path& folder);
Path packed_val(const Path& folder);

/// Writes every picture of the source, one after another: memory holds only a few at a time. Calls
/// progress(done) now and then. Opens and returns what was written. `pair`: see above.
Dataset pack(const ImageSource& source, int side, const Path& path,
             const std::function<void(int done)>& progress = {}, const std::string& pair = {});

/// Errors: not a packed data set; shapes, labels and class names that do not fit together.
Dataset open_packed(const Path& path);
/// The statistics that were stored with it.
Statistics open_packed_statistics(const Path& path);
/// Errors: the two files of the folder were not packed together.
void check_packed_together(const Path& folder);

}  // namespace alexnet
