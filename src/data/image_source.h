#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/image.h"

namespace alexnet {

/// Labelled pictures, wherever they come from and whatever their size. Every kind of data set is
/// one function that returns this; everything after it treats them alike.
struct ImageSource {
  std::string name;  ///< for messages: the folder or file
  int channels = 3;  ///< 3 colours, or 1 for grey
  std::vector<std::string> class_names;
  std::vector<int> labels;               ///< one per picture: an index into class_names
  std::function<Image(int index)> read;  ///< any thread may call it

  int size() const { return int(labels.size()); }
};

/// What a network learns from, and what it is tested on.
struct Splits {
  ImageSource train, val;
};

}  // namespace alexnet
