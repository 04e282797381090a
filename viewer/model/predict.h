#pragma once
#include "data/transforms.h"
#include "predict/trained_model.h"
#include "viewer/model/snapshot.h"

namespace alexnet::viewer {

/// The square that the network sees, as pixels.
Image crop_image(const Image& picture, const Crop& crop, int side);

/// What one picture's probabilities say. `label` -1: the true class is not known.
Prediction to_prediction(std::span<const float> probabilities, int label);

/// Predictions of these pictures, a row each; at most one batch.
std::vector<Prediction> predict_rows(TrainedModel& model, const Dataset& data,
                                     std::span<const int> indices, bool labelled);

/// The four corners and the centre, and their mirror images, each predicted by itself.
TenViews predict_ten_views(TrainedModel& model, const Dataset& data, int index, bool labelled);

}  // namespace alexnet::viewer
