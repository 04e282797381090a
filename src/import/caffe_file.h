#pragma once
#include <string>
#include <vector>

#include "core/file.h"

// Files that Caffe writes: messages of its caffe.proto in the format of protobuf.h. Of their many
// fields these are read; the numbers are caffe.proto's.
//
//     NetParameter      100 layer: LayerParameter, or in files before 2015
//                         2 layers: V1LayerParameter
//     LayerParameter      1 name   7 blobs: BlobProto
//     V1LayerParameter    4 name   6 blobs: BlobProto
//     BlobProto           5 data: floats, packed or one by one
//                         7 shape: BlobShape, or in old files
//                         1 num   2 channels   3 height   4 width
//     BlobShape           1 dim: numbers, packed or one by one
namespace alexnet {

struct CaffeBlob {
  std::vector<std::int64_t> shape;
  std::vector<float> data;  ///< as many as the shape says, or none
};

struct CaffeLayer {
  std::string name;
  std::vector<CaffeBlob> blobs;  ///< weights, then biases
};

/// The layers of a .caffemodel in the file's order.
/// Errors: no such file; truncated, damaged, another kind of file; a blob with more or fewer
/// numbers than its shape says.
std::vector<CaffeLayer> read_caffemodel(const Path& path);

/// A .binaryproto: one blob, such as a mean image. Errors as above.
CaffeBlob read_binaryproto(const Path& path);

/// "(96, 3, 11, 11)"
std::string shape_text(const std::vector<std::int64_t>& shape);

}  // namespace alexnet
