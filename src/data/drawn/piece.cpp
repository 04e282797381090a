#include "data/drawn/piece.h"

#include <numbers>

namespace alexnet::drawn {
namespace {

// Shadows fall away from the light, and their edge is soft; both in units of the piece's size.
constexpr float kShadowLength = 0.16f, kShadowSoftness = 0.3f;
constexpr float kShadowReach = kShadowLength + kShadowSoftness / 2;

float shadow_at(const Piece& piece, const Light& light, Vec2 p) {
  const Vec2 caster = p + kShadowLength * piece.frame.size * light.across;
  return piece.shadow * coverage(piece.distance(caster), kShadowSoftness);
}

/// The surface is flat in the middle and bends down like a quarter circle towards the outline.
/// Its normal there leans outwards, in the direction in which the distance grows. So how far it
/// leans towards the light is the slope of the distance in the light's direction, which takes one
/// more distance.
float cosine_to_light(const Piece& piece, const Light& light, Vec2 p, float distance_at_p) {
  constexpr float kStep = 0.04f;
  const float lean = clamp01(1 + distance_at_p / piece.bevel);
  if (lean == 0) return light.height;
  const float ahead = piece.distance(p + kStep * piece.frame.size * light.across);
  const float outwards = (ahead - distance_at_p) / kStep;
  return std::min(lean * outwards + std::sqrt(1 - lean * lean) * light.height, 1.0f);
}

Colour lit(Colour colour, float cosine, float gloss) {
  constexpr float kAmbient = 0.4f, kLamp = 0.75f;
  const float diffuse = std::max(cosine, 0.0f);
  const float squared = diffuse * diffuse, fourth = squared * squared, eighth = fourth * fourth;
  const float highlight = gloss * eighth * eighth;
  return (kAmbient + kLamp * diffuse) * colour + highlight * Colour{1, 1, 1};
}

Colour skin_colour(const Skin& skin, Vec2 p, float softness) {
  const float ink = skin.texture(skin.frame.to_own(p), softness / skin.frame.size, skin.knobs);
  return mix(skin.base, skin.ink, ink);
}

}  // namespace

Light random_light(RandomSequence& random) {
  // From above, as the sun and most lamps are.
  constexpr float kUp = -std::numbers::pi_v<float> / 2;
  const float height = random.uniform(0.45f, 0.8f);
  const float angle = kUp + random.uniform(-1.2f, 1.2f);
  return {std::sqrt(1 - height * height) * direction(angle), height};
}

void paint(Canvas& canvas, const Piece& piece, const Light& light, float blur) {
  const float softness = canvas.pixel() + blur;
  const float reach = (1 + kShadowReach) * piece.frame.size + softness;
  const Canvas::Box box = canvas.around(piece.frame.centre, {reach, reach});
  for (int y = box.top; y < box.bottom; ++y)
    for (int x = box.left; x < box.right; ++x) {
      const Vec2 p = canvas.middle(x, y);
      const float d = piece.distance(p);
      const float opacity = coverage(d * piece.frame.size, softness);
      if (opacity < 1 && d < kShadowReach)
        canvas.blend(x, y, {0, 0, 0}, shadow_at(piece, light, p));
      if (opacity == 0) continue;
      const float cosine = cosine_to_light(piece, light, p, d);
      const Colour colour = lit(skin_colour(piece.skin, p, softness), cosine, piece.gloss);
      canvas.blend(x, y, colour, opacity);
    }
}

}  // namespace alexnet::drawn
