#pragma once
#include "data/data_request.h"
#include "data/transforms.h"
#include "model/network.h"

// A checkpoint: one safetensors file with everything that a network needs to predict and, while it
// is being trained, to resume as if nothing had happened.
//
//     conv1a.weight ...            F32, the parameters; F16 in a slim checkpoint
//     conv1a.weight.velocity ...   F32, only while training
//     mean_image, colour_components
//     metadata                     format "alexnet-checkpoint", variant, class_names (a JSON list),
//                                  names_in_data (another list, if classes were renamed),
//                                  picture_side, mean_crop, divisor, and the training state
namespace alexnet {

/// Where training stands.
struct TrainingState {
  std::int64_t iteration = 0;  ///< batches learned from so far
  int epoch = 0;               ///< whole epochs so far, their validations included
  std::uint64_t seed = 1;
  std::string schedule;  ///< Schedule::state()
  DataRequest data;      ///< what it is trained on
};

/// Saves atomically: a crash or a full disk leaves what was there before. `precision`, f32 or f16,
/// is that of parameters and mean image.
/// Errors: a parameter or a velocity that is not finite (the message names it); a number too large
/// for f16.
void save_checkpoint(const Path& path, const Network& network, const Preprocessing& preprocessing,
                     const TrainingState& state, DType precision = DType::f32);

/// Errors: a checkpoint of another variant. (Other programs' files do not say.)
void check_initial_variant(const Path& path, const std::string& variant);

/// Fills the network's parameters from any safetensors file that names them as checkpoints do: a
/// checkpoint, or weights from another program.
/// Errors: a checkpoint of another variant; a parameter missing or of another shape.
void read_initial_parameters(const Path& path, Network& network);

/// An open checkpoint, checked to be one.
class Checkpoint {
 public:
  /// Errors: not a checkpoint; damaged.
  explicit Checkpoint(const Path& path);

  /// The variant it was trained as, with its number of classes.
  Variant variant() const;
  Preprocessing preprocessing() const;
  /// Its classes as the data set names them, which may differ from class_names.
  std::vector<std::string> names_in_data() const;
  TrainingState state() const;
  /// The trained network. Errors: as read_parameters().
  Network network(const Placement& placement, int batch_size) const;
  /// Errors: another variant, other shapes (the message names the parameter).
  void read_parameters(Network& network) const;
  /// False for a slim checkpoint, and for an imported one.
  bool has_velocities() const;
  /// Reads the velocities too. Errors: there are none.
  void read_velocities(Network& network) const;

 private:
  /// Errors: no such key; not a whole number from 0 to `largest`.
  std::uint64_t number(const std::string& key, std::uint64_t largest) const;
  SafetensorsFile file_;
};

}  // namespace alexnet
