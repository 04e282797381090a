#pragma once
#include "layers.h"

// How long layers take at least, on a GPU that moves so many bytes and does so many products per
// second (chapter 13), if a layer moves each of its numbers once, as a float.
namespace alexnet::course {

constexpr double kBytesPerSecond = 3e12, kProductsPerSecond = 30e12;

/// What a layer, or several in a row that only read and write, moves and computes.
struct Limit {
  std::string names;
  std::int64_t numbers = 0;     ///< that are read and written, per picture
  std::int64_t parameters = 0;  ///< that are read once, however many pictures there are
  std::int64_t products = 0;    ///< per picture

  double bytes(int pictures) const { return 4.0 * double(pictures * numbers + parameters); }
  double bytes_us(int pictures) const { return bytes(pictures) / kBytesPerSecond * 1e6; }
  double products_us(int pictures) const {
    return double(pictures * products) / kProductsPerSecond * 1e6;
  }
};

/// Each layer reads what the one before it has written.
inline std::vector<Limit> limits_of(const Variant& variant) {
  std::vector<Limit> limits;
  std::int64_t read = variant.input.image_size();
  for (const LayerRow& layer : layers_of(variant)) {
    if (layer.parameters > 0 || limits.empty() || limits.back().parameters > 0)
      limits.emplace_back();
    Limit& limit = limits.back();
    limit.names += (limit.names.empty() ? "" : " ") + layer.name;
    limit.numbers += read + layer.numbers;
    limit.parameters += layer.parameters;
    limit.products += layer.multiply_adds;
    read = layer.numbers;
  }
  return limits;
}

inline void print_limits(const Variant& variant) {
  constexpr int kPictures = 128;
  const std::vector<Limit> limits = limits_of(variant);
  fmt::print("\n{:18}{:>14}{:>6}{:>12}{:>16}{:>11}\n", fmt::format("{} pictures", kPictures),
             "10^9 products", "MB", "per byte", "arithmetic, us", "bytes, us");
  double all = 0, without_products = 0;
  for (const Limit& limit : limits) {
    const double arithmetic = limit.products_us(kPictures), bytes = limit.bytes_us(kPictures);
    fmt::print("{:18}", limit.names);
    if (limit.products > 0) {
      const double products = double(kPictures * limit.products);
      fmt::print("{:14.1f}{:6.0f}{:12.0f}{:16.0f}{:11.0f}\n", products / 1e9,
                 limit.bytes(kPictures) / 1e6, products / limit.bytes(kPictures), arithmetic,
                 bytes);
    } else {
      fmt::print("{:>14}{:6.0f}{:>12}{:>16}{:11.0f}\n", "-", limit.bytes(kPictures) / 1e6, "-", "-",
                 bytes);
      without_products += bytes;
    }
    all += std::max(arithmetic, bytes);
  }
  fmt::print("the longer of both, added up: {:.0f} us; {:.0f} of them without any product\n", all,
             without_products);

  double conv_us = 0, read_us = 0;  // of one picture
  for (const Limit& limit : limits) {
    if (limit.names.starts_with("conv")) conv_us += limit.products_us(1);
    if (limit.names.starts_with("fc")) read_us += limit.bytes_us(1);
    if (limit.names != "fc6") continue;
    int pictures = 1;
    while (limit.products_us(pictures) < limit.bytes_us(pictures)) ++pictures;
    fmt::print("fc6 computes longer than it reads from {} pictures on\n", pictures);
  }
  fmt::print("1 picture: arithmetic of conv1 to conv5 {:.0f} us, bytes of fc6 to fc8 {:.0f} us\n",
             conv_us, read_us);
}

}  // namespace alexnet::course
