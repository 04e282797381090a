#include "support/golden.h"

namespace alexnet::test {

Golden::Golden(const std::string& file) : file_(Path(ALEXNET_GOLDEN_DIR) / file) {}

Tensor Golden::operator()(const std::string& name) const {
  std::vector<std::int64_t> extents = file_.info(name).shape;
  extents.resize(4, 1);
  const Shape shape{int(extents[0]), int(extents[1]), int(extents[2]), int(extents[3])};
  Tensor tensor(name, shape);
  file_.read(name, tensor);
  return tensor;
}

}  // namespace alexnet::test
