#include "viewer/panels/frame.h"

namespace alexnet::viewer {

void Frame::ask(Command command) { commands.push_back(std::move(command)); }

void Frame::name_widget(const std::string& name) {
  places[name] = {ImGui::GetItemRectMin(), ImGui::GetItemRectMax()};
}

}  // namespace alexnet::viewer
