#include "inspect/exciting_patches.h"

#include <algorithm>
#include <numeric>

#include "core/parallel.h"
#include "data/transforms.h"
#include "inspect/first_layer.h"
#include "inspect/keep_best.h"

namespace alexnet {
namespace {

constexpr int kBatch = 32;

/// One tower's patches, before any picture has been looked at.
TowerPatches no_patches(const Network::Node& node, int crop_side) {
  const Shape weight = node.layer->parameters()[0].value.shape();
  return {node.name, weight.h, weight.w,
          std::vector<std::vector<ExcitingPatch>>(std::size_t(weight.n)), crop_side};
}

/// The largest value of a map, as a patch of the stored picture.
ExcitingPatch strongest(ConstTensorView y, int image, int kernel, const ConvParams& params,
                        const Crop& crop, int index) {
  const Real* map = &y(image, kernel, 0, 0);
  const int at = int(std::max_element(map, map + y.shape.map_size()) - map);
  return {index, crop.top + at / y.shape.w * params.stride - params.pad,
          crop.left + at % y.shape.w * params.stride - params.pad, map[at]};
}

bool stronger(const ExcitingPatch& a, const ExcitingPatch& b) { return a.answer > b.answer; }

}  // namespace

void add_exciting_patches(const Network& network, const Dataset& data,
                          const Preprocessing& preprocessing, std::span<const int> pictures, int k,
                          std::vector<TowerPatches>& best) {
  const Shape& input = network.variant().input;
  check_input(data, input);
  check_side(data, preprocessing.picture_side, "the network was trained on");
  const Crop crop = centre_crop(data.side(), input.w);
  Tensor images("images", input.with_batch(int(pictures.size())));
  fill_test_batch(data, preprocessing, pictures, crop, images);
  const ConstTensorView x = images;
  std::size_t tower = 0;
  for (const int first : first_convolutions(network)) {
    const Network::Node& node = network.nodes()[first];
    if (tower == best.size()) best.push_back(no_patches(node, input.w));
    TowerPatches& patches = best[tower++];
    const ConvParams params = std::get<ConvSpec>(node.spec).params;
    const std::span<const Parameter> parameters = node.layer->parameters();
    const Tensor weight = parameters[0].value.to(Device::cpu());
    const Tensor bias = parameters[1].value.to(Device::cpu());
    Tensor y("y", conv_output_shape({&x.shape, 1}, weight.shape(), params));
    cpu::conv_forward({&x, 1}, weight, bias, y, params);
    parallel_for(weight.shape().n, [&](std::int64_t kernel) {
      for (std::size_t i = 0; i < pictures.size(); ++i)
        keep_best(patches.by_kernel[std::size_t(kernel)],
                  strongest(y, int(i), int(kernel), params, crop, pictures[i]), k, stronger);
    });
  }
}

std::vector<TowerPatches> exciting_patches(const Network& network, const Dataset& data,
                                           const Preprocessing& preprocessing, int k,
                                           const std::function<void(int done)>& progress) {
  std::vector<TowerPatches> best;
  std::vector<int> batch;
  for (int first = 0; first < data.size(); first += int(batch.size())) {
    batch.resize(std::size_t(std::min(kBatch, data.size() - first)));
    std::iota(batch.begin(), batch.end(), first);
    add_exciting_patches(network, data, preprocessing, batch, k, best);
    if (progress) progress(first + int(batch.size()));
  }
  return best;
}

Image patch_image(const Dataset& data, const TowerPatches& tower, const ExcitingPatch& patch) {
  const Image picture = to_image(data, patch.index);
  const Crop crop = centre_crop(data.side(), tower.crop_side);
  const int bottom = crop.top + tower.crop_side, right = crop.left + tower.crop_side;
  Image image = white_image(tower.width, tower.height);
  for (int y = 0; y < tower.height; ++y)
    for (int x = 0; x < tower.width; ++x) {
      const int from_x = patch.left + x, from_y = patch.top + y;
      if (from_x < crop.left || from_y < crop.top || from_x >= right || from_y >= bottom) continue;
      std::copy_n(picture.pixel(from_x, from_y), 3, image.pixel(x, y));
    }
  return image;
}

}  // namespace alexnet
