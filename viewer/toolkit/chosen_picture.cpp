#include "viewer/toolkit/chosen_picture.h"

#include "viewer/toolkit/widgets.h"

namespace alexnet::viewer {
namespace {

/// The picture's name, where there is no other to choose.
void show_only_one(const Snapshot& now, PictureRef& picture) {
  picture.index = 0;
  const std::string name = name_of(now, picture);
  ImGui::AlignTextToFramePadding();
  ImGui::TextUnformatted(shortened(name, em(16)).c_str());
  tooltip(name);
}

}  // namespace

bool choose_picture(Frame& frame, const std::string& name, ChosenPicture& chosen) {
  const Snapshot& now = frame.now;
  PictureRef& picture = chosen.picture;
  const Predictions* own = now.own_predictions.get();
  if (own && chosen.own_are_away) picture.own = true;
  chosen.own_are_away = !own && (picture.own || chosen.own_are_away);
  if (!own) picture.own = false;
  if (own && now.validation) {
    const bool before = picture.own;
    choose(frame, "Pictures", picture.own, {{false, "validation"}, {true, "own"}});
    if (picture.own != before) picture.index = 0;
    ImGui::SameLine(0, em(1));
  }
  if (own && !now.validation) picture.own = true;
  const int count = picture.own      ? int(own->rows.size())
                    : now.validation ? now.validation->size()
                                     : 0;
  if (count == 0) {
    faint_text(
        validation_pictures_are_coming(now)
            ? "The validation pictures are being read ..."
            : "There are no validation pictures: open data above, or drop pictures of your own.");
    return false;
  }
  if (count == 1)
    show_only_one(now, picture);
  else
    choose_index(frame, name, picture.index, count, picture.own ? nullptr : now.validation_order);
  const std::array<std::uint64_t, 4> of = {now.network_version, picture.own ? own->number : 0,
                                           picture.own, std::uint64_t(picture.index)};
  const bool is_new = of != chosen.asked_for;
  chosen.asked_for = of;
  return is_new;
}

std::string name_of(const Snapshot& now, PictureRef picture) {
  if (picture.own)
    return fmt::format("own picture {}: {}", picture.index,
                       now.own_predictions->titles[picture.index]);
  return fmt::format("validation picture {}: {}", picture.index,
                     now.validation->class_names()[now.validation->label(picture.index)]);
}

ImTextureID texture_of(Frame& frame, PictureRef picture) {
  const Snapshot& now = frame.now;
  const std::uint64_t version = picture.own ? now.own_predictions->number : now.network_version;
  return frame.pictures.get(
      fmt::format("{} picture {}", picture.own ? "own" : "validation", picture.index), version,
      [&] {
        return to_image(picture.own ? now.own_predictions->pictures : *now.validation,
                        picture.index);
      });
}

}  // namespace alexnet::viewer
