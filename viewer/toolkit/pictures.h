#pragma once
#include <imgui.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "core/image.h"

namespace alexnet::viewer {

/// The pictures that panels show, kept where they are drawn from: as textures of a GPU, or in
/// memory where there is no display. A picture is made when it is first asked for, and again when
/// its version changes; one that has not been asked for in a while is dropped.
class Pictures {
 public:
  using Upload = std::function<ImTextureID(const Image&)>;
  using Remove = std::function<void(ImTextureID)>;

  Pictures(Upload upload, Remove remove);
  ~Pictures();
  Pictures(const Pictures&) = delete;
  Pictures& operator=(const Pictures&) = delete;

  ImTextureID get(const std::string& name, std::uint64_t version,
                  const std::function<Image()>& make);
  /// Call once per frame, after it is drawn.
  void end_frame();

 private:
  struct Entry {
    std::uint64_t version = 0;
    int last_frame = 0;
    ImTextureID texture{};
  };
  Upload upload_;
  Remove remove_;
  std::map<std::string, Entry> entries_;
  int frame_ = 0;
};

}  // namespace alexnet::viewer
