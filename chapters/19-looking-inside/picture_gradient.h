#pragma once
#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "data/transforms.h"
#include "figure.h"

// The gradient of the loss with respect to a picture: which pixels matter, and how little it takes
// to make the network err.
namespace alexnet::course {

constexpr int kAtATime = 100;  ///< pictures

/// For 100 validation pictures, the gradient of the loss with respect to each number of their
/// central crops.
inline Tensor picture_gradients(Trained& t, int first) {
  const Shape crop = t.network.variant().input.with_batch(kAtATime);
  Tensor images("images", crop), labels("labels", Shape::vector(kAtATime));
  Tensor gradients("gradients", crop);
  std::vector<int> indices(kAtATime);
  std::iota(indices.begin(), indices.end(), first);
  fill_test_batch(t.val, t.preprocessing, indices, centre_crop(t.val.side(), crop.w), images);
  for (int i = 0; i < kAtATime; ++i) labels.data()[i] = Real(t.val.label(first + i));
  t.network.forward(images, {});
  t.network.backward(labels, /*for_images=*/true);
  copy(gradients, t.network.image_gradient());
  return gradients;
}

/// The validation pictures, each number of whose central crops moves by `step` of 255: up where
/// its direction is positive, down where it is negative, and not beyond 0 or 255.
inline Dataset moved(const Trained& t, const std::vector<Tensor>& directions, int step) {
  const auto bytes = std::make_shared<std::vector<std::uint8_t>>(t.val.all_images().begin(),
                                                                 t.val.all_images().end());
  const int side = t.val.side(), crop = directions[0].shape().w;
  const int from = centre_crop(side, crop).top;
  std::vector<int> labels;
  for (int i = 0; i < t.val.size(); ++i) {
    const ConstTensorView direction = directions[std::size_t(i / kAtATime)];
    labels.push_back(t.val.label(i));
    for (int c = 0; c < 3; ++c)
      for (int y = 0; y < crop; ++y)
        for (int x = 0; x < crop; ++x) {
          const Real d = direction(i % kAtATime, c, y, x);
          std::uint8_t& byte =
              (*bytes)[((std::size_t(i) * 3 + c) * side + from + y) * side + from + x];
          byte = std::uint8_t(std::clamp(byte + step * ((d > 0) - (d < 0)), 0, 255));
        }
  }
  return {"moved", 3, side, t.val.class_names(), labels, *bytes, bytes};
}

/// The directions in which the losses of the validation pictures grow, and as many at random.
struct Directions {
  std::vector<Tensor> uphill, random;

  explicit Directions(Trained& t) {
    for (int first = 0; first < t.val.size(); first += kAtATime) {
      uphill.push_back(picture_gradients(t, first));
      random.emplace_back("random", uphill.back().shape());
      fill_normal(random.back(), RandomStream(19, "random directions", std::uint64_t(first)), 0, 1);
    }
  }
};

/// How many validation pictures the network gets right after steps of several sizes.
inline void print_moved(Trained& t, const Directions& directions) {
  fmt::print("\nof 400 pictures right, if each number moves by\n");
  for (const auto& [name, chosen] :
       {std::pair{"uphill", &directions.uphill}, std::pair{"at random", &directions.random}}) {
    fmt::print("{:10}", name);
    for (const int step : {0, 1, 2, 4, 8, 16}) {
      const Evaluation now =
          evaluate(t.network, moved(t, *chosen, step), t.preprocessing, Views::centre);
      fmt::print("   {:2}: {:3}", step, std::lround((1 - now.top1_error) * now.pictures));
    }
    fmt::print("\n");
  }
}

/// How large a picture's gradient is at each pixel, the largest of its three colours: white is the
/// most.
inline Image gradient_picture(ConstTensorView gradients, int picture) {
  const int side = gradients.shape.w;
  std::vector<Real> sizes;
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x) {
      Real& size = sizes.emplace_back(Real(0));
      for (int c = 0; c < 3; ++c) size = std::max(size, std::abs(gradients(picture, c, y, x)));
    }
  const Real most = *std::max_element(sizes.begin(), sizes.end());
  Image image(side, side);
  for (int i = 0; i < side * side; ++i)
    std::fill_n(image.pixel(i % side, i / side), 3,
                std::uint8_t(255 * sizes[std::size_t(i)] / most));
  return image;
}

/// A column for each of these validation pictures: as it is, its gradient, and moved uphill by
/// `step`.
inline void write_gradient_figure(const std::filesystem::path& path, Trained& t,
                                  const Directions& directions, std::span<const int> pictures,
                                  int step) {
  constexpr int kZoom = 2, kWidth = 124;
  const Dataset after = moved(t, directions.uphill, step);
  const int border = (t.val.side() - directions.uphill[0].shape().w) / 2;
  Image sheet = white_image(int(pictures.size()) * kWidth, 3 * kWidth);
  for (std::size_t column = 0; column < pictures.size(); ++column) {
    const int picture = pictures[column], left = int(column) * kWidth;
    const Image gradient =
        gradient_picture(directions.uphill[std::size_t(picture / kAtATime)], picture % kAtATime);
    paste(sheet, enlarged(to_image(t.val, picture), kZoom), left, 0);
    paste(sheet, enlarged(gradient, kZoom), left + kZoom * border, kWidth + kZoom * border);
    paste(sheet, enlarged(to_image(after, picture), kZoom), left, 2 * kWidth);
  }
  write_png(path, sheet);
}

}  // namespace alexnet::course
