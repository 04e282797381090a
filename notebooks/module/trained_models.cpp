#include <optional>

#include "inspect/colour_split.h"
#include "inspect/neighbours.h"
#include "notebooks/module/held_network.h"
#include "notebooks/module/indices.h"
#include "notebooks/module/signals.h"
#include "predict/evaluate.h"
#include "predict/trained_model.h"
#include "train/run_folder.h"

namespace alexnet::python {
namespace {

/// A trained model, and its network as Python sees it.
struct HeldModel {
  std::shared_ptr<TrainedModel> model;
  HeldNetwork network;
};

HeldModel open_model(const std::string& path, int batch_size, const std::string& placement) {
  const auto model = std::make_shared<TrainedModel>(
      TrainedModel::open(find_checkpoint(path), Placement::parse(placement), batch_size));
  return {model, {std::shared_ptr<Network>(model, &model->network)}};
}

Dataset open_split(const HeldModel& held, const std::string& split,
                   const std::optional<std::string>& data) {
  ALEXNET_CHECK(split == "train" || split == "val", "split '{}'; expected train or val", split);
  DataRequest request = held.model->data;
  if (data) request.data = *data;
  return held.model->open_split(request, split == "train" ? Split::train : Split::val,
                                [](int, int) { check_signals(); });
}

/// Calls f(first, indices of a batch) until all are done.
template <class F>
void for_each_batch(const Network& network, const std::vector<int>& indices, F f) {
  const std::size_t size = std::size_t(network.batch_size());
  for (std::size_t first = 0; first < indices.size(); first += size) {
    check_signals();
    f(int(first), std::span(indices).subspan(first, std::min(size, indices.size() - first)));
  }
}

/// Row after row of what f(batch) gives for a batch: (indices, columns).
template <class F>
py::array rows_of(const Network& network, const std::vector<int>& indices, F f) {
  Tensor rows;
  for_each_batch(network, indices, [&](int first, std::span<const int> batch) {
    const Tensor part = f(batch);
    if (rows.empty()) rows = Tensor("rows", Shape::matrix(int(indices.size()), part.shape().c));
    copy(rows.view().images(first, part.shape().n), part);
  });
  ALEXNET_CHECK(!rows.empty(), "no pictures were asked for");
  return to_array(std::move(rows), 2);
}

py::array predictions(HeldNetwork& held, const Dataset& data, const Preprocessing& preprocessing,
                      const py::object& indices, bool ten_views) {
  Network& network = held.for_a_test();
  return rows_of(network, checked(indices, data), [&](std::span<const int> batch) {
    return predict(network, data, preprocessing, batch, ten_views ? Views::ten : Views::centre);
  });
}

py::array features(HeldNetwork& held, const Dataset& data, const Preprocessing& preprocessing,
                   const py::object& indices) {
  Tensor rows = hidden_features(held.for_a_test(), data, preprocessing, checked(indices, data),
                                [](int) { check_signals(); });
  ALEXNET_CHECK(!rows.empty(), "no pictures were asked for");
  return to_array(std::move(rows), 2);
}

}  // namespace

void add_trained_models(py::module_& m) {
  const auto data = py::arg("data"), preprocessing = py::arg("preprocessing"),
             network = py::arg("network"), indices = py::arg("indices");
  const auto ten_views = py::arg("ten_views") = false;
  py::class_<Evaluation>(m, "Evaluation", "Error rates as the paper reports them, 0 ... 1.")
      .def_readonly("pictures", &Evaluation::pictures)
      .def_readonly("loss", &Evaluation::loss)
      .def_readonly("top1_error", &Evaluation::top1_error)
      .def_readonly("top5_error", &Evaluation::top5_error)
      .def("__repr__", [](const Evaluation& e) {
        return fmt::format("<{} pictures: loss {:.3f}, top-1 error {:.1f}%, top-5 error {:.1f}%>",
                           e.pictures, e.loss, 100 * e.top1_error, 100 * e.top5_error);
      });
  m.def(
      "evaluate",
      [](HeldNetwork& held, const Dataset& d, const Preprocessing& p, bool ten) {
        return evaluate(held.for_a_test(), d, p, ten ? Views::ten : Views::centre,
                        [](int) { check_signals(); });
      },
      network, data, preprocessing, ten_views,
      "Predicts every picture of the data set, from one view or averaged over ten.");
  m.def("predict", &predictions, network, data, preprocessing, indices, ten_views,
        "Class probabilities of these pictures, (indices, classes).");
  m.def("last_hidden_features", &features, network, data, preprocessing, indices,
        "What the last fully connected layer reads (fc7 of both towers), (indices, D).");
  m.def(
      "colour_split",
      [](const HeldNetwork& held) {
        std::vector<std::pair<std::string, std::vector<float>>> towers;
        for (const TowerColours& tower : colour_split(*held.network))
          towers.emplace_back(tower.node, tower.shares);
        return towers;
      },
      network,
      "[('conv1a', shares), ...]: of each first-layer kernel the share of its energy that is\n"
      "colour, 0 ... 1.");

  py::class_<HeldModel>(m, "TrainedModel", "A network from a checkpoint, ready to predict.")
      .def(py::init(&open_model), py::arg("path"), py::arg("batch_size") = 64,
           py::arg("placement") = "cpu:0", "path: a run folder, or a checkpoint in it.")
      .def_readonly("network", &HeldModel::network)
      .def_property_readonly(
          "preprocessing",
          [](const HeldModel& held) -> const Preprocessing& { return held.model->preprocessing; },
          py::return_value_policy::reference_internal)
      .def_property_readonly("class_names",
                             [](const HeldModel& h) { return h.model->preprocessing.class_names; })
      .def("open_split", &open_split, py::arg("split"), py::arg("data") = py::none(),
           "'train' or 'val' of the data that it was trained on, or, if that is elsewhere by now, "
           "of\n"
           "the folder `data`, which must have the same classes.")
      .def(
          "read_pictures",
          [](const HeldModel& held, const std::vector<std::string>& paths) {
            return held.model->read_pictures(paths);
          },
          py::arg("paths"), "Pictures of your own as a Dataset; its labels mean nothing.");
}

}  // namespace alexnet::python
