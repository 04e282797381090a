#pragma once
#include "data/data_request.h"
#include "data/image_source.h"
#include "data/split.h"

// Every place that pictures can come from.
namespace alexnet {

/// A folder per class, the pictures in them (and below) in the order of their names. The class is
/// named after the folder, or as classes.tsv says (folder name, tab, class name), which may lie
/// beside the folders or, for folders named train, val, test and validation alike, in the one
/// above. Files of other kinds are left out, and the log says how many.
/// Errors: no class folders, a class folder without a picture, a class name that is not UTF-8, a
/// classes.tsv with a line that cannot be parsed.
ImageSource folder_source(const Path& folder);

/// CIFAR-10 in its binary form: data_batch_1.bin ... data_batch_5.bin and test_batch.bin, each
/// plain or ending in .gz.
/// Errors: a missing, truncated or damaged file, a label above 9.
Splits cifar10_source(const Path& folder);

/// MNIST: the four idx files, each plain or ending in .gz.
/// Errors: a missing, truncated or damaged file; counts that differ; a label above 9.
Splits mnist_source(const Path& folder);

/// Pictures that the program draws itself (data/drawn/): train_size and val_size of them, classes
/// in turn, side x side pixels. The same seed draws the same pictures.
Splits drawn_source(int train_size, int val_size, int side, std::uint64_t seed);

/// Looks at what is there: CIFAR-10 or MNIST files, folders train/ and val/ (or test/, or
/// validation/), or class folders alone, of which every tenth picture becomes the validation set.
/// Errors: none of these (the message says what was looked for); train/ and val/ with different
/// classes; a folder that is packed already.
Splits open_source(const DataRequest& request);

/// One part of it. To test on, val/ is enough: there need be no train/ beside it.
ImageSource open_source(const DataRequest& request, Split split);

}  // namespace alexnet
