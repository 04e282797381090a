#pragma once
#include "cuda/device.h"
#include "cuda/memory.h"
#include "cuda/stream.h"
#include "layers/gemm/gemm_rungs.cuh"
#include "layers/layer.h"
#include "support/compare.h"
#include "support/tensors.h"
#if defined(ALEXNET_SIMULATOR)
#include "support/simulator.h"
#endif

// For tests of kernels: on a GPU, or in the simulator in every order of threads.
namespace alexnet::test {

inline constexpr Device kDevice = Device::cuda(0);

/// Ends a test where there is no device to run it.
#define NEEDS_DEVICE() \
  if (::alexnet::cuda::device_count() == 0) SKIP_TEST(::alexnet::cuda::why_no_devices())

/// How many significant bits factors have when a device multiplies them that way.
inline int factor_bits(Math math) {
  switch (math) {
    case Math::tf32:
      return 11;
    case Math::bf16:
      return 8;
    default:
      return 24;
  }
}

/// The rungs of a ladder that the device can run: old ones have no tensor cores for tf32 and bf16.
template <class Rung>
std::vector<Rung> on_device(std::span<const Rung> rungs) {
  const cuda::Stream stream(kDevice.index);
  std::vector<Rung> result;
  for (const Rung& rung : rungs)
    if (cuda::gemm::can_multiply(stream, rung.math)) result.push_back(rung);
  return result;
}

/// A tensor's copy on the device.
inline Tensor on_device(const Tensor& tensor) { return tensor.to(kDevice); }

/// Numbers of another type, on the device.
template <class T>
class DeviceArray {
 public:
  explicit DeviceArray(const std::vector<T>& values)
      : size_(values.size()),
        memory_(static_cast<T*>(cuda::allocate(kDevice.index, size_ * sizeof(T)))) {
    copy(memory_, kDevice, values.data(), Device::cpu());
  }
  ~DeviceArray() { cuda::release(kDevice.index, memory_); }
  DeviceArray(const DeviceArray&) = delete;
  DeviceArray& operator=(const DeviceArray&) = delete;

  T* data() { return memory_; }
  /// Waits for the device.
  std::vector<T> fetch() const {
    cuda::synchronize(kDevice.index);
    std::vector<T> values(size_);
    copy(values.data(), Device::cpu(), memory_, kDevice);
    return values;
  }

 private:
  void copy(T* to, const Device& to_device, const T* from, const Device& from_device) const {
    const cuda::Stream stream(kDevice.index);
    cuda::copy_async(to, to_device, from, from_device, size_ * sizeof(T), stream);
    stream.synchronize();
  }
  std::size_t size_;
  T* memory_;
};

/// Memory of the device for an op to write to: NaN wherever the op should write, poisoned margins
/// on both sides where it should not.
class DeviceOutput {
 public:
  explicit DeviceOutput(const Shape& shape) : shape_(shape) {
    Tensor host("output", whole_shape());
    std::fill_n(host.data(), host.shape().size(), kPoison);
    std::fill_n(host.data() + kMargin, shape.size(), std::numeric_limits<Real>::quiet_NaN());
    memory_ = host.to(kDevice);
  }

  TensorView view() { return {memory_.data() + kMargin, shape_, kDevice}; }
  operator TensorView() { return view(); }
  operator ConstTensorView() { return view(); }

  /// What the op wrote; checks the margins. Waits for the device.
  Tensor fetch() const {
    const Tensor host = memory_.to(Device::cpu());
    const Real* end = host.data() + host.shape().size();
    CHECK(std::count(host.data(), host.data() + kMargin, kPoison) == kMargin);
    CHECK(std::count(end - kMargin, end, kPoison) == kMargin);
    Tensor result("output", shape_);
    std::copy_n(host.data() + kMargin, shape_.size(), result.data());
    return result;
  }

 private:
  Shape whole_shape() const { return Shape::vector(int(shape_.size()) + 2 * kMargin); }

  static constexpr int kMargin = 64;  // keeps vectors aligned
  static constexpr Real kPoison = Real(-12345.678);
  Shape shape_;
  Tensor memory_;
};

/// Calls body() with threads of a block taking turns forward, reversed and shuffled; once on a GPU.
template <class Body>
void in_every_thread_order(Body body) {
#if defined(ALEXNET_SIMULATOR)
  for (const simulator::ThreadOrder order : kThreadOrders) {
    const WithThreadOrder with(order);
    INFO("threads " << with.name());
    body();
  }
#else
  body();
#endif
}

}  // namespace alexnet::test
