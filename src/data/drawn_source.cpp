#include "data/drawn/drawn.h"
#include "data/sources.h"

namespace alexnet {

Splits drawn_source(int train_size, int val_size, int side, std::uint64_t seed) {
  const auto make = [&](const char* name, int size, std::uint64_t first) {
    const int classes = int(drawn_class_names().size());
    ImageSource source;
    source.name = name;
    source.class_names.assign(drawn_class_names().begin(), drawn_class_names().end());
    for (int i = 0; i < size; ++i) source.labels.push_back(i % classes);
    source.read = [=](int index) {
      return draw_image(index % classes, side, seed, first + std::uint64_t(index));
    };
    return source;
  };
  constexpr std::uint64_t kUnseen = std::uint64_t{1} << 32;  // far from any training picture
  return {make("drawn pictures", train_size, 0), make("drawn pictures", val_size, kUnseen)};
}

}  // namespace alexnet
