// Chapter 11: data and augmentation. Prints the chapter's numbers and writes its figure.
//
//   chapter_11_demo [FIGURE.png]
//
// writes the pictures as FIGURE.png, and beside it directions.png.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "data/drawn/drawn.h"
#include "data/transforms.h"
#include "directions.h"
#include "support/plot.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

/// A picture as data sets keep it: plane by plane.
std::vector<std::uint8_t> planes_of(const Image& image) {
  const std::size_t size = image.rgb.size() / 3;
  std::vector<std::uint8_t> planes(image.rgb.size());
  for (std::size_t i = 0; i < image.rgb.size(); ++i) planes[i % 3 * size + i / 3] = image.rgb[i];
  return planes;
}

void count_crops() {
  const Image stored = shorter_side_and_centre_crop(Image(500, 375), 256);
  fmt::print("a picture of 500 x 375 is stored as {} x {}\n", stored.width, stored.height);
  const Augmentation no_noise{.colour_noise = ColourNoise::none};
  std::set<std::tuple<int, int, bool>> seen;
  for (std::uint64_t i = 0; i < 100000; ++i) {
    const Crop crop = random_crop(no_noise, {}, 256, 224, RandomStream(11, "crop", i));
    seen.insert({crop.top, crop.left, crop.mirrored});
  }
  fmt::print("different ones among 100000 random crops of 224 in 256: {}\n", seen.size());
}

void print_components(const std::array<float, 3>& values,
                      const std::array<std::array<float, 3>, 3>& vectors) {
  for (std::size_t i = 0; i < 3; ++i)
    fmt::print("  variance {:7.1f}, standard deviation {:5.1f}, along {:6.3f} {:6.3f} {:6.3f}\n",
               values[i], std::sqrt(values[i]), vectors[i][0], vectors[i][1], vectors[i][2]);
}

Statistics colours_of_drawn_pictures() {
  constexpr int kPictures = 600, kSide = 56;
  StatisticsAccumulator accumulator(3, kSide);
  const int classes = int(drawn_class_names().size());
  for (int i = 0; i < kPictures; ++i)
    accumulator.add(planes_of(draw_image(i % classes, kSide, /*seed=*/11, std::uint64_t(i))));
  Statistics statistics = accumulator.finish();
  fmt::print("colours of {} drawn pictures:\n", kPictures);
  print_components(statistics.colour_variance, statistics.colour_direction);
  return statistics;
}

void by_hand() {
  std::array<float, 3> values;
  std::array<std::array<float, 3>, 3> vectors;
  eigen_symmetric(kByHand, values, vectors);
  fmt::print("by hand:\n");
  print_components(values, vectors);
}

/// How far a picture's brightness moves, root mean square over many draws.
void measure_noise(const char* what, ColourNoise kind, const Statistics& statistics) {
  constexpr int kDraws = 20000;
  double squares = 0;
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    const Crop crop =
        random_crop({false, kind}, statistics, 256, 224, RandomStream(11, "noise", i));
    const auto& shift = crop.colour_shift;
    squares += std::pow((shift[0] + shift[1] + shift[2]) / 3 / crop.divisor, 2) / kDraws;
  }
  fmt::print("{}: brightness moves by {:.2f} of 255\n", what, std::sqrt(squares));
}

void average_views() {
  const double views[] = {0.9, 0.6, 0.1};  // the true class's probability in three views
  double mean = 0, mean_loss = 0;
  for (const double p : views) mean += p / 3, mean_loss -= std::log(p) / 3;
  fmt::print("mean of the losses of three views {:.3f}, loss of their mean {:.3f}\n", mean_loss,
             -std::log(mean));
}

/// What the network sees, as a picture to look at: no mean is subtracted, nothing is divided.
Image view_of(const std::vector<std::uint8_t>& picture, int side, Crop crop, int crop_side) {
  Preprocessing plain;
  plain.statistics.mean_image = Tensor("mean", {1, 3, side, side});
  crop.divisor = 1;
  Tensor seen("seen", {1, 3, crop_side, crop_side});
  preprocess(picture, plain, crop, crop_side, seen.data());
  Image image(crop_side, crop_side);
  for (int c = 0; c < 3; ++c)
    for (int y = 0; y < crop_side; ++y)
      for (int x = 0; x < crop_side; ++x)
        image.pixel(x, y)[c] =
            std::uint8_t(std::lround(std::clamp(seen.view()(0, c, y, x), 0.0f, 255.0f)));
  return image;
}

/// Ten views; then the paper's noise, the 2012 code's, and the paper's formula on 0 ... 255. Under
/// the first two kinds of noise, on grey: the colour that is added, times 8.
void draw(const std::filesystem::path& figure, const Statistics& statistics) {
  constexpr int kSide = 160, kCrop = 140, kGap = 8, kStrip = 32;
  const auto picture = planes_of(draw_image(/*label=*/0, kSide, /*seed=*/3, /*index=*/1));
  Image sheet = white_image(5 * (kCrop + kGap) - kGap, 5 * (kCrop + kGap) - kGap + 2 * kStrip);
  const auto place = [&](int row, int column, const Crop& crop) {
    const int left = column * (kCrop + kGap);
    const int top = row * (kCrop + kGap) + std::clamp(row - 2, 0, 2) * kStrip, end = top + kCrop;
    paste(sheet, view_of(picture, kSide, crop, kCrop), left, top);
    if (row != 2 && row != 3) return;
    const auto grey = [&](int c) {
      return std::uint8_t(std::lround(std::clamp(128 + 8 * crop.colour_shift[c], 0.0f, 255.0f)));
    };
    fill_box(sheet, left, end, left + kCrop, end + kStrip, {128, 128, 128});
    fill_box(sheet, left + 30, end + 6, left + kCrop - 30, end + kStrip - 6,
             {grey(0), grey(1), grey(2)});
  };
  const auto views = ten_crops(kSide, kCrop);
  for (int i = 0; i < 10; ++i) place(i / 5, i % 5, views[std::size_t(i)]);
  for (int i = 0; i < 5; ++i) {
    const RandomStream stream(11, "figure", std::uint64_t(i));
    Crop crop = random_crop({false, ColourNoise::eigenvalues}, statistics, kSide, kCrop, stream);
    place(2, i, crop);
    place(3, i,
          random_crop({false, ColourNoise::standard_deviations}, statistics, kSide, kCrop, stream));
    for (float& shift : crop.colour_shift) shift *= 255;
    place(4, i, crop);
  }
  write_png(figure, sheet);
  write_png(figure.parent_path() / "directions.png", draw_directions(kByHand));
}

}  // namespace

int main(int argc, char** argv) {
  count_crops();
  by_hand();
  const Statistics statistics = colours_of_drawn_pictures();
  measure_noise("the paper, colours 0 ... 1", ColourNoise::eigenvalues, statistics);
  measure_noise("the 2012 code", ColourNoise::standard_deviations, statistics);
  average_views();
  if (argc > 1) draw(argv[1], statistics);
}
