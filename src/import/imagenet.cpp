#include "import/imagenet.h"

#include "data/class_names.h"

namespace alexnet {

Preprocessing imagenet_preprocessing(int classes, const std::array<float, 3>& mean_colour) {
  Preprocessing p;
  p.class_names = unnamed_classes(classes);
  p.picture_side = 256;
  p.statistics.mean_image = Tensor("mean_image", {1, 3, p.picture_side, p.picture_side});
  const std::span<float> mean = p.statistics.mean_image.view().values();
  const std::size_t plane = mean.size() / 3;
  for (std::size_t i = 0; i < mean.size(); ++i) mean[i] = mean_colour[i / plane];
  return p;
}

}  // namespace alexnet
