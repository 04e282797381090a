#pragma once
#include <vector>

#include "data/drawn/drawn.h"
#include "model/network.h"

// Data parallelism without GPUs: networks with equal weights that see parts of one batch.
namespace alexnet::course {

/// Which pictures of the batch.
struct Part {
  int first, count;
};

struct DrawnBatch {
  static constexpr int kPictures = 16, kSide = 48;
  Tensor images{"images", {kPictures, 3, kSide, kSide}}, labels{"labels", Shape::vector(kPictures)};

  DrawnBatch() {
    for (int n = 0; n < kPictures; ++n) {
      const Image image = draw_image(/*label=*/n, kSide, /*seed=*/20, /*index=*/0);
      labels.data()[n] = Real(n);
      for (int c = 0; c < 3; ++c)
        for (int y = 0; y < kSide; ++y)
          for (int x = 0; x < kSide; ++x)
            images.view()(n, c, y, x) = (Real(image.pixel(x, y)[c]) - Real(127.5)) / 32;
    }
  }
};

/// The gradient of the mean loss of a part of the batch, for all parameters one after another.
inline std::vector<Real> gradient_of(const DrawnBatch& batch, Part part, bool dropout) {
  Network replica(narrowed(make_variant("demo"), 4), Placement{}, part.count);
  replica.initialize(/*seed=*/20);               // every replica has the same weights
  replica.set_highest_rung(cpu::kBitExactRung);  // the same on every processor
  replica.forward(batch.images.view().images(part.first, part.count),
                  {.training = dropout, .seed = 20});
  replica.backward(batch.labels.view().images(part.first, part.count));
  std::vector<Real> gradient;
  for (const Parameter* p : replica.parameters())
    gradient.insert(gradient.end(), p->grad.data(), p->grad.data() + p->grad.shape().size());
  return gradient;
}

}  // namespace alexnet::course
