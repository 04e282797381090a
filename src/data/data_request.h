#pragma once
#include <cstdint>
#include <string>

namespace alexnet {

/// A data set as it is asked for on the command line.
struct DataRequest {
  std::string data = "drawn";  ///< "drawn", or the path of any kind of data set
  int side = 256;              ///< the size to which pictures are drawn or scaled
  int drawn_train = 12000, drawn_val = 2400;
  std::uint64_t seed = 1;
};

/// The absolute path of a data set, so that a run finds it from anywhere; "drawn" has none.
std::string absolute_data_path(const std::string& data);

}  // namespace alexnet
