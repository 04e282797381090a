#include <cmath>
#include <numbers>

#include "inspect/colour_split.h"
#include "inspect/filters.h"
#include "inspect/spectrum.h"
#include "viewer/panels/kernels.h"
#include "viewer/toolkit/widgets.h"

namespace alexnet::viewer {
namespace {

/// With less than this share of its power around the peak, a kernel is no pattern of stripes.
constexpr float kOriented = 0.3f;
/// Fewer waves than these do not count as stripes.
constexpr float kFewestPeriods = 1.5f;

void heading(const std::string& text) {
  ImGui::Dummy({1, em(0.3f)});
  ImGui::TextUnformatted(text.c_str());
}

std::string stripes_in_words(const Spectrum& spectrum, int kernel_width) {
  if (!spectrum.has_peak) return "Constant: it responds to brightness or colour, not to a pattern.";
  const float periods = spectrum.frequency * float(kernel_width);
  if (periods < kFewestPeriods)
    return fmt::format("No stripes: the kernel holds only {:.1f} periods of its strongest wave.",
                       periods);
  const std::string peak = fmt::format("{:.2f} cycles per pixel: a stripe every {:.1f} pixels",
                                       spectrum.frequency, 1 / spectrum.frequency);
  if (spectrum.oriented_share < kOriented)
    return fmt::format("No clear stripes: only {:.0f} % of its power lies around the peak, at {}.",
                       100 * spectrum.oriented_share, peak);
  return fmt::format("Stripes at {:.0f}\u00b0, {}. {:.0f} % of its power lies there.",
                     spectrum.stripe_angle, peak, 100 * spectrum.oriented_share);
}

void draw_channels(Frame& frame, const std::string& name, ConstTensorView filters, int kernel) {
  const WeightRange range = symmetric_range(filters.images(kernel, 1).values());
  const float side = em(5.2f);
  const std::vector<const char*> letters = filters.shape.c == 3
                                               ? std::vector<const char*>{"red", "green", "blue"}
                                               : std::vector<const char*>{"weights"};
  for (int c = 0; c < int(letters.size()); ++c) {
    if (c > 0) ImGui::SameLine();
    ImGui::BeginGroup();
    const auto picture =
        frame.pictures.get(fmt::format("{} channel {}", name, c), frame.now.network_version, [&] {
          // One channel at a time, so that it is drawn in greys.
          const Shape shape = Shape::filters(1, 1, filters.shape.h, filters.shape.w);
          const ConstTensorView one{&filters(kernel, c, 0, 0), shape, filters.device};
          return filter_tile(one, 0, range);
        });
    show_picture(picture, {side, side});
    faint_text(letters[c]);
    ImGui::EndGroup();
  }
}

/// The spectrum, with a ring around its peak and its mirror image.
void draw_spectrum(Frame& frame, const std::string& name, const Spectrum& spectrum) {
  const float side = em(7);
  const ImVec2 place = ImGui::GetCursorScreenPos();
  show_picture(frame.pictures.get(name + " spectrum", frame.now.network_version,
                                  [&] { return spectrum_picture(spectrum); }),
               {side, side});
  tooltip(
      "The amplitude at every spatial frequency: the centre is 0, the edges are half a cycle "
      "per pixel. A grating of stripes is a pair of spots across its stripes.");
  if (!spectrum.has_peak) return;
  const float across = (spectrum.stripe_angle - 90) * std::numbers::pi_v<float> / 180;
  const float step = side / Spectrum::kSide;
  const ImVec2 centre = {place.x + side / 2 + step / 2, place.y + side / 2 + step / 2};
  for (float sign : {-1.0f, 1.0f})
    ImGui::GetWindowDrawList()->AddCircle(
        {centre.x + sign * std::cos(across) * spectrum.frequency * side,
         centre.y - sign * std::sin(across) * spectrum.frequency * side},
        em(0.5f), kOrange, 0, 2);
}

void draw_patches(Frame& frame, const KernelsState& state, const std::string& name) {
  if (!frame.now.validation)
    return wrapped_text(kFaint, validation_pictures_are_coming(frame.now)
                                    ? "The validation pictures are being read ..."
                                    : "No data set is open: there is nothing to look through.");
  if (!frame.now.patches) {
    if (is_coming<FindExcitingPatches>(frame.now))
      return faint_text("Looking through the validation pictures ...");
    if (ImGui::Button("Look for them")) frame.ask(FindExcitingPatches{});  // it was stopped
    return frame.name_widget("look for patches");
  }
  const TowerPatches& tower = (*frame.now.patches)[state.tower];
  const NetworkFacts& network = *frame.now.network;
  const ConvFilters& conv = network.convolutions[network.first_layer[state.tower]];
  const std::vector<ExcitingPatch>& patches = tower.by_kernel[conv.first + state.kernel];
  const float side = em(5.2f);
  for (std::size_t i = 0; i < patches.size(); ++i) {
    if (i % 3 != 0) ImGui::SameLine();
    const ExcitingPatch& patch = patches[i];
    const auto make = [&] { return patch_image(*frame.now.validation, tower, patch); };
    show_picture(
        frame.pictures.get(fmt::format("{} patch {}", name, i), frame.now.network_version, make),
        {side, side});
    tooltip(
        fmt::format("validation picture {}: {}; the kernel's response is {:.2f}", patch.index,
                    frame.now.validation->class_names()[frame.now.validation->label(patch.index)],
                    patch.answer));
  }
}

}  // namespace

void kernel_detail(Frame& frame, KernelsState& state) {
  if (state.tower < 0) {
    faint_text("Click a kernel to see more of it.");
    return;
  }
  const NetworkFacts& network = *frame.now.network;
  const ConvFilters& conv = network.convolutions[network.first_layer[state.tower]];
  const ConstTensorView filters = conv.weight;
  const std::string name = fmt::format("detail {} {}", conv.node, state.kernel);

  coloured_text(tower_colour(conv.tower), fmt::format("Kernel {} of {}", state.kernel, conv.node));
  if (filters.shape.c == 3) {
    ImGui::SameLine();
    faint_text(fmt::format("colour share {:.2f}", colour_share(filters, state.kernel)));
  }
  draw_channels(frame, name, filters, state.kernel);

  heading("Spectrum");
  explain(frame,
          "The amplitude spectrum of the kernel's weights: the orientation and frequency of the "
          "stripes that it responds to. The paper finds a variety of frequency- and "
          "orientation-selective kernels, and coloured blobs.",
          "section 6.1");
  const Spectrum& spectrum = state.spectrum.get(
      {frame.now.network_version, std::uint64_t(state.tower), std::uint64_t(state.kernel)},
      [&] { return power_spectrum(filters, state.kernel); });
  draw_spectrum(frame, name, spectrum);
  ImGui::SameLine();
  ImGui::PushTextWrapPos(0);
  ImGui::TextUnformatted(stripes_in_words(spectrum, filters.shape.w).c_str());
  ImGui::PopTextWrapPos();

  heading("What excites it most");
  explain(
      frame,
      "The patches of validation pictures for which the kernel's sum is largest, the strongest "
      "first, "
      "at most one of each picture. White is beyond the picture's edge. (The paper only shows the "
      "kernels; Zeiler and Fergus looked for such patches in 2013.)",
      "section 6.1");
  draw_patches(frame, state, name);
}

}  // namespace alexnet::viewer
