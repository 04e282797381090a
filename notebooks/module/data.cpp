#include <fmt/ranges.h>

#include <algorithm>

#include "data/drawn/drawn.h"
#include "data/loader.h"
#include "data/open_data.h"
#include "notebooks/module/indices.h"
#include "notebooks/module/signals.h"

namespace alexnet::python {
namespace {

/// (H, W, 3) bytes, as imshow wants them.
py::array pixels_of(const Image& image) {
  py::array_t<std::uint8_t> array({image.height, image.width, 3});
  std::copy(image.rgb.begin(), image.rgb.end(), array.mutable_data());
  return array;
}

/// All pictures, (N, C, side, side), shared with the data set, which may be a file: read-only.
py::array images_of(const Dataset& data) {
  auto* owner = new Dataset(data);  // shares the pictures
  const py::capsule capsule(owner, [](void* p) { delete static_cast<Dataset*>(p); });
  py::array_t<std::uint8_t> array({data.size(), data.channels(), data.side(), data.side()},
                                  owner->all_images().data(), capsule);
  array.attr("setflags")(py::arg("write") = false);
  return array;
}

py::array labels_of(const Dataset& data) {
  py::array_t<int> labels(data.size());
  for (int i = 0; i < data.size(); ++i) labels.mutable_at(i) = data.label(i);
  return labels;
}

Preprocessing preprocessing_of(const Dataset& train, float divisor) {
  ALEXNET_CHECK(divisor != 0, "divisor: nothing can be divided by 0");
  return {train.class_names(), train.side(), compute_statistics(train), MeanCrop::same_place,
          divisor};
}

py::array centre_crops(const Dataset& data, const Preprocessing& preprocessing,
                       const py::object& indices, int side) {
  check_side(data, preprocessing.picture_side, "the preprocessing is for");
  ALEXNET_CHECK(side >= 1 && side <= data.side(), "{}: no crop of {} pixels from pictures of {}",
                data.name(), side, data.side());
  const std::vector<int> chosen = checked(indices, data);
  ALEXNET_CHECK(!chosen.empty(), "no pictures were asked for");
  Tensor images("images", {int(chosen.size()), data.channels(), side, side});
  fill_test_batch(data, preprocessing, chosen, centre_crop(data.side(), side), images);
  return to_array(std::move(images));
}

void add_datasets(py::module_& m) {
  py::class_<Dataset>(m, "Dataset", "Labelled square pictures, decoded.")
      .def("__len__", &Dataset::size)
      .def_property_readonly("name", &Dataset::name)
      .def_property_readonly("side", &Dataset::side)
      .def_property_readonly("class_names", &Dataset::class_names)
      .def_property_readonly("images", &images_of,
                             "(N, C, side, side) bytes: the data set's own memory, read-only.")
      .def_property_readonly("labels", &labels_of, "(N) class numbers: a copy.")
      .def(
          "picture",
          [](const Dataset& data, int index) {
            return pixels_of(to_image(data, checked(py::make_tuple(index), data)[0]));
          },
          py::arg("index"), "(side, side, 3) bytes, as imshow wants them.")
      .def("__repr__", [](const Dataset& d) {
        return fmt::format("<alexnet.Dataset {}: {} pictures of {} x {}, {} classes>", d.name(),
                           d.size(), d.side(), d.side(), d.class_names().size());
      });

  m.def(
      "open_data",
      [](const std::string& data, int side, int drawn_train, int drawn_val, std::uint64_t seed) {
        TrainingData opened = open_data({data, side, drawn_train, drawn_val, seed},
                                        [](int, int) { check_signals(); });
        return std::make_pair(opened.train, opened.val);
      },
      py::arg("data") = "drawn", py::arg("side") = 256, py::arg("drawn_train") = 12000,
      py::arg("drawn_val") = 2400, py::arg("seed") = 1,
      "(train, val): pictures that the program draws, or those of a folder of any kind that\n"
      "`alexnet train --data` knows.");
  m.def(
      "draw",
      [](const std::string& class_name, int side, std::uint64_t seed, std::uint64_t index) {
        const auto names = drawn_class_names();
        const auto found = std::find(names.begin(), names.end(), class_name);
        ALEXNET_CHECK(found != names.end(), "no class '{}'; expected one of {}", class_name,
                      fmt::join(names, ", "));
        return pixels_of(draw_image(int(found - names.begin()), side, seed, index));
      },
      py::arg("class_name"), py::arg("side") = 56, py::arg("seed") = 1, py::arg("index") = 0,
      "A drawn picture of that class, (side, side, 3) bytes.");
}

void add_batches(py::module_& m) {
  py::class_<Preprocessing>(m, "Preprocessing",
                            "What lies between a picture and a network's input.")
      .def(py::init(&preprocessing_of), py::arg("train"), py::arg("divisor") = 1,
           "Subtracts the mean picture of `train`, then divides.")
      .def_readonly("class_names", &Preprocessing::class_names)
      .def_readonly("picture_side", &Preprocessing::picture_side)
      .def_readonly("divisor", &Preprocessing::divisor)
      .def_property_readonly(
          "mean_image", [](const Preprocessing& p) { return copy_of(p.statistics.mean_image); },
          "(1, C, side, side), 0 ... 255: a copy.");
  m.def("centre_crops", &centre_crops, py::arg("data"), py::arg("preprocessing"),
        py::arg("indices"), py::arg("side"),
        "The central squares of these pictures as a network reads them: (N, C, side, side).");

  py::class_<Loader>(
      m, "Loader",
      "Training batches without end, shuffled anew every epoch, prepared in the\n"
      "background: next(loader) is (images (N, C, crop_side, crop_side), labels (N)).\n"
      "Batch number i is a function of (data, options, i).")
      .def(py::init([](const Dataset& data, const Preprocessing& preprocessing, int batch_size,
                       int crop_side, bool augment, std::uint64_t seed) {
             check_side(data, preprocessing.picture_side, "the preprocessing is for");
             LoaderOptions options;
             options.batch_size = batch_size;
             options.crop_side = crop_side;
             if (!augment) options.augmentation = {false, ColourNoise::none};
             options.seed = seed;
             return std::make_unique<Loader>(data, preprocessing, options);
           }),
           py::arg("data"), py::arg("preprocessing"), py::arg("batch_size"), py::arg("crop_side"),
           py::arg("augment") = true, py::arg("seed") = 1, py::keep_alive<1, 3>(),
           "augment: random crops, reflections and colour noise; else the centre.")
      .def_property_readonly("batches_per_epoch", &Loader::batches_per_epoch)
      .def("__iter__", [](py::object self) { return self; })
      .def("__next__", [](Loader& loader) {
        Batch batch = loader.next();
        return py::make_tuple(to_array(std::move(batch.images)),
                              to_array(std::move(batch.labels), 1));
      });
}

}  // namespace

void add_data(py::module_& m) {
  add_datasets(m);
  add_batches(m);
}

}  // namespace alexnet::python
