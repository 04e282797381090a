#include "core/tensor.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "core/host_memory.h"
#include "core/parallel.h"

namespace alexnet {

void Tensor::Free::operator()(Real* data) const { release_host(data); }

Tensor::Tensor(std::string name, Shape shape, Device device)
    : name_(std::move(name)), shape_(shape), device_(device) {
  check_extents(shape);
  check_available(device);
  try {
    data_.reset(static_cast<Real*>(allocate_host(std::size_t(size_bytes()))));
  } catch (const std::bad_alloc&) {
    throw_error("tensor '{}' {}: no memory for {} MiB; use a smaller batch", name_, to_text(shape),
                size_bytes() >> 20);
  }
  fill(view(), 0);
}

Tensor Tensor::to(Device device) const {
  Tensor result(name_, shape_, device);
  copy(result, *this);
  return result;
}

void copy(TensorView dst, ConstTensorView src) {
  ALEXNET_CHECK_EQ(dst.shape, src.shape);
  parallel_ranges(src.shape.size(), 1 << 16, [&](std::int64_t begin, std::int64_t end) {
    std::memcpy(dst.data + begin, src.data + begin, std::size_t(end - begin) * sizeof(Real));
  });
}

void fill(TensorView dst, Real value) {
  parallel_ranges(dst.shape.size(), 1 << 16, [&](std::int64_t begin, std::int64_t end) {
    std::fill(dst.data + begin, dst.data + end, value);
  });
}

}  // namespace alexnet
