#include "layers/softmax_loss/softmax_loss.h"

#include "notebooks/module/bindings.h"

namespace alexnet::python {
namespace {

/// Pictures and classes. One list of numbers could be either, so it is neither.
ConstTensorView matrix_of(const FloatArray& array, const char* name) {
  ALEXNET_CHECK(array.ndim() >= 2,
                "{}: expected (N, K), a row of K classes for each of N pictures, "
                "found one list",
                name);
  return view_of(array, name);
}

py::array softmax_forward(const FloatArray& logits_array) {
  const ConstTensorView logits = matrix_of(logits_array, "logits");
  Tensor probs("probs", logits.shape);
  cpu::softmax_forward(logits, probs);
  return to_array(std::move(probs), 2);
}

py::array softmax_loss(const FloatArray& logits_array, const FloatArray& labels) {
  const ConstTensorView logits = matrix_of(logits_array, "logits");
  Tensor loss("loss", Shape::vector(logits.shape.n));
  cpu::softmax_loss(logits, view_of(labels, "labels"), loss);
  return to_array(std::move(loss), 1);
}

py::array softmax_loss_backward(const FloatArray& probs_array, const FloatArray& labels) {
  const ConstTensorView probs = matrix_of(probs_array, "probs");
  Tensor grad_logits("grad_logits", probs.shape);
  cpu::softmax_loss_backward(probs, view_of(labels, "labels"), grad_logits);
  return to_array(std::move(grad_logits), 2);
}

}  // namespace

void add_softmax_loss(py::module_& m) {
  m.def("softmax_forward", &softmax_forward, py::arg("logits"),
        "probs[n,k] = exp(logits[n,k]) / sum over j of exp(logits[n,j]); both (N, K).");
  m.def("softmax_loss", &softmax_loss, py::arg("logits"), py::arg("labels"),
        "loss[n] = -log probs[n, labels[n]]: logits (N, K), labels (N); returns (N).");
  m.def("softmax_loss_backward", &softmax_loss_backward, py::arg("probs"), py::arg("labels"),
        "The gradient of the mean loss for logits: (probs - 1 at the label) / N; (N, K).");
}

}  // namespace alexnet::python
