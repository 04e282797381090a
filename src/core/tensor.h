#pragma once
#include <memory>
#include <span>
#include <string>

#include "core/device.h"
#include "core/real.h"
#include "core/shape.h"

namespace alexnet {

/// A read-only view of a tensor owned elsewhere: a pointer, a shape and a device. Passed by value.
/// If it lives on a GPU, its elements are for that GPU to read; the host makes a copy first.
struct ConstTensorView {
  const Real* data = nullptr;
  Shape shape;
  Device device;

  const Real& operator()(int n, int c, int y, int x) const {
    return data[shape.offset(n, c, y, x)];
  }
  /// True for a view of nothing; backward passes use it to say "this gradient is not wanted".
  bool empty() const { return data == nullptr; }
  /// The first `batch` images.
  ConstTensorView first(int batch) const { return images(0, batch); }
  /// Images first ... first + count - 1.
  ConstTensorView images(int first, int count) const {
    return {data + first * shape.image_size(), shape.with_batch(count), device};
  }
  std::span<const Real> values() const { return {data, std::size_t(shape.size())}; }
};

/// A view of a tensor owned elsewhere, to be written (or read).
struct TensorView {
  Real* data = nullptr;
  Shape shape;
  Device device;

  Real& operator()(int n, int c, int y, int x) const { return data[shape.offset(n, c, y, x)]; }
  bool empty() const { return data == nullptr; }
  TensorView first(int batch) const { return images(0, batch); }
  TensorView images(int first, int count) const {
    return {data + first * shape.image_size(), shape.with_batch(count), device};
  }
  std::span<Real> values() const { return {data, std::size_t(shape.size())}; }
  operator ConstTensorView() const { return {data, shape, device}; }
};

/// A named block of numbers on one device. Owns its memory; can be moved, but never copied by
/// accident: bytes go from one place to another only where the code says copy() or to().
class Tensor {
 public:
  Tensor() = default;
  /// Allocates; every element starts at zero. Throws if there is no such device.
  Tensor(std::string name, Shape shape, Device device = Device::cpu());

  const std::string& name() const { return name_; }
  const Shape& shape() const { return shape_; }
  const Device& device() const { return device_; }
  std::int64_t size_bytes() const { return shape_.size() * std::int64_t{sizeof(Real)}; }
  bool empty() const { return data_ == nullptr; }

  Real* data() { return data_.get(); }
  const Real* data() const { return data_.get(); }
  TensorView view() { return {data_.get(), shape_, device_}; }
  ConstTensorView view() const { return {data_.get(), shape_, device_}; }
  operator TensorView() { return view(); }
  operator ConstTensorView() const { return view(); }

  /// A copy of this tensor on that device.
  Tensor to(Device device) const;

 private:
  struct Free {
    Device device;
    void operator()(Real* data) const;
  };
  std::string name_;
  Shape shape_;
  Device device_;
  std::unique_ptr<Real[], Free> data_;
};

/// Copies every element of src into dst: equal shapes, any two devices. The host waits for all work
/// of both devices and for the copy; cuda/memory.h has copies that do not wait.
void copy(TensorView dst, ConstTensorView src);

/// A view that the host can read: of the tensor itself if it lives on the CPU, else of a copy.
class HostView {
 public:
  explicit HostView(ConstTensorView tensor);
  ConstTensorView view;

 private:
  Tensor copy_;
};

/// Sets every element; on the CPU only.
void fill(TensorView dst, Real value);

}  // namespace alexnet
