#include "core/tensor.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "core/device_memory.h"
#include "core/parallel.h"

namespace alexnet {

void Tensor::Free::operator()(Real* data) const { release_on(device, data); }

Tensor::Tensor(std::string name, Shape shape, Device device)
    : name_(std::move(name)), shape_(shape), device_(device) {
  check_extents(shape);
  try {
    Real* data = static_cast<Real*>(allocate_on(device, std::size_t(size_bytes())));
    data_ = {data, Free{device}};
  } catch (const std::bad_alloc&) {
    throw_error("tensor '{}' {}: not enough memory for {} MiB; use a smaller batch", name_,
                to_text(shape), size_bytes() >> 20);
  }
  if (device.is_cpu()) fill(view(), 0);  // a GPU's memory is cleared already
}

Tensor Tensor::to(Device device) const {
  Tensor result(name_, shape_, device);
  copy(result, *this);
  return result;
}

void copy(TensorView dst, ConstTensorView src) {
  ALEXNET_CHECK_EQ(dst.shape, src.shape);
  if (!dst.device.is_cpu() || !src.device.is_cpu()) {
    copy_between(dst.data, dst.device, src.data, src.device,
                 std::size_t(src.shape.size()) * sizeof(Real));
    return;
  }
  parallel_ranges(src.shape.size(), 1 << 16, [&](std::int64_t begin, std::int64_t end) {
    std::memcpy(dst.data + begin, src.data + begin, std::size_t(end - begin) * sizeof(Real));
  });
}

HostView::HostView(ConstTensorView tensor) : view(tensor) {
  if (tensor.device.is_cpu()) return;
  copy_ = Tensor("copy", tensor.shape);
  copy(copy_, tensor);
  view = copy_;
}

void fill(TensorView dst, Real value) {
  ALEXNET_CHECK_EQ(dst.device, Device::cpu(dst.device.index));
  parallel_ranges(dst.shape.size(), 1 << 16, [&](std::int64_t begin, std::int64_t end) {
    std::fill(dst.data + begin, dst.data + end, value);
  });
}

}  // namespace alexnet
