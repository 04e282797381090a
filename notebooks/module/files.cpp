#include "core/safetensors.h"
#include "notebooks/module/bindings.h"
#include "train/run_folder.h"

namespace alexnet::python {
namespace {

py::dtype numpy_type(DType type) {
  switch (type) {
    case DType::u8:
      return py::dtype("uint8");
    case DType::i32:
      return py::dtype("int32");
    case DType::f16:
      return py::dtype("float16");
    case DType::f32:
      return py::dtype("float32");
  }
  throw_error("a type of numbers that NumPy does not know");
}

/// Arrays over the mapped file, which stays open for as long as one of them lives.
py::dict load_safetensors(const std::string& path) {
  using File = std::shared_ptr<const SafetensorsFile>;
  const File file = std::make_shared<const SafetensorsFile>(path);
  py::dict arrays;
  for (const SafetensorsInfo& info : file->tensors()) {
    const py::capsule owner(new File(file), [](void* p) { delete static_cast<File*>(p); });
    const std::vector<py::ssize_t> shape(info.shape.begin(), info.shape.end());
    py::array array(numpy_type(info.dtype), shape, file->bytes(info.name, info.dtype).data(),
                    owner);
    array.attr("setflags")(py::arg("write") = false);
    arrays[py::str(info.name)] = array;
  }
  return arrays;
}

void save(const std::string& path, const std::map<std::string, FloatArray>& arrays,
          const Metadata& metadata) {
  std::vector<NamedTensor> tensors;
  for (const auto& [name, array] : arrays)
    tensors.push_back({name, view_of(array, name.c_str()), int(array.ndim())});
  save_safetensors(path, tensors, metadata);
}

/// A column per quantity, of its type even where there is no row yet.
py::dict read_metrics(const std::string& folder) {
  const std::vector<Measurement> rows = RunFolder::read_metrics(folder);
  py::dict columns;
  const auto add = [&](const char* name, const char* type, auto value_of) {
    py::list values;
    for (const Measurement& row : rows) values.append(value_of(row));
    columns[name] = py::module_::import("numpy").attr("array")(values, type);
  };
  add("iteration", "int64", [](const Measurement& m) { return m.iteration; });
  add("epoch", "int64", [](const Measurement& m) { return m.epoch + 1; });
  add("split", "U5", [](const Measurement& m) { return to_text(m.split); });  // "train" has five
  add("loss", "float64", [](const Measurement& m) { return m.result.loss; });
  add("top1_error", "float64", [](const Measurement& m) { return m.result.top1_error; });
  add("top5_error", "float64", [](const Measurement& m) { return m.result.top5_error; });
  add("learning_rate", "float64", [](const Measurement& m) { return m.learning_rate; });
  add("images_per_s", "float64", [](const Measurement& m) { return m.images_per_s; });
  add("elapsed_s", "float64", [](const Measurement& m) { return m.elapsed_s; });
  return columns;
}

}  // namespace

void add_files(py::module_& m) {
  m.def("load_safetensors", &load_safetensors, py::arg("path"),
        "{name: array} of a checkpoint or another safetensors file whose tensors are U8, I32, F16 "
        "or\n"
        "F32. Nothing is copied: the file is mapped into memory and the arrays are read-only.");
  m.def(
      "safetensors_metadata",
      [](const std::string& path) { return SafetensorsFile(path).metadata(); }, py::arg("path"),
      "The file's metadata, {key: text}.");
  m.def("save_safetensors", &save, py::arg("path"), py::arg("arrays"),
        py::arg("metadata") = Metadata{}, "Writes arrays, as float32; the file appears whole.");
  m.def(
      "read_metrics", &read_metrics, py::arg("run_folder"),
      "metrics.csv of a run folder as {column: array}; 'split' is 'train' or 'val', epochs count\n"
      "from 1. A run that goes on can be read as well.");
  m.def(
      "newest_checkpoint",
      [](const std::string& folder) { return find_checkpoint(folder).string(); },
      py::arg("run_folder"), "The path of the newest checkpoint in a run folder.");
}

}  // namespace alexnet::python
