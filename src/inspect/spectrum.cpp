#include "inspect/spectrum.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

namespace alexnet {
namespace {

constexpr int kSide = Spectrum::kSide, kCentre = kSide / 2;

float mean_of(ConstTensorView filters, int filter, int channel) {
  double sum = 0;
  for (int y = 0; y < filters.shape.h; ++y)
    for (int x = 0; x < filters.shape.w; ++x) sum += filters(filter, channel, y, x);
  return float(sum / double(filters.shape.map_size()));
}

/// e^(-2 pi i f t) for the frequency of a row or column of the spectrum.
std::complex<float> wave(int index, int t) {
  const float frequency = float(index - kCentre) / kSide;
  return std::polar(1.0f, -2 * std::numbers::pi_v<float> * frequency * float(t));
}

/// Adds |F(fy, fx)|^2 of one channel: first along rows, then along columns.
void add_power(std::vector<float>& power, ConstTensorView filters, int filter, int channel) {
  const int height = filters.shape.h, width = filters.shape.w;
  const float mean = mean_of(filters, filter, channel);
  std::vector<std::complex<float>> rows(std::size_t(height) * kSide);
  for (int y = 0; y < height; ++y)
    for (int fx = 0; fx < kSide; ++fx)
      for (int x = 0; x < width; ++x)
        rows[y * kSide + fx] += (filters(filter, channel, y, x) - mean) * wave(fx, x);
  for (int fy = 0; fy < kSide; ++fy)
    for (int fx = 0; fx < kSide; ++fx) {
      std::complex<float> sum = 0;
      for (int y = 0; y < height; ++y) sum += rows[y * kSide + fx] * wave(fy, y);
      power[fy * kSide + fx] += std::norm(sum);
    }
}

/// The power within two steps of the peak and of its mirror image, as a share of the total.
float share_around(const std::vector<float>& power, int peak_y, int peak_x) {
  double all = 0, near = 0;
  // The spectrum is periodic: after the last row and column come the first.
  const auto steps = [](int from, int to) {
    const int there = std::abs(from - to) % kSide;
    return std::min(there, kSide - there);
  };
  const auto is_near = [&](int y, int x, int py, int px) {
    return steps(y, py) <= 2 && steps(x, px) <= 2;
  };
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x) {
      all += power[y * kSide + x];
      if (is_near(y, x, peak_y, peak_x) || is_near(y, x, kSide - peak_y, kSide - peak_x))
        near += power[y * kSide + x];
    }
  return all > 0 ? float(near / all) : 0;
}

}  // namespace

Spectrum power_spectrum(ConstTensorView filters, int filter) {
  Spectrum spectrum;
  spectrum.power.assign(std::size_t(kSide) * kSide, 0);
  for (int c = 0; c < filters.shape.c; ++c) add_power(spectrum.power, filters, filter, c);

  const auto peak = std::max_element(spectrum.power.begin(), spectrum.power.end());
  // Rounding leaves a little power in a constant kernel.
  double energy = 0;
  for (const float* w = &filters(filter, 0, 0, 0);
       const float weight : std::span(w, std::size_t(filters.shape.image_size())))
    energy += double(weight) * weight;
  if (*peak <= 1e-9 * energy || energy == 0) return spectrum;

  const int at = int(peak - spectrum.power.begin());
  const float fy = float(at / kSide - kCentre) / kSide, fx = float(at % kSide - kCentre) / kSide;
  spectrum.has_peak = true;
  spectrum.frequency = std::hypot(fx, fy);
  // The wave runs along (fx, fy), its stripes across; y grows downwards, angles upwards.
  const float degrees = std::atan2(-fy, fx) * 180 / std::numbers::pi_v<float> + 90;
  spectrum.stripe_angle = std::fmod(degrees + 360, 180.0f);
  spectrum.oriented_share = share_around(spectrum.power, at / kSide, at % kSide);
  return spectrum;
}

Image spectrum_picture(const Spectrum& spectrum) {
  const float largest = *std::max_element(spectrum.power.begin(), spectrum.power.end());
  Image picture(kSide, kSide);
  for (std::size_t i = 0; i < spectrum.power.size(); ++i) {
    // The square root, the amplitude: the power itself would show the peak and black around it.
    const float share = largest > 0 ? std::sqrt(spectrum.power[i] / largest) : 0;
    std::fill_n(&picture.rgb[i * 3], 3, std::uint8_t(std::lround(share * 255)));
  }
  return picture;
}

}  // namespace alexnet
