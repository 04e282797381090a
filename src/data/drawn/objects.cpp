#include "data/drawn/objects.h"

#include <numbers>

namespace alexnet::drawn {
namespace {

constexpr float kTurn = 2 * std::numbers::pi_v<float>;

/// A class of the table that has the property, each equally likely.
template <class Property>
const DrawnClass& random_class_with(Property DrawnClass::*property, RandomSequence& random) {
  for (;;) {
    const DrawnClass& c = classes()[random.below(int(classes().size()))];
    if (c.*property) return c;
  }
}

Texture random_texture(RandomSequence& random) {
  const float u = random.uniform();
  if (u < 0.5f) return plain;
  if (u < 0.85f) return mottled;
  return random_class_with(&DrawnClass::texture, random).texture;
}

/// Far from the origin in texture space, so that no two objects show the same part of it.
Frame random_texture_frame(RandomSequence& random) {
  Frame frame;
  frame.centre = {random.uniform(-4, 4), random.uniform(-4, 4)};
  frame.size = random.uniform(0.12f, 0.16f);
  frame.right = direction(random.uniform(-0.3f, 0.3f));
  return frame;
}

Skin random_skin(Texture texture, const Palette& palette, RandomSequence& random) {
  Skin skin;
  skin.texture = texture;
  skin.knobs = random_knobs(random);
  skin.frame = random_texture_frame(random);
  skin.base = contrasting_colour(palette.mean, 0.2f, palette, random);
  skin.ink = contrasting_colour(skin.base, 0.3f, palette, random);
  return skin;
}

Skin fruit_skin(const FruitColour& range, const Palette& palette, RandomSequence& random) {
  Skin skin = random_skin(mottled, palette, random);
  const float hue = range.hue + range.spread * random.uniform(-1, 1);
  const float saturation = range.saturation + random.uniform(-0.08f, 0.08f);
  const float value = range.value * random.uniform(0.88f, 1);
  skin.base = from_hsv(hue, saturation, value);
  skin.ink = from_hsv(hue, saturation, 0.85f * value);
  return skin;
}

Piece stalk_of(const Piece& fruit_piece) {
  Piece piece = fruit_piece;
  piece.shape = stalk;
  piece.bevel = 0.1f;
  piece.skin.base = piece.skin.ink = {0.25f, 0.17f, 0.1f};
  return piece;
}

/// Anywhere, but with the whole object in the picture, or nearly so.
Frame random_place(float size, RandomSequence& random) {
  const float room = 0.52f - size;
  Frame frame;
  frame.centre = {0.5f + room * random.uniform(-1, 1), 0.5f + room * random.uniform(-1, 1)};
  frame.size = size;
  frame.right = direction(random.uniform(-0.3f, 0.3f));
  frame.mirrored = random.chance(0.5f);
  return frame;
}

}  // namespace

std::vector<Piece> random_object(const DrawnClass& drawn_class, const Palette& palette,
                                 RandomSequence& random) {
  Piece piece;
  // From 47% to 85% of the side across, all areas equally likely.
  piece.frame = random_place(std::sqrt(random.uniform(0.055f, 0.18f)), random);
  piece.knobs = random_knobs(random);
  piece.bevel = random.uniform(0.12f, 0.4f);
  piece.gloss = random.uniform(0, 0.3f);
  if (drawn_class.shape) {
    piece.shape = drawn_class.shape;
    piece.skin = random_skin(random_texture(random), palette, random);
  } else if (drawn_class.texture) {
    piece.shape = blob;
    piece.skin = random_skin(drawn_class.texture, palette, random);
  } else {
    piece.shape = fruit;
    piece.bevel = 0.8f;  // nearly a ball
    piece.skin = fruit_skin(drawn_class.colour, palette, random);
    return {piece, stalk_of(piece)};
  }
  return {piece};
}

Piece random_clutter(const Palette& palette, RandomSequence& random) {
  Piece piece;
  piece.shape = random.chance(0.5f) ? blob : random_class_with(&DrawnClass::shape, random).shape;
  piece.knobs = random_knobs(random);
  piece.frame.centre = {random.uniform(), random.uniform()};
  piece.frame.size = random.uniform(0.03f, 0.08f);
  piece.frame.right = direction(random.uniform(0, kTurn));
  piece.skin = random_skin(random_texture(random), palette, random);
  return piece;
}

float hidden_part(const Piece& object, const Piece& front) {
  constexpr int kSamples = 16;  // along x and y
  int inside = 0, hidden = 0;
  for (int i = 0; i < kSamples * kSamples; ++i) {
    const Vec2 at{float(i % kSamples) + 0.5f, float(i / kSamples) + 0.5f};
    const Vec2 from_centre = (2.0f / kSamples) * at - Vec2{1, 1};
    const Vec2 p = object.frame.centre + object.frame.size * from_centre;
    if (object.distance(p) > 0) continue;
    ++inside;
    if (front.distance(p) < 0) ++hidden;
  }
  return inside ? float(hidden) / float(inside) : 0;
}

std::optional<Piece> random_foreground(const Piece& object, const Palette& palette,
                                       RandomSequence& random) {
  Piece piece;
  const float angle = random.uniform(0, kTurn);
  const bool is_blade = random.chance(0.5f);
  piece.shape = is_blade ? blade : blob;
  piece.knobs = random_knobs(random);
  // A blade crosses the whole object, a leaf covers a part of its rim.
  const float off_middle = is_blade ? random.uniform(-0.6f, 0.6f) : random.uniform(0.7f, 1);
  piece.frame.centre = object.frame.centre + off_middle * object.frame.size * direction(angle);
  piece.frame.size = object.frame.size * (is_blade ? 3 : random.uniform(0.3f, 0.5f));
  piece.frame.right = direction(angle + kTurn / 4 + random.uniform(-0.3f, 0.3f));
  piece.skin = random_skin(plain, palette, random);
  piece.skin.base = natural_colour(palette, random);
  if (hidden_part(object, piece) > 0.2f) return std::nullopt;
  return piece;
}

}  // namespace alexnet::drawn
