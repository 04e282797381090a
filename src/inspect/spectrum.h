#pragma once
#include <vector>

#include "core/image.h"
#include "core/tensor.h"

namespace alexnet {

/// How a kernel's energy spreads over spatial frequencies: which stripes it answers to.
struct Spectrum {
  static constexpr int kSide = 32;  ///< frequencies per axis: more than weights, for a smooth map

  /// Power at frequency (fx, fy) cycles per pixel, both -0.5 ... 0.5, summed over the channels:
  /// row (fy + 0.5) * kSide, column (fx + 0.5) * kSide. Frequency 0 lies in the centre.
  std::vector<float> power;
  bool has_peak = false;     ///< some frequency other than 0 has power
  float frequency = 0;       ///< of the peak, cycles per pixel
  float stripe_angle = 0;    ///< between its stripes and the horizontal, 0 ... 180 degrees,
                             ///< counter-clockwise as they are seen
  float oriented_share = 0;  ///< of the power (without frequency 0's) around the peak
};

/// The power spectrum of one kernel. Each channel's mean is subtracted first: what is left is the
/// pattern and not the brightness.
Spectrum power_spectrum(ConstTensorView filters, int filter);

/// The spectrum as a grey picture, kSide x kSide, the strongest frequency white.
Image spectrum_picture(const Spectrum& spectrum);

}  // namespace alexnet
