#include "layers/gemm/gemm.h"

namespace alexnet::cpu {

void naive::gemm(TableMatrix<Real> c, Start start, TableMatrix<const Real> a,
                 TableMatrix<const Real> b) {
  for (std::size_t i = 0; i < c.row.size(); ++i)
    for (std::size_t j = 0; j < c.col.size(); ++j) {
      Real sum = start ? (*start)(i, j) : 0;
      for (std::size_t t = 0; t < a.col.size(); ++t) sum = multiply_add(a(i, t), b(t, j), sum);
      c(i, j) = sum;
    }
}

}  // namespace alexnet::cpu
