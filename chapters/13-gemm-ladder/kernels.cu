#include "kernels.h"

#include "cuda/memory.h"
#include "layers/gemm/gemm_1_naive.cuh"
#include "layers/gemm/gemm_2_shared_tile.cuh"
#include "layers/gemm/gemm_3_register_tile.cuh"
#include "layers/gemm/gemm_4_vectorized.cuh"
#include "layers/gemm/gemm_5_pipelined.cuh"
#include "layers/gemm/gemm_6_tensor_core.cuh"

namespace alexnet::course {
namespace {

using namespace cuda::gemm;

/// An operand of the ladder (gemm_operands.cuh) that counts how often each element is asked for.
struct CountedRows : Rows {
  unsigned* reads;
  Count count;

  __device__ const float* find(Line line, Term term) const {
    if (count == Count::all || (blockIdx.x == 0 && blockIdx.y == 0))
      atomicAdd(reads + line + term, 1u);
    return Rows::find(line, term);
  }
};

template <class Gemm>
void run(const cuda::Stream& stream, const Product& p, const Size& size, Count count) {
  const CountedRows a = {{p.a, size.terms}, p.a_reads, count};
  const Transposed<CountedRows> b = {{{p.b, size.cols}, p.b_reads, count}};
  Gemm::run(stream, a, b, MatrixSink{p.c, size.cols}, {size.rows, size.cols, size.terms});
}

/// Stores which thread has computed a sum, in place of the sum.
struct OwnerSink : MatrixSink {
  __device__ float value(float, const float*, int, int) const { return float(threadIdx.x); }
};

constexpr Rung kRungs[] = {{"1 naive", 1, 1, 24, run<Naive>},
                           {"2 shared_tile", 16, 16, 24, run<SharedTile>},
                           {"3 register_tile", 64, 128, 24, run<RegisterTile>},
                           {"4 vectorized", 64, 128, 24, run<Vectorized>},
                           {"5 pipelined", 64, 128, 24, run<Pipelined>},
                           {"6 tensor_core tf32", 128, 128, 11, run<TensorCore<Tf32>>},
                           {"6 tensor_core bf16", 128, 128, 8, run<TensorCore<Bf16>>}};

}  // namespace

std::span<const Rung> rungs() { return kRungs; }

std::vector<int> owners_in_tile() {
  constexpr int kRows = RegisterTile::BM, kCols = RegisterTile::BN, kTerms = RegisterTile::BK;
  const cuda::Stream stream(0);
  const cuda::DeviceArray<float> a(0, kRows * kTerms), b(0, kCols * kTerms);
  cuda::DeviceArray<float> c(0, kRows * kCols);
  RegisterTile::run(stream, Rows{a.data(), kTerms}, Rows{b.data(), kTerms},
                    OwnerSink{{c.data(), kCols}}, {kRows, kCols, kTerms});
  std::vector<float> owners(c.size());
  c.copy_to_host(owners, stream);
  stream.synchronize();
  return {owners.begin(), owners.end()};
}

}  // namespace alexnet::course
