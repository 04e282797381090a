#include "data/drawn/drawn.h"

#include <vector>

#include "core/check.h"
#include "data/drawn/background.h"
#include "data/drawn/classes.h"
#include "data/drawn/objects.h"

namespace alexnet {

std::span<const std::string> drawn_class_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const drawn::DrawnClass& c : drawn::classes()) all.emplace_back(c.name);
    return all;
  }();
  return names;
}

Image draw_image(int label, int side, std::uint64_t seed, std::uint64_t index) {
  using namespace drawn;
  const int count = int(classes().size());
  ALEXNET_CHECK(label >= 0 && label < count, "drawn pictures have labels 0 to {}, found {}",
                count - 1, label);
  ALEXNET_CHECK(side >= 1, "a drawn picture needs a side of at least 1 pixel, found {}", side);

  const std::uint64_t scene = index * std::uint64_t(count) + std::uint64_t(label);
  RandomSequence random(RandomStream(seed, "drawn scene", scene));
  const Palette palette = random_palette(random);
  const Light light = random_light(random);
  const float blur = random.uniform(0, 0.008f);  // of everything but the background

  Canvas canvas(side);
  paint_background(canvas, palette, blur + random.uniform(0.01f, 0.04f), random);
  for (int pieces = 2 + random.below(4); pieces > 0; --pieces)
    paint(canvas, random_clutter(palette, random), light, blur);
  const std::vector<Piece> object = random_object(classes()[label], palette, random);
  for (const Piece& piece : object) paint(canvas, piece, light, blur);
  if (random.chance(0.5f))
    if (const auto front = random_foreground(object.front(), palette, random))
      paint(canvas, *front, light, blur);
  const float noise = random.uniform(0.005f, 0.04f);
  return canvas.develop(noise, RandomStream(seed, "drawn sensor", scene));
}

}  // namespace alexnet
