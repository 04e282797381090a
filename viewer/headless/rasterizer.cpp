#include "viewer/headless/rasterizer.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/check.h"

namespace alexnet::viewer {
namespace {

/// A colour whose values run from 0 to 1, alpha last.
using Colour = std::array<float, 4>;

Colour unpack(ImU32 colour) {
  return {float((colour >> IM_COL32_R_SHIFT) & 255) / 255,
          float((colour >> IM_COL32_G_SHIFT) & 255) / 255,
          float((colour >> IM_COL32_B_SHIFT) & 255) / 255,
          float((colour >> IM_COL32_A_SHIFT) & 255) / 255};
}

/// The font: white, with one byte of opacity per pixel. Linear sampling.
struct FontTexture {
  const unsigned char* alpha = nullptr;
  int width = 0, height = 0;

  float at(int x, int y) const {
    return float(alpha[std::clamp(y, 0, height - 1) * width + std::clamp(x, 0, width - 1)]) / 255;
  }
  Colour sample(ImVec2 uv) const {
    const float x = uv.x * float(width) - 0.5f, y = uv.y * float(height) - 0.5f;
    const int left = int(std::floor(x)), top = int(std::floor(y));
    const float right_share = x - float(left), bottom_share = y - float(top);
    const float upper = std::lerp(at(left, top), at(left + 1, top), right_share);
    const float lower = std::lerp(at(left, top + 1), at(left + 1, top + 1), right_share);
    return {1, 1, 1, std::lerp(upper, lower, bottom_share)};
  }
};

/// A picture, opaque. Nearest sampling.
struct PictureTexture {
  const Image& image;

