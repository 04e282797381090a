// Networks whose weights others have published: `alexnet import` reads them.
#include "model/variants/families.h"
#include "model/variants/shorthand.h"

namespace alexnet {
namespace {

const Difference kOwnStart = {
    "initial weights", "0.01; biases 1 in conv2, conv4, conv5, fc6, fc7", "the same",
    "not what its authors began with: weights that are imported replace it"};

}  // namespace

Variant make_torchvision(int classes) {
  Variant v{
      "torchvision",
      "torchvision's alexnet, the authors' network of 2014 for one GPU, to import its weights",
      {1, 3, 224, 224},
      classes,
      {},
      {{"towers", "two, which meet in layers 3, 6, 7, 8", "one",
        "Krizhevsky 2014, One weird trick for parallelizing convolutional neural networks"},
       {"conv1 to conv5", "96, 256, 384, 384, 256 kernels", "64, 192, 384, 256, 256",
        "torchvision/models/alexnet.py"},
       {"LRN", "after layers 1 and 2", "none", "torchvision/models/alexnet.py"},
       {"conv1 windows", "55 x 55 outputs from 224 pixels",
        "2 pixels of padding, and no window hangs over the border",
        "PyTorch's Conv2d: 1 + floor((224 + 2*2 - 11) / 4)"},
       {"dropout", "after fc6 and fc7", "before fc6 and fc7", "torchvision/models/alexnet.py"},
       {"dropout's scale", "units are halved in a test",
        "the same: the weights after it are doubled on import",
        "PyTorch's Dropout doubles units in training instead"},
       {"input values", "0 ... 255, the mean image subtracted",
        "the mean colour subtracted; conv1 is read divided by each channel's standard deviation",
        "torchvision's weights are for (x / 255 - mean) / std"},
       {"pictures", "the shorter side scaled, the centre cut out",
        "the centre cut out, then scaled",
        "torchvision scales first, to whole pixels: its centre is up to a pixel away from ours"},
       kOwnStart,
       {"training", "sections 4.1 and 5", "the same, if it is trained here",
        "not how its authors trained: they did not vary colours"},
       kBiasDecay,
       kCrops,
       kMeanCrop,
       kColourScale,
       kRateRule}};
  v.nodes = NodeListBuilder(1)
                .add("conv1",
                     conv(64, 11, {.stride = 4, .pad = 2, .ceil_mode = false}, gaussian(0.01, 0)))
                .add("relu1", ReluSpec{})
                .add("pool1", kOverlappingPool)
                .add("conv2", conv(192, 5, {.pad = 2}, gaussian(0.01, 1)))
                .add("relu2", ReluSpec{})
                .add("pool2", kOverlappingPool)
                .add("conv3", conv(384, 3, {.pad = 1}, gaussian(0.01, 0)))
                .add("relu3", ReluSpec{})
                .add("conv4", conv(256, 3, {.pad = 1}, gaussian(0.01, 1)))
                .add("relu4", ReluSpec{})
                .add("conv5", conv(256, 3, {.pad = 1}, gaussian(0.01, 1)))
                .add("relu5", ReluSpec{})
                .add("pool5", kOverlappingPool)
                .add("drop5", DropoutSpec{})
                .add("fc6", linear(4096, gaussian(0.01, 1)))
                .add("relu6", ReluSpec{})
                .add("drop6", DropoutSpec{})
                .add("fc7", linear(4096, gaussian(0.01, 1)))
                .add("relu7", ReluSpec{})
                .add("fc8", linear(classes, gaussian(0.01, 0)))
                .add("probs", SoftmaxLossSpec{})
                .finish();
  return v;
}

// Caffe has convolutions in two groups, but normalizes over all maps: at the seam between the
// towers, a map has neighbours in the other tower. So each tower carries a halo, copies of the two
// maps beyond the seam, like a grid that is split among several processors. After the normalization
// nothing reads the copies: those weights are 0. conv2 has to read both towers to compute its halo.
Variant make_caffe(int classes) {
  constexpr int kHalo = kCaffeHalo;
  Variant v{"caffe",
            "Caffe's bvlc_alexnet, to import its weights",
            {1, 3, 227, 227},
            classes,
            {},
            {{"input", "224 x 224", "227 x 227", "bvlc_alexnet: crop_size 227"},
             {"LRN", "k = 2, alpha = 1e-4 times the sum", "k = 1, alpha = 2e-5 times the sum",
              "caffe.proto: k 1 unless said otherwise; lrn_layer.cpp divides alpha by the size"},
             {"LRN neighbours", "not said", "maps of both towers",
              "bvlc_alexnet: norm1 and norm2 come before the groups part"},
             {"conv1, conv2 in each tower", "48 and 128 kernels",
              "50 and 130: two more are copies of the other tower's, for LRN alone",
              "so that towers are normalized like Caffe's 96 and 256 maps"},
             {"conv2 reads", "its own tower", "both; weights that Caffe does not have are 0",
              "to compute the copies; training would fill the zeros"},
             {"initial weights", "0.01; biases 1 in conv2, conv4, conv5, fc6, fc7",
              "0.005 in fc6 and fc7; biases 0.1", "bvlc_alexnet: weight_filler, bias_filler"},
             {"dropout's scale", "units are halved in a test",
              "the same: the weights after it are doubled on import",
              "Caffe's Dropout doubles units in training instead"},
             {"pictures", "the shorter side scaled, the centre cut out",
              "the centre cut out, then scaled",
              "Caffe's were warped to 256 x 256: it saw photographs squeezed"},
             {"training", "sections 4.1 and 5", "the same, if it is trained here",
              "not as in bvlc_alexnet, where biases learn twice as fast and colours do not vary"},
             kBiasDecay,
             crops(30),
             kMeanCrop,
             kColourScale,
             kRateRule}};
  v.halo = kHalo;
  constexpr LrnSpec kLrn{{.size = 5, .k = 1, .alpha = Real(1e-4 / 5), .beta = Real(0.75)}};
  v.nodes =
      NodeListBuilder(2)
          .add("conv1", conv(48 + kHalo, 11, {.stride = 4}, gaussian(0.01, 0)))
          .add("relu1", ReluSpec{})
          .add("norm1", kLrn)
          .add("pool1", kOverlappingPool)
          .add("conv2", conv(128 + kHalo, 5, {.pad = 2}, gaussian(0.01, 0.1)), From::both_towers)
          .add("relu2", ReluSpec{})
          .add("norm2", kLrn)
          .add("pool2", kOverlappingPool)
          .add("conv3", conv(192, 3, {.pad = 1}, gaussian(0.01, 0)), From::both_towers)
          .add("relu3", ReluSpec{})
          .add("conv4", conv(192, 3, {.pad = 1}, gaussian(0.01, 0.1)))
          .add("relu4", ReluSpec{})
          .add("conv5", conv(128, 3, {.pad = 1}, gaussian(0.01, 0.1)))
          .add("relu5", ReluSpec{})
          .add("pool5", kOverlappingPool)
          .add("fc6", linear(2048, gaussian(0.005, 0.1)), From::both_towers)
          .add("relu6", ReluSpec{})
          .add("drop6", DropoutSpec{})
          .add("fc7", linear(2048, gaussian(0.005, 0.1)), From::both_towers)
          .add("relu7", ReluSpec{})
          .add("drop7", DropoutSpec{})
          .join("fc8", linear(classes, gaussian(0.01, 0)))
          .join("probs", SoftmaxLossSpec{})
          .finish();
  return v;
}

}  // namespace alexnet
