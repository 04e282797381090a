// Prints your results beside the expected ones. Do not change this file.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <vector>

#include "02-lenet5/digits.h"
#include "exercises.h"
#include "model/network.h"
#include "support/exercise.h"

using namespace alexnet;
using namespace alexnet::course;

namespace {

void check_count(Report& report) {
  const auto same = [&](const char* what, const std::vector<int>& seen, int size, int side,
                        Count expected) {
    const Count yours = count(seen, size, side);
    report.compare(fmt::format("{}, parameters", what), double(yours.parameters),
                   double(expected.parameters));
    report.compare(fmt::format("{}, connections", what), double(yours.connections),
                   double(expected.connections));
  };
  same("C1", std::vector<int>(6, 1), 5, 28, {156, 122304});
  same("C3", {3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 6}, 5, 10, {1516, 151600});
  same("C3 if every map saw all six", std::vector<int>(16, 6), 5, 10, {2416, 241600});
  same("C5", std::vector<int>(120, 16), 5, 1, {48120, 48120});
  same("conv2 of AlexNet, each of 256 maps sees 48", std::vector<int>(256, 48), 5, 27,
       {307456, 224135424});
}

void check_subsample(Report& report) {
  const auto same = [&](const char* what, const Shape& shape) {
    Tensor x("x", shape), coefficient("coefficient", Shape::vector(shape.c)),
        bias("bias", Shape::vector(shape.c));
    fill_normal(x, RandomStream(2, "x"), 0, 1);
    fill_normal(coefficient, RandomStream(2, "coefficient"), Real(0.25), Real(0.1));
    fill_normal(bias, RandomStream(2, "bias"), 0, Real(0.3));
    const Shape half{shape.n, shape.c, shape.h / 2, shape.w / 2};
    Tensor yours("yours", half), expected("expected", half);
    for (std::int64_t i = 0; i < half.size(); ++i) {
      const int col = int(i % half.w), row = int(i / half.w % half.h);
      const int c = int(i / half.map_size() % half.c), n = int(i / half.image_size());
      double sum = 0;
      for (int pixel = 0; pixel < 4; ++pixel)
        sum += double(x.view()(n, c, 2 * row + pixel / 2, 2 * col + pixel % 2));
      expected.data()[i] = Real(
          1.7159 * std::tanh((sum * double(coefficient.data()[c]) + double(bias.data()[c])) / 1.5));
    }
    subsample(x, coefficient, bias, yours);
    report.compare(what, yours, expected, {1e-5});
  };
  same("one map of 4 x 4", {1, 1, 4, 4});
  same("three maps of 2 x 6", {1, 3, 2, 6});
  same("S2 of two pictures", {2, 6, 28, 28});
}

Tensor printed_digits() {
  Tensor printed("printed", Shape::matrix(10, 84));
  for (int i = 0; i < 10; ++i)
    print_digit(i, {printed.data() + i * 84, {1, 1, 12, 7}, Device::cpu()});
  return printed;
}

void check_nearest_digit(Report& report) {
  Tensor printed = printed_digits(), f6("f6", Shape::vector(84));
  const auto same = [&](const std::string& what, double limit, int expected) {
    report.compare(what, nearest_digit(f6, printed, limit), expected);
  };
  for (const int digit : {0, 7, 9}) {
    std::copy_n(printed.data() + digit * 84, 84, f6.data());
    same(fmt::format("just the {} as it is printed", digit), 1, digit);
  }
  std::copy_n(printed.data() + 3 * 84, 84, f6.data());
  for (const int flipped : {5, 40, 70}) f6.data()[flipped] *= -1;
  same("a 3 with three of its 84 numbers turned round", 20, 3);
  same("the same, where only a distance below 12 counts", 12, -1);
  for (int j = 0; j < 84; ++j) f6.data()[j] = printed.data()[2 * 84 + j] * Real(0.5);
  same("a 2 said at half the strength", 84, 2);
  fill(f6, 0);
  same("nothing at all: all ten are equally far, 84", 80, -1);
}

/// How many columns of the picture make a difference to the number in the middle of that node of
/// lenet5, found by changing each.
int columns_that_matter(const char* node) {
  Network net(make_variant("lenet5"), {}, 1);
  net.initialize(2);
  const auto middle = [&](int changed_column) {
    Tensor picture("picture", {1, 1, 28, 28});
    fill_normal(picture, RandomStream(2, "picture"), 0, 1);
    for (int row = 0; row < 28 && changed_column >= 0; ++row)
      picture.view()(0, 0, row, changed_column) += 1;
    net.forward(picture, {});
    const ConstTensorView y = net.output(net.find(node));
    return y(0, 0, y.shape.h / 2, y.shape.w / 2);
  };
  int matter = 0;
  for (int col = 0; col < 28; ++col) matter += middle(col) != middle(-1);
  return matter;
}

void check_pixels_seen(Report& report) {
  const std::vector<Window> lenet = {{5, 1}, {2, 2}, {5, 1}, {2, 2}, {5, 1}};
  const char* nodes[] = {"conv1", "pool1", "conv2", "pool2"};
  for (std::size_t layers = 1; layers <= 4; ++layers)
    report.compare(
        fmt::format("lenet5, a number of {}: columns that make a difference", nodes[layers - 1]),
        pixels_seen(std::span(lenet).first(layers)), columns_that_matter(nodes[layers - 1]));
  report.compare("lenet5, a number of conv3", pixels_seen(lenet), 32);
  const std::vector<Window> alexnet = {{11, 4}, {3, 2}, {5, 1}, {3, 2},
                                       {3, 1},  {3, 1}, {3, 1}, {3, 2}};
  report.compare("AlexNet, a number of conv2", pixels_seen(std::span(alexnet).first(3)), 51);
  report.compare("AlexNet, a number of conv5", pixels_seen(std::span(alexnet).first(7)), 163);
  report.compare("AlexNet, a number of pool5", pixels_seen(alexnet), 195);
}

}  // namespace

int main(int argc, char** argv) {
  return check_exercises(argc, argv,
                         {{"parameters and connections", check_count},
                          {"sub-sampling as in 1998", check_subsample},
                          {"the nearest printed digit", check_nearest_digit},
                          {"how much of the picture a number sees", check_pixels_seen}});
}
