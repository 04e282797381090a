#pragma once
#include <cstdint>
#include <span>

#include "core/tensor.h"

// Chapter 1: the exercises. Each stub beside this file is one of them.
namespace alexnet::course {

/// Where an element is.
struct Place {
  int n, c, y, x;
};

/// Exercise 1 (one line). The position in memory of the element at `place`, without using
/// Shape::offset().
std::int64_t offset_of(const Shape& shape, const Place& place);

/// Exercise 2 (four lines). The other way round: which element lies at that position.
Place place_of(const Shape& shape, std::int64_t offset);

/// Exercise 3 (five to eight lines). Writes picture `n` of x from its bytes in pixel order: pixel
/// after pixel, each as red, green, blue. Each element of x becomes byte - mean.
///     pixels: x.shape.h * x.shape.w * 3 bytes; x (N, 3, H, W)
void put_picture(std::span<const std::uint8_t> pixels, float mean, int n, TensorView x);

/// Exercise 4 (six to ten lines). The mean of each channel over all pictures and pixels.
///     x (N, C, H, W); means (C), to be written
void channel_means(ConstTensorView x, TensorView means);

}  // namespace alexnet::course
