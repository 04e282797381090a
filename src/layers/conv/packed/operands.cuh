#pragma once
#include "cuda/fast_divmod.h"
#include "layers/conv/packed/pack.h"
#include "layers/gemm/gemm_operands.cuh"

// Packed tensors as operands of a product: as in gemm_operands.cuh, with chunks in place of
// numbers. The place of a chunk is the sum of a part from its line and a part from its term.
namespace alexnet::cuda::packed {

/// A matrix, row by row. Lines are its rows.
struct PackedRows {
  static constexpr bool kTermsAdjacent = true;
  using Line = int;
  using Term = int;

  const Chunk* data;
  int stride;  ///< chunks from one row to the next

  __device__ Line line(int i) const { return i * stride; }
  __device__ Term term(int chunk) const { return chunk; }
  __device__ const Chunk* find(Line line, Term term) const { return data + (line + term); }
};

/// Packed maps as their windows see them. Lines are windows, numbered over the batch; terms are the
/// numbers of a window, one row's run after another. There is nothing to check: the border is in
/// memory.
struct PackedWindows {
  static constexpr bool kTermsAdjacent = true;
  using Line = int;
  using Term = int;

  const Chunk* data;
  FastDivmod out_width, out_height, run;
  int step, row_step, image_skip, run_skip;
  /// The first window begins at `origin`.
  PackedWindows(const Chunk* maps, const Layout& l, const WindowGrid& w, const Margin& origin = {})
      : data(maps + (origin.rows * l.pitch + origin.pixels * l.pixel / l.chunk)),
        out_width(w.out_width),
        out_height(w.out_height),
        run(int(l.run_chunks(w))),
        step(int(l.step_chunks(w))),
        row_step(w.stride * int(l.pitch)),
        image_skip(int((l.rows - std::int64_t{w.out_height} * w.stride) * l.pitch)),
        run_skip(int(l.pitch - l.run_chunks(w))) {}

  /// Rows of windows are row_step apart over the whole batch, except that between two images lie
  /// the rows of pixels that only an image's last windows see, and those that none sees.
  __device__ Line line(int i) const {
    const auto [row, x] = out_width(i);
    return row * row_step + out_height.quotient(row) * image_skip + x * step;
  }
  __device__ Term term(int chunk) const { return chunk + run.quotient(chunk) * run_skip; }
  __device__ const Chunk* find(Line line, Term term) const { return data + (line + term); }
};

}  // namespace alexnet::cuda::packed
