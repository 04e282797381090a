#pragma once
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include "core/tensor.h"

namespace alexnet::cuda {

class Stream;

/// Memory on one device, set to zero. Errors: no such device, out of memory.
void* allocate(int device, std::size_t size_bytes);
/// Waits until the device is done with what may use the memory.
void release(int device, void* memory) noexcept;

/// Host memory that a device reads and writes by itself while the host does other things.
void* allocate_pinned(std::size_t size_bytes);
void release_pinned(void* memory) noexcept;

/// Copies bytes between any two of: the stream's device, another device, the host. In the stream's
/// order; returns at once if the host's side is pinned. Between two devices the bytes go directly
/// if the machine can do that (NVLink, PCIe peer to peer), and through the host if it cannot.
void copy_async(void* to, const Device& to_device, const void* from, const Device& from_device,
                std::size_t size_bytes, const Stream& stream);
/// The same for tensors of equal shapes.
void copy_async(TensorView to, ConstTensorView from, const Stream& stream);
/// Sets bytes, in the stream's order.
void memset_async(void* to, int value, std::size_t size_bytes, const Stream& stream);

/// Elements in pinned memory of the host; can be moved, not copied. Not cleared.
template <class T>
class PinnedArray {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  PinnedArray() = default;
  explicit PinnedArray(std::size_t size)
      : data_(static_cast<T*>(allocate_pinned(size * sizeof(T)))), size_(size) {}
  ~PinnedArray() {
    if (data_) release_pinned(data_);
  }
  PinnedArray(PinnedArray&& other) noexcept { *this = std::move(other); }
  PinnedArray& operator=(PinnedArray&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }

  T* data() { return data_; }
  const T* data() const { return data_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T& operator[](std::size_t i) { return data_[i]; }
  operator std::span<T>() { return {data_, size_}; }
  operator std::span<const T>() const { return {data_, size_}; }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

/// Elements in the memory of a device; zero initially.
template <class T>
class DeviceArray {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  DeviceArray() = default;
  DeviceArray(int device, std::size_t size)
      : device_(device), data_(static_cast<T*>(allocate(device, size * sizeof(T)))), size_(size) {}
  ~DeviceArray() {
    if (data_) release(device_, data_);
  }
  DeviceArray(DeviceArray&& other) noexcept { *this = std::move(other); }
  DeviceArray& operator=(DeviceArray&& other) noexcept {
    std::swap(device_, other.device_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }

  T* data() { return data_; }
  const T* data() const { return data_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  /// Copy all elements from and to the host, in the stream's order. They return at once if the
  /// host's memory is pinned.
  void copy_from_host(std::span<const T> host, const Stream& stream) {
    ALEXNET_CHECK_EQ(host.size(), size_);
    copy_async(data_, Device::cuda(device_), host.data(), Device::cpu(), size_ * sizeof(T), stream);
  }
  void copy_to_host(std::span<T> host, const Stream& stream) const {
    ALEXNET_CHECK_EQ(host.size(), size_);
    copy_async(host.data(), Device::cpu(), data_, Device::cuda(device_), size_ * sizeof(T), stream);
  }

 private:
  int device_ = 0;
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace alexnet::cuda
