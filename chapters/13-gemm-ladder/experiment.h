#pragma once
#include <numeric>
#include <vector>

#include "core/compare.h"
#include "core/rng.h"
#include "cuda/memory.h"
#include "kernels.h"
#include "layers/gemm/gemm.h"

// Chapter 13: one product, to be computed by every rung.
namespace alexnet::course {

inline Tensor random_matrix(const char* name, int rows, int cols) {
  Tensor matrix(name, {1, 1, rows, cols});
  fill_normal(matrix, RandomStream(13, name), 0, 1);
  return matrix;
}

/// A and B, what the CPU's three loops make of them, and how often a rung has read each element.
struct Experiment {
  explicit Experiment(const Size& size_)
      : size(size_),
        a(random_matrix("a", size.rows, size.terms)),
        b(random_matrix("b", size.terms, size.cols)),
        c("c", {1, 1, size.rows, size.cols}) {
    const auto along = [](int count, int stride) { return cpu::offsets({{count, stride}}); };
    const cpu::Offsets a_row = along(size.rows, size.terms), a_col = along(size.terms, 1);
    const cpu::Offsets c_row = along(size.rows, size.cols), c_col = along(size.cols, 1);
    const cpu::Offsets b_row = along(size.terms, size.cols);
    cpu::naive::gemm({c.data(), c_row, c_col}, cpu::kZero, {a.data(), a_row, a_col},
                     {b.data(), b_row, c_col});
  }

  /// Runs a rung; returns whether its product is the CPU's, within what rounding may do.
  bool run(const Rung& rung, Count count) {
    const cuda::Stream stream(0);
    const Device device = Device::cuda(0);
    const Tensor device_a = a.to(device), device_b = b.to(device);
    Tensor device_c("c", c.shape(), device), product("product", c.shape());
    a_reads.assign(std::size_t(a.shape().size()), 0);
    b_reads.assign(std::size_t(b.shape().size()), 0);
    cuda::DeviceArray<unsigned> of_a(0, a_reads.size()), of_b(0, b_reads.size());
    rung.run(stream, {device_a.data(), device_b.data(), device_c.data(), of_a.data(), of_b.data()},
             size, count);
    of_a.copy_to_host(a_reads, stream);
    of_b.copy_to_host(b_reads, stream);
    stream.synchronize();
    copy(product, device_c);
    return compare(product, c, product_of(size.terms, rung.significant_bits)).ok;
  }

  double reads() const {
    return std::accumulate(a_reads.begin(), a_reads.end(), 0.0) +
           std::accumulate(b_reads.begin(), b_reads.end(), 0.0);
  }

  Size size;
  Tensor a, b, c;
  std::vector<unsigned> a_reads, b_reads;
};

}  // namespace alexnet::course
