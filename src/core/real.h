#pragma once
#include <cmath>

// The number type of every tensor: float, always - in the program that you run.
//
// Gradient checks need more digits than a float has: (f(x + h) - f(x - h)) / 2h loses half of them.
// So the build compiles core/, layers/ and model/ a second time with Real = double into a library
// of its own, used by the gradient-check tests only. That second build also renames the namespace
// (`-Dalexnet=alexnet_f64`, see src/CMakeLists.txt), so that both can live in one process and no
// source file carries a template parameter for it.
namespace alexnet {

#ifdef ALEXNET_F64
using Real = double;
#else
using Real = float;
#endif

/// a * b + c with one rounding, where the processor has the instruction.
///
/// The compiler is told never to fuse a product and a sum on its own (-ffp-contract=off). Every
/// layer says what it wants, so a sum is the same at -O0 and at -O3 and on every rung of a ladder.
inline Real multiply_add(Real a, Real b, Real c) {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA) || defined(__CUDA_ARCH__)
  return std::fma(a, b, c);
#else
  return a * b + c;  // without the instruction, std::fma is a slow library call
#endif
}

}  // namespace alexnet
