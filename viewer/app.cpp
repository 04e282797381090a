#include "viewer/app.h"

#include <algorithm>
#include <utility>

#include "core/with_commas.h"
#include "viewer/panels/start.h"
#include "viewer/toolkit/widgets.h"

namespace alexnet::viewer {
namespace {

/// In the order of Panel: the digit keys choose them, starting from 0.
constexpr PanelName kPanels[] = {
    {Panel::start, "start", "Start", ""},
    {Panel::kernels, "kernels", "Kernels", ""},
    {Panel::predictions, "predictions", "Predictions",
     "Page Up and Page Down: pages, Escape: back to them; "},
    {Panel::neighbours, "neighbours", "Neighbours", "Page Up and Page Down: pages; "},
    {Panel::network, "network", "Network", "Page Up and Page Down: pictures; "},
    {Panel::step, "step", "Step",
     "N and P: nodes, W A S D: values, Page Up and Page Down: pictures; "},
    {Panel::training, "training", "Training", ""},
    {Panel::compare, "compare", "Compare", ""},
};

/// Draws the start panel, and goes to what was chosen there.
void draw_start(Frame& frame, AppState& state) {
  const bool comes_back = frame.now.available && state.seen != Panel::start;
  if (comes_back) frame.ask(FindRuns{});  // other programs may have made some since
  const StartChoice choice = start_panel(frame, state.training);
  if (choice == StartChoice::network) state.panel = Panel::kernels;
  if (choice == StartChoice::photograph) show_own_pictures(state);
  if (choice == StartChoice::training) state.panel = Panel::training;
}

void draw_panel(Frame& frame, AppState& state) {
  switch (state.panel) {
    case Panel::start:
      return draw_start(frame, state);
    case Panel::kernels:
      return kernels_panel(frame, state.kernels);
    case Panel::predictions:
      predictions_panel(frame, state.predictions);
      if (const auto picture = std::exchange(state.predictions.step_through, std::nullopt)) {
        state.step.chosen.picture = *picture;
        state.panel = Panel::step;
      }
      return;
    case Panel::neighbours:
      return neighbours_panel(frame, state.neighbours);
    case Panel::network:
      return network_panel(frame, state.network);
    case Panel::step:
      return step_panel(frame, state.step);
    case Panel::training:
      return training_panel(frame, state.training);
    case Panel::compare:
      return compare_panel(frame, state.compare);
  }
}

/// The digit keys choose a panel, unless the user is typing.
void read_digits(AppState& state) {
  const ImGuiIO& io = ImGui::GetIO();
  if (io.WantTextInput) return;
  for (const ImWchar letter : io.InputQueueCharacters) {
    const int number = int(letter) - '0';
    if (number >= 0 && number < int(std::size(kPanels))) state.panel = kPanels[number].panel;
  }
}

/// What is open: the network and its data, and fields to open others.
void draw_header(Frame& frame, AppState& state) {
  const Snapshot& now = frame.now;
  const auto field = [&](const char* id, const char* hint, char(&text)[1024], float width) {
    ImGui::SetNextItemWidth(em(width));
    const bool entered = ImGui::InputTextWithHint(id, hint, text, sizeof(text),
                                                  ImGuiInputTextFlags_EnterReturnsTrue);
    frame.name_widget(id + 2);  // without the "##" that hides it
    ImGui::SameLine();
    return entered;
  };
  const bool open = field("##checkpoint", "run folder or checkpoint", state.checkpoint, 15);
  if ((ImGui::Button("Open") || open) && state.checkpoint[0] != '\0')
    frame.ask(OpenCheckpoint{state.checkpoint});
  frame.name_widget("open");
  if (now.network) {
    ImGui::SameLine(0, em(1));
    const bool data = field("##data", "other data: drawn, or a folder", state.data, 15);
    if ((ImGui::Button("Use") || data) && state.data[0] != '\0') frame.ask(OpenData{state.data});
    frame.name_widget("use");
    ImGui::SameLine(0, em(1));
    const NetworkFacts& network = *now.network;
    const std::string pictures =
        now.validation
            ? fmt::format("{} validation pictures ({})", now.validation->size(), now.data_source)
            : "no data";
    const std::string trained =
        network.epoch == 0
            ? ""  // not trained here, as an imported network is not
            : fmt::format(" after {} epoch{}", network.epoch, network.epoch == 1 ? "" : "s");
    const std::string text = fmt::format("open: {}{}, {} parameters; {}", network.variant.name,
                                         trained, with_commas(network.parameters), pictures);
    ImGui::AlignTextToFramePadding();
    faint_text(shortened(text, ImGui::GetContentRegionAvail().x));
    tooltip(network.source + "\n" + network.variant.summary + "\n" + text);
  }
}

void draw_tabs(Frame& frame, AppState& state) {
  const float gap = em(0.25f), count = float(std::size(kPanels));
  const float width =
      std::min(em(8), (ImGui::GetContentRegionAvail().x - gap * (count - 1)) / count);
  for (const PanelName& panel : kPanels) {
    if (&panel != kPanels) ImGui::SameLine(0, gap);
    const bool chosen = panel.panel == state.panel;
    if (chosen) ImGui::PushStyleColor(ImGuiCol_Button, with_alpha(kBlue, 0.38f));
    const std::string with_key = fmt::format("{}  {}", &panel - kPanels, panel.title);
    const float padding = 2 * ImGui::GetStyle().FramePadding.x;
    const bool fits = ImGui::CalcTextSize(with_key.c_str()).x + padding <= width;
    const std::string label = fits ? with_key : panel.title;
    if (ImGui::Button(label.c_str(), {width, 0})) state.panel = panel.panel;
    frame.name_widget(std::string("tab ") + panel.name);
    if (chosen) ImGui::PopStyleColor();
  }
}

/// What went wrong, until it is dismissed.
void draw_message(Frame& frame, const char* name, const std::string& message, std::uint64_t number,
                  std::uint64_t& dismissed) {
  if (message.empty() || number == dismissed) return;
  ImGui::PushID(name);
  if (ImGui::Button("Dismiss")) dismissed = number;
  frame.name_widget(name);
  ImGui::PopID();
  ImGui::SameLine();
  ImGui::PushTextWrapPos(0);
  coloured_text(kVermillion, message);
  ImGui::PopTextWrapPos();
}

void draw_messages(Frame& frame, AppState& state) {
  const Snapshot& now = frame.now;
  draw_message(frame, "dismiss own", state.message, state.message_number,
               state.dismissed_own_message);
  draw_message(frame, "dismiss", now.message, now.message_number, state.dismissed_message);
  draw_message(frame, "dismiss training", now.training->message, now.training->message_number,
               state.dismissed_training_message);
}

/// Which keys do what; or for some seconds what one of them did.
void draw_keys(const AppState& state) {
  if (ImGui::GetTime() < state.notice_until) return faint_text(state.notice);
  const std::string keys = fmt::format(
      "Keys: {}0 to {}: panels, Tab, arrows, Space: widgets; Ctrl +/-: size, F11: full screen, "
      "F12: save a picture",
      kPanels[int(state.panel)].keys, std::size(kPanels) - 1);
  faint_text(shortened(keys, ImGui::GetContentRegionAvail().x));
  tooltip(keys);
}

/// What is being worked on, and a way to stop it.
void draw_progress(Frame& frame) {
  if (ImGui::SmallButton("Stop")) frame.cancel = true;
  frame.name_widget("stop");
  ImGui::SameLine();
  const ImVec2 place = ImGui::GetCursorScreenPos();
  draw_bar({place.x, place.y + em(0.25f)}, {em(10), em(0.6f)}, frame.now.progress->done, kBlue);
  ImGui::Dummy({em(10), em(1)});
  ImGui::SameLine();
  ImGui::TextUnformatted(frame.now.progress->what.c_str());
}

}  // namespace

std::span<const PanelName> panel_names() { return kPanels; }

std::string panel_list() {
  std::string list;
  for (const PanelName& panel : kPanels)
    list += (list.empty() ? "" : ", ") + std::string(panel.name);
  return list;
}

std::optional<Panel> find_panel(std::string_view name) {
  for (const PanelName& panel : kPanels)
    if (name == panel.name) return panel.panel;
  return std::nullopt;
}

void show_own_pictures(AppState& state) {
  state.panel = Panel::predictions;
  state.predictions.own = true;
  state.predictions.page = 0;
  state.predictions.opened = -1;
}

void draw_app(Frame& frame, AppState& state) {
  read_digits(state);
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
  ImGui::Begin("AlexNet", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoSavedSettings);
  draw_header(frame, state);
  draw_tabs(frame, state);
  ImGui::Separator();
  draw_messages(frame, state);
  ImGui::BeginChild("panel", {0, -em(1.8f)});
  const Panel drawn = state.panel;
  draw_panel(frame, state);
  state.seen = drawn;
  ImGui::EndChild();
  const bool is_told = ImGui::GetTime() < state.notice_until;
  if (frame.now.progress && !is_told)
    draw_progress(frame);
  else
    draw_keys(state);
  ImGui::End();
}

}  // namespace alexnet::viewer