  Colour sample(ImVec2 uv) const {
    // Where an edge between two of its pixels falls on the centre of one on the screen, rounding
    // must not choose another side in every row.
    constexpr float kBeyondRounding = 1.0f / 512;
    const int x = std::clamp(int(uv.x * float(image.width) + kBeyondRounding), 0, image.width - 1);
    const int y =
        std::clamp(int(uv.y * float(image.height) + kBeyondRounding), 0, image.height - 1);
    const std::uint8_t* rgb = image.pixel(x, y);
    return {float(rgb[0]) / 255, float(rgb[1]) / 255, float(rgb[2]) / 255, 1};
  }
};

/// Twice the area of the triangle (a, b, p); positive on one side of the line from a to b. For the
/// line from b to a it is the same, to the bit, with the other sign, so that no pixel falls between
/// two triangles that share the edge.
float side_of(ImVec2 a, ImVec2 b, ImVec2 p) {
  if (b.x < a.x || (b.x == a.x && b.y < a.y)) return -side_of(b, a, p);
  return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
}

/// Whether a pixel centre exactly on the edge belongs to this triangle: only if it is a top or left
/// edge. So one of two triangles that share the edge owns the pixel.
bool owns_edge(ImVec2 from, ImVec2 to) {
  return to.y < from.y || (to.y == from.y && to.x > from.x);
}

bool is_inside(float side, bool owned) { return side > 0 || (side == 0 && owned); }

void blend(std::uint8_t* pixel, const Colour& colour) {
  for (int c = 0; c < 3; ++c) {
    const float below = float(pixel[c]) / 255;
    const float mixed = std::lerp(below, colour[c], colour[3]);
    pixel[c] = std::uint8_t(std::clamp(mixed * 255 + 0.5f, 0.0f, 255.0f));
  }
}

/// The pixels that may be drawn to, as half-open ranges.
struct Clip {
  int left, top, right, bottom;
};

template <class Texture>
void draw_triangle(Image& to, ImDrawVert a, ImDrawVert b, ImDrawVert c, const Texture& texture,
                   const Clip& clip) {
  float area = side_of(a.pos, b.pos, c.pos);
  if (area == 0) return;
  if (area < 0) {
    std::swap(b, c);
    area = -area;
  }
  const Colour colour_a = unpack(a.col), colour_b = unpack(b.col), colour_c = unpack(c.col);
  const bool owns_bc = owns_edge(b.pos, c.pos), owns_ca = owns_edge(c.pos, a.pos),
             owns_ab = owns_edge(a.pos, b.pos);
  const int left = std::max(clip.left, int(std::floor(std::min({a.pos.x, b.pos.x, c.pos.x}))));
  const int right = std::min(clip.right, int(std::ceil(std::max({a.pos.x, b.pos.x, c.pos.x}))));
  const int top = std::max(clip.top, int(std::floor(std::min({a.pos.y, b.pos.y, c.pos.y}))));
  const int bottom = std::min(clip.bottom, int(std::ceil(std::max({a.pos.y, b.pos.y, c.pos.y}))));
  for (int y = top; y < bottom; ++y)
    for (int x = left; x < right; ++x) {
      const ImVec2 centre = {float(x) + 0.5f, float(y) + 0.5f};
      const float side_a = side_of(b.pos, c.pos, centre), side_b = side_of(c.pos, a.pos, centre),
                  side_c = side_of(a.pos, b.pos, centre);
      if (!is_inside(side_a, owns_bc) || !is_inside(side_b, owns_ca) || !is_inside(side_c, owns_ab))
        continue;
      const float wa = side_a / area, wb = side_b / area, wc = side_c / area;
      Colour colour = texture.sample(
          {wa * a.uv.x + wb * b.uv.x + wc * c.uv.x, wa * a.uv.y + wb * b.uv.y + wc * c.uv.y});
      for (int k = 0; k < 4; ++k)
        colour[k] *= wa * colour_a[k] + wb * colour_b[k] + wc * colour_c[k];
      blend(to.pixel(x, y), colour);
    }
}

template <class Texture>
void draw_command(Image& to, const ImDrawList& list, const ImDrawCmd& command,
                  const Texture& texture) {
  const ImVec4& r = command.ClipRect;
  const Clip clip = {std::max(0, int(r.x)), std::max(0, int(r.y)), std::min(to.width, int(r.z)),
                     std::min(to.height, int(r.w))};
  const ImDrawIdx* index = &list.IdxBuffer[int(command.IdxOffset)];
  const ImDrawVert* vertex = &list.VtxBuffer[int(command.VtxOffset)];
  for (unsigned i = 0; i + 2 < command.ElemCount; i += 3)
    draw_triangle(to, vertex[index[i]], vertex[index[i + 1]], vertex[index[i + 2]], texture, clip);
}

}  // namespace

ImTextureID RasterTextures::add(Image image) {
  images_.emplace(next_, std::move(image));
  return (ImTextureID)next_++;  // a pointer in old versions of ImGui, a number in new ones
}

void RasterTextures::remove(ImTextureID texture) { images_.erase((std::uintptr_t)texture); }

const Image& RasterTextures::at(ImTextureID texture) const {
  const auto found = images_.find((std::uintptr_t)texture);
  ALEXNET_CHECK(found != images_.end(), "a picture is drawn that nobody has made");
  return found->second;
}

Image rasterize(const ImDrawData& data, const RasterTextures& textures, ImU32 background) {
  Image image(int(data.DisplaySize.x), int(data.DisplaySize.y));
  const Colour paper = unpack(background);
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x) blend(image.pixel(x, y), paper);

  FontTexture font;
  unsigned char* alpha = nullptr;
  ImGui::GetIO().Fonts->GetTexDataAsAlpha8(&alpha, &font.width, &font.height);
  font.alpha = alpha;
  for (int i = 0; i < data.CmdListsCount; ++i) {
    const ImDrawList& list = *data.CmdLists[i];
    for (const ImDrawCmd& command : list.CmdBuffer) {
      if (command.ElemCount == 0) continue;
      if ((std::uintptr_t)command.GetTexID() == kFontTexture)
        draw_command(image, list, command, font);
      else
        draw_command(image, list, command, PictureTexture{textures.at(command.GetTexID())});
    }
  }
  return image;
}

}  // namespace alexnet::viewer
