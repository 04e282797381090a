#include "viewer/script/places_file.h"

#include <fmt/format.h>

namespace alexnet::viewer {

void PlacesFile::update(const std::map<std::string, Place>& places) {
  std::string text;
  for (const auto& [name, place] : places)
    text += fmt::format("{:.0f} {:.0f} {:.0f} {:.0f} {}\n", place.min.x, place.min.y, place.max.x,
                        place.max.y, name);
  if (text == written_) return;
  write_file(path_, text);
  written_ = std::move(text);
}

}  // namespace alexnet::viewer
