#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "viewer/panels/compare.h"
#include "viewer/panels/kernels.h"
#include "viewer/panels/neighbours.h"
#include "viewer/panels/network.h"
#include "viewer/panels/predictions.h"
#include "viewer/panels/step.h"
#include "viewer/panels/training.h"

namespace alexnet::viewer {

enum class Panel { start, kernels, predictions, neighbours, network, step, training, compare };

/// A panel's name on the command line, and on its tab.
struct PanelName {
  Panel panel;
  const char* name;
  const char* title;
  const char* keys;  ///< what its own keys do, for the footer
};
std::span<const PanelName> panel_names();
/// "kernels, predictions, ..."
std::string panel_list();
std::optional<Panel> find_panel(std::string_view name);

/// What the user chose, for all panels. What is known about the network is in the snapshot.
struct AppState {
  Panel panel = Panel::kernels;
  std::optional<Panel> seen;  ///< the panel of the last frame
  KernelsState kernels;
  PredictionsState predictions;
  NeighboursState neighbours;
  NetworkState network;
  StepState step;
  TrainingPanelState training;
  CompareState compare;
  char checkpoint[1024] = "";
  char data[1024] = "";
  std::string notice;       ///< what the window did, such as "saved viewer-1.png"
  double notice_until = 0;  ///< by ImGui::GetTime()
  std::string message;      ///< what went wrong in the window itself
  std::uint64_t message_number = 0, dismissed_own_message = 0;
  std::uint64_t dismissed_message = 0, dismissed_training_message = 0;
};

/// The size at scale 1 from which every panel can be used. (Below 1280 x 720 some leave out
/// details.)
inline constexpr int kLeastWidth = 1000, kLeastHeight = 620;

/// Switches to the user's own pictures, which are being predicted.
void show_own_pictures(AppState& state);

/// Draws one frame of the whole window, between ImGui::NewFrame() and ImGui::Render().
void draw_app(Frame& frame, AppState& state);

}  // namespace alexnet::viewer
