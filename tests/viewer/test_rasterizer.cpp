#include "support/catch.h"
#include "support/pictures.h"
#include "viewer/headless/rasterizer.h"
#include "viewer/imgui_frame.h"
#include "viewer/toolkit/pictures.h"

using namespace alexnet;
using namespace alexnet::test;
using namespace alexnet::viewer;

namespace {

constexpr ImU32 kWhite = IM_COL32(255, 255, 255, 255);

/// What these drawing commands look like on 16 x 12 white pixels.
template <class Draw>
Image drawn(RasterTextures& textures, Draw draw) {
  ImGuiFrame frame(16, 12);
  draw(*ImGui::GetBackgroundDrawList());
  return rasterize(frame.render(), textures, kWhite);
}

int count_of(const Image& image, std::array<std::uint8_t, 3> colour) {
  int count = 0;
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x)
      count += std::equal(colour.begin(), colour.end(), image.pixel(x, y));
  return count;
}

}  // namespace

TEST_CASE("rasterizer: a rectangle covers its pixels, each once, and no others") {
  RasterTextures textures;
  // Half transparent: a pixel that both of its triangles drew would be darker.
  const Image image = drawn(textures, [](ImDrawList& draw) {
    draw.AddRectFilled({3, 2}, {9, 7}, IM_COL32(0, 0, 0, 128));
  });
  CHECK(count_of(image, {127, 127, 127}) == 6 * 5);
  CHECK(count_of(image, {255, 255, 255}) == 16 * 12 - 30);
  CHECK(image.pixel(3, 2)[0] == 127);
  CHECK(image.pixel(9, 2)[0] == 255);
}

TEST_CASE("rasterizer: pictures keep their pixels when they are enlarged") {
  RasterTextures textures;
  Image picture(2, 1);
  picture.pixel(0, 0)[0] = 200;
  picture.pixel(1, 0)[2] = 100;
  const ImTextureID id = textures.add(picture);
  const Image image = drawn(textures, [&](ImDrawList& draw) { draw.AddImage(id, {0, 0}, {8, 4}); });
  CHECK(count_of(image, {200, 0, 0}) == 16);
  CHECK(count_of(image, {0, 0, 100}) == 16);
  CHECK(image.pixel(3, 0)[0] == 200);
  CHECK(image.pixel(4, 0)[2] == 100);
}

TEST_CASE("rasterizer: nothing is drawn outside of the clip rectangle or the picture") {
  RasterTextures textures;
  const Image image = drawn(textures, [](ImDrawList& draw) {
    draw.PushClipRect({4, 4}, {6, 6});
    draw.AddRectFilled({-100, -100}, {100, 100}, IM_COL32(255, 0, 0, 255));
    draw.PopClipRect();
  });
  CHECK(count_of(image, {255, 0, 0}) == 4);
}

TEST_CASE("pictures: made once, again with another version, let go when nobody asks") {
  RasterTextures textures;
  int made = 0;
  const auto make = [&] {
    ++made;
    return flat_image(1, 1, 1, 2, 3);
  };
  {
    Pictures pictures([&](const Image& image) { return textures.add(image); },
                      [&](ImTextureID t) { textures.remove(t); });
    const ImTextureID first = pictures.get("p", 1, make);
    CHECK(pictures.get("p", 1, make) == first);
    CHECK(made == 1);
    pictures.get("p", 2, make);
    CHECK(made == 2);
    CHECK(textures.size() == 1);
    for (int i = 0; i < 200; ++i) pictures.end_frame();
    CHECK(textures.size() == 0);
    pictures.get("p", 2, make);
    CHECK(textures.size() == 1);
  }
  CHECK(textures.size() == 0);
}

TEST_CASE("rasterizer: no pixel falls between two triangles that share an edge") {
  // Corners for which rounding puts the centre of pixel (6, 5), seen from either triangle, on the
  // other side of the edge from a to c.
  const ImVec2 a = {1.8412262201309204f, 1.50182044506073f},
               c = {10.660808563232422f, 9.070823669433594f}, b = {12, 2}, d = {2, 10};
  RasterTextures textures;
  const Image image = drawn(textures, [&](ImDrawList& list) {
    list.Flags &= ~ImDrawListFlags_AntiAliasedFill;
    list.AddTriangleFilled(a, b, c, IM_COL32(0, 0, 0, 255));
    list.AddTriangleFilled(c, d, a, IM_COL32(0, 0, 0, 255));
  });
  CHECK(image.pixel(6, 5)[0] == 0);
}
