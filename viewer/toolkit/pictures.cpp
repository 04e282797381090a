#include "viewer/toolkit/pictures.h"

namespace alexnet::viewer {

constexpr int kFramesKept = 120;

Pictures::Pictures(Upload upload, Remove remove)
    : upload_(std::move(upload)), remove_(std::move(remove)) {}

Pictures::~Pictures() {
  for (const auto& [name, entry] : entries_) remove_(entry.texture);
}

ImTextureID Pictures::get(const std::string& name, std::uint64_t version,
                          const std::function<Image()>& make) {
  const auto found = entries_.find(name);
  if (found != entries_.end() && found->second.version == version) {
    found->second.last_frame = frame_;
    return found->second.texture;
  }
  const ImTextureID texture = upload_(make());
  if (found != entries_.end()) remove_(found->second.texture);
  entries_[name] = {version, frame_, texture};
  return texture;
}

void Pictures::end_frame() {
  std::erase_if(entries_, [this](const auto& named) {
    const bool old = frame_ - named.second.last_frame > kFramesKept;
    if (old) remove_(named.second.texture);
    return old;
  });
  ++frame_;
}

}  // namespace alexnet::viewer
