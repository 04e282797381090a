#pragma once
#include "bench/layer_problem.h"
#include "bench/op_case.h"

// The ops by family. Each function calls visit() with the ops of one node, or of what happens
// around the nodes; for_each_op() says which belong to which.
namespace alexnet {

using Visit = std::function<void(const OpCase&)>;

/// All ops of the node, whatever it is.
void visit_node(LayerProblem& p, const Visit& visit);

// Ladders (op_conv_linear.cpp, op_lrn_maxpool.cpp).
void visit_conv(LayerProblem& p, const Visit& visit);
void visit_linear(LayerProblem& p, const Visit& visit);
void visit_lrn(LayerProblem& p, const Visit& visit);
void visit_maxpool(LayerProblem& p, const Visit& visit);

// Layers that have one kernel for each direction (op_layers.cpp).
void visit_layer(LayerProblem& p, const Visit& visit);
void visit_dropout_scale(LayerProblem& p, const Visit& visit);
void visit_softmax_loss(LayerProblem& p, const Visit& visit);

// What an iteration needs besides the layers (op_training.cpp).
void visit_preprocess(const Variant& variant, int batch_size, int device, const Visit& visit);
/// Of the gradients of a node's output.
void visit_add(const std::string& node, const Shape& shape, Device device, const Visit& visit);
void visit_sgd(LayerProblem& p, const Visit& visit);           ///< of the node's weights
void visit_error_counts(LayerProblem& p, const Visit& visit);  ///< of the node's probabilities

}  // namespace alexnet
