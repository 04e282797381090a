#pragma once
#include "model/node_list_builder.h"
#include "model/variants.h"

// What the files in this folder share: short names for layers and initializations, and the rows
// that several tables of differences have in common.
namespace alexnet {

constexpr Init gaussian(double stddev, double bias) { return {Real(stddev), Real(bias)}; }
/// Standard deviation sqrt(2 / inputs), biases 0.
constexpr Init he() { return {0, 0, /*scale_to_inputs=*/true}; }

constexpr ConvSpec conv(int filters, int size, ConvParams params, Init init) {
  return {filters, size, params, init};
}
constexpr LinearSpec linear(int outputs, Init init) { return {outputs, init}; }

constexpr MaxPoolSpec kOverlappingPool{{.size = 3, .stride = 2}};
constexpr MaxPoolSpec kTiledPool{{.size = 2, .stride = 2}};

inline const Difference kBiasDecay = {"weight decay", "one rule for w", "weights only, not biases",
                                      "2012 code: every bias has wc=0"};
inline const Difference kLrnTower = {"LRN neighbours", "not said", "maps of the same tower",
                                     "2012 code: each tower is a layer of its own"};
inline const Difference kCeilMode = {"conv1 windows", "55 x 55 outputs from 224 pixels",
                                     "the last window hangs 3 pixels over the border, onto zeros",
                                     "2012 code: 1 + ceil((224 - 11) / 4)"};
inline const Difference kPictures = {"pictures", "the shorter side scaled, the centre cut out",
                                     "the centre cut out, then scaled",
                                     "the same part, to within a pixel, with less to scale"};
inline const Difference kCrops = {"crops of a picture", "2048", "2178",
                                  "2012 code: 33 places each way, each mirrored or not"};
/// Of networks whose crops have another number of places each way: the picture's side less the
/// input's, and one more.
inline Difference crops(int places) {
  return {"crops of a picture", "2048", std::to_string(2 * places * places),
          fmt::format("{} places each way, each mirrored or not", places)};
}
inline const Difference kMeanCrop = {"mean image", "not said how it is cropped",
                                     "where the picture is",
                                     "our reading: it is subtracted before the crop is cut"};
inline const Difference kColourScale = {"scale of colour noise", "not said", "colours from 0 to 1",
                                        "from 0 to 255, eigenvalues would paint over any picture"};
/// The patience is the recipe's (train/recipe.cpp); a test compares the two.
inline Difference rate_rule(int patience) {
  return {"learning rate", "divided by hand, three times",
          fmt::format("divided after {} epochs without a better validation error", patience),
          "a rule can be repeated"};
}
inline const Difference kRateRule = rate_rule(5);
/// The rows of a network that learns as the paper's text says: its own, then those of the recipe.
inline std::vector<Difference> with_rows_of_the_recipe(std::vector<Difference> rows) {
  rows.insert(rows.end(), {kPictures, kCrops, kMeanCrop, kColourScale, kRateRule});
  return rows;
}

// Of networks that are too small for the paper's scales.
inline const Difference kUnitInput = {"input values", "-255 ... 255, the mean subtracted",
                                      "divided by 32",
                                      "then conv1 learns at the pace of the other layers"};
inline const Difference kHeInit = {
    "initial weights", "standard deviation 0.01",
    "sqrt(2 / inputs) between conv1 and fc8, where it is 0.01",
    "narrow layers add up fewer inputs: 0.01 would let signals die out"};
inline const Difference kZeroBiases = {"initial biases", "1 in conv2, conv4, conv5, fc6, fc7", "0",
                                       "with larger weights units are alive from the start"};

}  // namespace alexnet
