// A program for printers.py to stop in: a specimen of everything that gdb prints in a way of its
// own.
#include <limits>
#include <memory>

#include "core/image.h"
#include "core/tensor.h"

using namespace alexnet;

namespace {

Tensor counted(const std::string& name, Shape shape, Device device = Device::cpu()) {
  Tensor host(name, shape);
  for (std::int64_t i = 0; i < shape.size(); ++i) host.data()[i] = Real(i);
  return device.is_cpu() ? std::move(host) : host.to(device);
}

void look(const Tensor& tensor, TensorView view, const ConstTensorView& const_view) {
  static_cast<void>(tensor), static_cast<void>(view), static_cast<void>(const_view);  // stop here
}

}  // namespace

int main() {
  Tensor maps = counted("maps", {2, 3, 6, 8});
  const Tensor small = counted("small", {1, 1, 2, 2}), matrix = counted("matrix", {7, 9, 1, 1}),
               list = counted("list", Shape::vector(8)),
               large = counted("large", {1, 2, 1024, 1024});
  Tensor holes = counted("holes", {1, 1, 1, 3});
  holes.data()[1] = std::numeric_limits<Real>::quiet_NaN();
  const Tensor on_device = counted("on device", {1, 1, 1, 3}, Device::cuda(1));
  const HostView copied(on_device);
  const Tensor nothing;
  const std::unique_ptr<Tensor> pointer = std::make_unique<Tensor>("pointed at", Shape{1, 1, 1, 2});

  // What no program should hold, but a debugger meets: variables before they get their values, and
  // memory of a GPU.
  Real* const nowhere = reinterpret_cast<Real*>(16);
  const TensorView not_yet{nowhere, {0, -5, 1 << 30, 7}, Device::cpu()},
      wild{nowhere, {1, 1, 2, 2}, Device::cpu()}, far_away{nowhere, {1, 1, 2, 2}, Device::cuda(0)};
  Image picture(4, 2);
  picture.rgb[1] = 200;

  look(maps, maps, maps.view());
  return not_yet.empty() || wild.empty() || far_away.empty() || picture.width != 4 || !pointer;
}
