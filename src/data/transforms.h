#pragma once
#include <array>
#include <span>

#include "core/rng.h"
#include "cuda/stream.h"
#include "data/dataset.h"
#include "data/preprocessing.h"

// From a stored picture to what the network sees: cut out a smaller square, perhaps mirror it,
// subtract the mean picture, perhaps shift its colours. Paper: section 4.1.
namespace alexnet {

/// The colour noise of section 4.1: one shift for the whole picture, along the principal components
/// of all colours. Paper and released code differ.
enum class ColourNoise {
  none,
  /// The paper's text: 0.1 N(0,1) times the *eigenvalue* of each component, colours from 0 to 1.
  eigenvalues,
  /// The 2012 code: 0.1 N(0,1) times the *standard deviation* of each component - a shift about
  /// twice as large on photographs - and then the whole input divided by 1.1.
  standard_deviations,
};

/// How training pictures are varied. With everything off, what is left is the central crop.
struct Augmentation {
  bool crops_and_reflections = true;
  ColourNoise colour_noise = ColourNoise::eigenvalues;
};

/// One way to look at a picture.
struct Crop {
  int top = 0, left = 0;
  bool mirrored = false;
  std::array<float, 3> colour_shift = {};  ///< added to red, green and blue, 0 ... 255
  float divisor = 1;                       ///< of all values, in addition to Preprocessing's
};

Crop centre_crop(int side, int crop_side);
/// The ten crops of the paper's test: four corners and centre, then their mirror images.
std::array<Crop, 10> ten_crops(int side, int crop_side);
/// The training crop of one picture in one epoch: a pure function of the arguments.
Crop random_crop(const Augmentation& augmentation, const Statistics& statistics, int side,
                 int crop_side, RandomStream stream);

/// Writes the crop, (channels, crop_side, crop_side) floats, as the network reads it:
///
///     to[c,y,x] = (picture[c, top + y, left + x] - mean[c, .., ..] + colour_shift[c]) / divisor
///
/// where the picture's x runs from right to left if the crop is mirrored, the mean is that of the
/// same place or of the central crop (MeanCrop), and the divisor is Preprocessing's times Crop's.
/// Paper: sections 2 (the mean) and 4.1 (crops, mirror images, colours).
/// Shapes: picture (C, side, side) bytes; the mean image (1, C, side, side).
/// Errors: another size, a crop that reaches beyond the picture.
/// Cost:   two reads, two additions and a multiplication for each number.
void preprocess(std::span<const std::uint8_t> picture, const Preprocessing& preprocessing,
                const Crop& crop, int crop_side, float* to);
/// Fills `images` with one crop of each of these pictures, for testing: nothing is random.
void fill_test_batch(const Dataset& data, const Preprocessing& preprocessing,
                     std::span<const int> indices, const Crop& crop, TensorView images);

namespace cuda {

/// preprocess() for a whole batch on the device, which gets the pictures as they are stored: a
/// quarter of the bytes. The same arithmetic, bit for bit: no sum follows a product, so there is
/// nothing to fuse.
///
/// Shapes: pictures (N, C, side, side) bytes; N crops; mean_image (1, C, side, side);
///         to (N, C, crop side, crop side). All on the device of the stream.
/// Errors: shapes that do not fit. A GPU cannot throw: a crop not inside its picture gives NaN.
void preprocess_batch(const Stream& stream, const std::uint8_t* pictures, const Crop* crops,
                      ConstTensorView mean_image, MeanCrop mean_crop, float divisor, TensorView to);

}  // namespace cuda

}  // namespace alexnet
