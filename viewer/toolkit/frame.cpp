#include "viewer/toolkit/frame.h"

namespace alexnet::viewer {

void Frame::ask(Command command) { commands.push_back(std::move(command)); }

void Frame::name_widget(const std::string& name) {
  Place place = {ImGui::GetItemRectMin(), ImGui::GetItemRectMax()};
  const ImVec2 middle = place.centre(), low = ImGui::GetWindowDrawList()->GetClipRectMin(),
               high = ImGui::GetWindowDrawList()->GetClipRectMax();
  place.is_seen = middle.x >= low.x && middle.x < high.x && middle.y >= low.y && middle.y < high.y;
  places[name] = place;
}

}  // namespace alexnet::viewer
