// What an iteration does besides the layers: pictures are preprocessed, gradients added, weights
// moved, errors counted.
#include "bench/op_families.h"
#include "cuda/device.h"
#include "cuda/memory.h"
#include "data/transforms.h"
#include "layers/add/add.h"
#include "layers/roundings.h"
#include "predict/error_counts.h"
#include "predict/evaluate.h"
#include "train/recipe.h"
#include "train/sgd.h"

namespace alexnet {
namespace {

/// A copy of the values on the device.
template <class T>
cuda::DeviceArray<T> device_array(int device, const std::vector<T>& values) {
  cuda::DeviceArray<T> array(device, values.size());
  const cuda::Stream stream(device);
  array.copy_from_host(values, stream);
  stream.synchronize();
  return array;
}

/// Counts as a tensor, to be compared.
Tensor as_tensor(const ErrorCounts& counts) {
  Tensor tensor("pictures, top-1, top-5, loss", Shape::vector(4));
  tensor.data()[0] = Real(counts.pictures);
  tensor.data()[1] = Real(counts.top1_wrong);
  tensor.data()[2] = Real(counts.top5_wrong);
  tensor.data()[3] = Real(counts.loss);
  return tensor;
}

}  // namespace

void visit_preprocess(const Variant& variant, int batch_size, int device, const Visit& visit) {
  const Shape shape = variant.input.with_batch(batch_size);
  const Recipe recipe = recipe_for(variant.name);
  const int side = recipe.picture_side;
  Preprocessing preprocessing;
  preprocessing.mean_crop = recipe.mean_crop;
  preprocessing.divisor = recipe.divisor;
  Twin mean = random_twin("mean", {1, shape.c, side, side}, Device::cuda(device));
  preprocessing.statistics.mean_image = mean.host.to(Device::cpu());
  preprocessing.statistics.colour_variance = {14830, 1376, 389};
  preprocessing.statistics.colour_direction = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

  const std::size_t picture_size = std::size_t(mean.host.shape().size());
  std::vector<std::uint8_t> pictures(std::size_t(batch_size) * picture_size);
  std::vector<Crop> crops;
  RandomSequence random(RandomStream(1, "pictures"));
  for (std::uint8_t& byte : pictures) byte = std::uint8_t(random.below(256));
  Twin to = empty_twin("to", shape, Device::cuda(device));
  for (int n = 0; n < batch_size; ++n) {
    crops.push_back(random_crop({}, preprocessing.statistics, side, shape.w,
                                RandomStream(1, "crop", std::uint64_t(n))));
    preprocess(std::span(pictures).subspan(std::size_t(n) * picture_size, picture_size),
               preprocessing, crops.back(), shape.w, &to.host.view()(n, 0, 0, 0));
  }
  const cuda::DeviceArray<std::uint8_t> device_pictures = device_array(device, pictures);
  const cuda::DeviceArray<Crop> device_crops = device_array(device, crops);

  OpCase c{.node = kDataNode, .op = "preprocess_batch", .output = shape};
  c.bytes = double(shape.size()) * (sizeof(std::uint8_t) + sizeof(Real));
  c.run = [&](const cuda::Stream& s) {
    cuda::preprocess_batch(s, device_pictures.data(), device_crops.data(), mean.device,
                           recipe.mean_crop, recipe.divisor, to.device);
  };
  set_results(c, {{to.device, to.host, exact()}});
  visit(c);
}

void visit_add(const std::string& node, const Shape& shape, Device device, const Visit& visit) {
  const Twin from = random_twin(node + ".second_gradient", shape, device);
  Twin sum = random_twin(node + ".first_gradient", shape, device);
  const Tensor before = sum.host.to(Device::cpu());
  cpu::add(sum.host, from.host);
  OpCase c{.node = node, .op = "add", .output = shape};
  c.bytes = 3 * double(sum.host.size_bytes());
  c.run = [&](const cuda::Stream& s) { cuda::add(s, sum.device, from.device); };
  set_results(c, {{sum.device, sum.host, exact(), before}});
  visit(c);
}

void visit_sgd(LayerProblem& p, const Visit& visit) {
  const Parameter& weight = p.cpu_layer->parameters()[0];
  const Shape shape = weight.value.shape();
  const Twin grad = random_twin(weight.name + ".grad", shape, p.device);
  Twin w = random_twin(weight.name, shape, p.device);
  Twin v = random_twin(weight.name + ".velocity", shape, p.device);
  const Tensor w_before = w.host.to(Device::cpu()), v_before = v.host.to(Device::cpu());
  constexpr float kRate = 0.1f, kMomentum = 0.9f, kDecay = 0.05f;
  cpu::sgd_update(w.host, v.host, grad.host, kRate, kMomentum, kDecay);
  OpCase c{.node = p.node.name, .op = "sgd_update", .output = shape};
  c.bytes = 5 * double(w.host.size_bytes());
  c.run = [&](const cuda::Stream& s) {
    cuda::sgd_update(s, w.device, v.device, grad.device, kRate, kMomentum, kDecay);
  };
  set_results(c, {{w.device, w.host, units_in_last_place(sgd_roundings(), w.host), w_before},
                  {v.device, v.host, units_in_last_place(sgd_roundings(), v.host), v_before}});
  visit(c);
}

void visit_error_counts(LayerProblem& p, const Visit& visit) {
  const Twin &probs = p.y, &labels = p.grad_y;
  std::vector<int> label_numbers;
  for (const Real label : labels.host.view().values()) label_numbers.push_back(int(label));
  ErrorCounts expected;
  expected.add(probs.host, label_numbers);

  cuda::DeviceArray<ErrorCounts> counts = device_array(p.device.index, std::vector<ErrorCounts>(1));
  OpCase c{
      .node = p.node.name, .op = "count_errors", .output = Shape::vector(4), .bytes = p.y_bytes()};
  c.prepare = [&] { counts = device_array(p.device.index, std::vector<ErrorCounts>(1)); };
  c.run = [&](const cuda::Stream& s) {
    cuda::count_errors(s, probs.device, labels.device, counts.data());
  };
  c.compare = [&] {
    std::vector<ErrorCounts> fetched(1);
    cuda::synchronize(p.device.index);
    const cuda::Stream stream(p.device.index);
    counts.copy_to_host(fetched, stream);
    stream.synchronize();
    return compare(as_tensor(fetched[0]), as_tensor(expected),
                   sum_of(1));  // doubles, rounded to floats
  };
  visit(c);
}

}  // namespace alexnet
