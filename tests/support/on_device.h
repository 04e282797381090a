#pragma once
#include <cstdlib>

#include "cuda/device.h"
#include "cuda/memory.h"
#include "cuda/stream.h"
#include "layers/gemm/can_multiply.h"
#include "layers/layer.h"
#include "support/compare.h"
#include "support/tensors.h"
#if defined(ALEXNET_SIMULATOR)
#include "support/simulator.h"
#endif

// For tests of kernels: on a GPU, or in the simulator in every order of threads.
namespace alexnet::test {

inline constexpr Device kDevice = Device::cuda(0);

/// Why the first device cannot run our kernels; empty if it can.
inline std::string why_no_device() {
  try {
    cuda::check_device(kDevice.index);
  } catch (const DeviceUnavailable& error) {
    return error.what();
  }
  return "";
}

/// Skips a test if there is no device to run it; where $ALEXNET_REQUIRE_GPU says that there must be
/// one, the test fails.
#define NEEDS_DEVICE()                                      \
  if (!::alexnet::test::why_no_device().empty()) {          \
    INFO(::alexnet::test::why_no_device());                 \
    REQUIRE(std::getenv("ALEXNET_REQUIRE_GPU") == nullptr); \
    SKIP_TEST(::alexnet::test::why_no_device());            \
  }

/// The rungs of a ladder that the device can run: old devices lack tensor cores for tf32 and bf16.
template <class Rung>
std::vector<Rung> runnable(std::span<const Rung> rungs) {
  std::vector<Rung> result;
  for (const Rung& rung : rungs)
    if (cuda::can_multiply(kDevice.index, rung.math)) result.push_back(rung);
  return result;
}

/// A tensor's copy on the device.
inline Tensor on_device(const Tensor& tensor) { return tensor.to(kDevice); }

/// The same for elements of any type.
template <class T>
cuda::DeviceArray<T> on_device(const std::vector<T>& values) {
  cuda::DeviceArray<T> array(kDevice.index, values.size());
  const cuda::Stream stream(kDevice.index);
  array.copy_from_host(values, stream);
  stream.synchronize();
  return array;
}

/// Its values, copied back. Waits for the device.
template <class T>
std::vector<T> fetch(const cuda::DeviceArray<T>& array) {
  cuda::synchronize(kDevice.index);
  std::vector<T> values(array.size());
  const cuda::Stream stream(kDevice.index);
  array.copy_to_host(values, stream);
  stream.synchronize();
  return values;
}

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

/// Calls body() with threads of a block taking turns forward, reversed and shuffled; on a GPU,
/// which has an order of its own each time, three times. Under a sanitizer once, shuffled: whether
/// an access is out of bounds, or two of them race, depends on no order.
template <class Body>
void in_every_thread_order(Body body) {
#if defined(ALEXNET_SIMULATOR)
#if defined(ALEXNET_ASAN) || defined(ALEXNET_TSAN)
  const auto orders = {simulator::ThreadOrder::shuffled};
#else
  const auto& orders = kThreadOrders;
#endif
  for (const simulator::ThreadOrder order : orders) {
    const WithThreadOrder with(order);
    INFO("threads " << with.name());
    body();
  }
#else
  for (int i = 0; i < 3; ++i) body();
#endif
}

}  // namespace alexnet::test
