#include "inspect/exciting_patches.h"

#include <algorithm>
#include <numeric>

#include "core/parallel.h"
#include "data/transforms.h"
#include "inspect/first_layer.h"

namespace alexnet {
namespace {

constexpr int kBatch = 32;

/// A copy of one tower's first layer, on the CPU, whichever device the network is on.
struct FirstLayer {
  FirstLayer(const Network::Node& node, int crop_side)
      : params(std::get<ConvSpec>(node.spec).params),
        weight(node.layer->parameters()[0].value.to(Device::cpu())),
        bias(node.layer->parameters()[1].value.to(Device::cpu())) {
    patches.node = node.name;
    patches.height = weight.shape().h;
    patches.width = weight.shape().w;
    patches.by_kernel.resize(std::size_t(weight.shape().n));
    patches.crop_side = crop_side;
  }

  ConvParams params;
  Tensor weight, bias;
  TowerPatches patches;
};

/// The largest value of a map, as a patch of the stored picture.
ExcitingPatch strongest(ConstTensorView y, int image, int kernel, const ConvParams& params,
                        const Crop& crop, int index) {
  const Real* map = &y(image, kernel, 0, 0);
  const int at = int(std::max_element(map, map + y.shape.map_size()) - map);
  return {index, crop.top + at / y.shape.w * params.stride - params.pad,
          crop.left + at % y.shape.w * params.stride - params.pad, map[at]};
}

void keep_best(std::vector<ExcitingPatch>& best, const ExcitingPatch& candidate, int k) {
  const auto stronger = [](const ExcitingPatch& a, const ExcitingPatch& b) {
    return a.answer > b.answer;
  };
  best.insert(std::upper_bound(best.begin(), best.end(), candidate, stronger), candidate);
  if (int(best.size()) > k) best.pop_back();
}

}  // namespace

std::vector<TowerPatches> exciting_patches(const Network& network, const Dataset& data,
                                           const Preprocessing& preprocessing, int k,
                                           const std::function<void(int done)>& progress) {
  const Shape& input = network.variant().input;
  check_input(data, input);
  check_side(data, preprocessing.picture_side, "the network was trained on");
  std::vector<FirstLayer> layers;
  for (int node : first_convolutions(network)) layers.emplace_back(network.nodes()[node], input.w);

  const Crop crop = centre_crop(data.side(), input.w);
  Tensor images("images", input.with_batch(kBatch));
  for (int first = 0; first < data.size(); first += kBatch) {
    std::vector<int> indices(std::size_t(std::min(kBatch, data.size() - first)));
    std::iota(indices.begin(), indices.end(), first);
    const TensorView batch = images.view().first(int(indices.size()));
    fill_test_batch(data, preprocessing, indices, crop, batch);
    for (FirstLayer& layer : layers) {
      const ConstTensorView x = batch;
      Tensor y("y", conv_output_shape({&x.shape, 1}, layer.weight.shape(), layer.params));
      cpu::conv_forward({&x, 1}, layer.weight, layer.bias, y, layer.params);
      parallel_for(std::int64_t(layer.patches.by_kernel.size()), [&](std::int64_t kernel) {
        for (int i = 0; i < int(indices.size()); ++i)
          keep_best(layer.patches.by_kernel[kernel],
                    strongest(y, i, int(kernel), layer.params, crop, indices[i]), k);
      });
    }
    if (progress) progress(indices.back() + 1);
  }
  std::vector<TowerPatches> result;
  for (FirstLayer& layer : layers) result.push_back(std::move(layer.patches));
  return result;
}

Image patch_image(const Dataset& data, const TowerPatches& tower, const ExcitingPatch& patch) {
  const Image picture = to_image(data, patch.index);
  const Crop crop = centre_crop(data.side(), tower.crop_side);
  const int bottom = crop.top + tower.crop_side, right = crop.left + tower.crop_side;
  Image image(tower.width, tower.height);
  std::fill(image.rgb.begin(), image.rgb.end(), std::uint8_t{255});
  for (int y = 0; y < tower.height; ++y)
    for (int x = 0; x < tower.width; ++x) {
      const int from_x = patch.left + x, from_y = patch.top + y;
      if (from_x < crop.left || from_y < crop.top || from_x >= right || from_y >= bottom) continue;
      std::copy_n(picture.pixel(from_x, from_y), 3, image.pixel(x, y));
    }
  return image;
}

}  // namespace alexnet
