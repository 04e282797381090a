#include "inspect/activations.h"

namespace alexnet {

void save_activations(const Path& path, Network& network, ConstTensorView images,
                      const std::vector<int>& labels) {
  network.forward(images, {});
  std::vector<NamedTensor> tensors = {{"data", images}};
  for (int i = 0; i < int(network.nodes().size()); ++i)
    tensors.push_back({network.nodes()[i].name, network.output(i)});

  Tensor label_tensor;
  Metadata metadata = {{"variant", network.variant().name}};
  if (!labels.empty()) {
    label_tensor = Tensor("labels", Shape::vector(int(labels.size())));
    for (std::size_t i = 0; i < labels.size(); ++i) label_tensor.data()[i] = Real(labels[i]);
    metadata["loss"] = fmt::format("{}", network.loss(label_tensor));
    network.backward(label_tensor, /*for_images=*/true);
    tensors.push_back({"data.grad", network.image_gradient()});
    for (int i = 0; i + 1 < int(network.nodes().size()); ++i)
      tensors.push_back({network.nodes()[i].name + ".grad", network.gradient(i)});
    for (const Parameter* p : network.parameters())
      tensors.push_back({p->name + ".grad", p->grad, p->rank});
  }
  save_safetensors(path, tensors, metadata);
}

}  // namespace alexnet
