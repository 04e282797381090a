#include "core/image.h"

#include <algorithm>
#include <cmath>

#include "core/jpeg.h"
#include "core/rng.h"
#include "support/jpeg_files.h"
#include "support/temp_folder.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

using Bytes = std::vector<std::uint8_t>;

// clang-format off
// 2 x 2 grey pixels: 0 255 / 100 200.
const Bytes kGreyPng = {
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x02, 0x08, 0x00, 0x00, 0x00, 0x00, 0x57, 0xdd, 0x52,
    0xf8, 0x00, 0x00, 0x00, 0x0e, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0x60, 0xf8, 0xcf, 0x90,
    0x72, 0x02, 0x00, 0x05, 0x92, 0x02, 0x2c, 0x7e, 0x44, 0xb4, 0xf3, 0x00, 0x00, 0x00, 0x00, 0x49,
    0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};
// 2 x 2 pixels: red, fully transparent blue / half transparent blue, (10, 20, 30).
const Bytes kTransparentPng = {
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x02, 0x08, 0x06, 0x00, 0x00, 0x00, 0x72, 0xb6, 0x0d,
    0x24, 0x00, 0x00, 0x00, 0x14, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0xf8, 0xcf, 0xc0, 0x00,
    0x41, 0x40, 0xa2, 0x81, 0x4b, 0x44, 0xee, 0x3f, 0x00, 0x34, 0x01, 0x05, 0xb8, 0x64, 0x55, 0x91,
    0xea, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};
// 2 x 1 pixels without an alpha channel: blue, which is named as transparent, and (10, 20, 30).
const Bytes kTransparentColourPng = {
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x00, 0x00, 0x00, 0x7b, 0x40, 0xe8,
    0xdd, 0x00, 0x00, 0x00, 0x06, 0x74, 0x52, 0x4e, 0x53, 0x00, 0x00, 0x00, 0x00, 0x00, 0xff, 0x43,
    0xa4, 0xe8, 0x1c, 0x00, 0x00, 0x00, 0x0f, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0x60, 0x60,
    0xf8, 0xcf, 0x25, 0x22, 0x07, 0x00, 0x04, 0x67, 0x01, 0x3c, 0x2e, 0x11, 0xe2, 0x38, 0x00, 0x00,
    0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};
// 2 x 2 pixels: blue, (10, 20, 30) / red, green. The width is at byte 18, the height at 22.
const Bytes kBmp = {
    0x42, 0x4d, 0x46, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x36, 0x00, 0x00, 0x00, 0x28, 0x00,
    0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x01, 0x00, 0x18, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x10, 0x00, 0x00, 0x00, 0x13, 0x0b, 0x00, 0x00, 0x13, 0x0b, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xff, 0x00, 0xff, 0x00, 0x00, 0x00, 0xff, 0x00,
    0x00, 0x1e, 0x14, 0x0a, 0x00, 0x00};
// 8 x 8 pixels of red: one block each of Y = 76, Cb = 85, Cr = 255; every step of quantization is 8.
const Bytes kJpeg = {
    0xff, 0xd8,
    0xff, 0xdb, 0x00, 0x43, 0x00,  // quantization: 64 steps
    8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
    8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
    0xff, 0xc0, 0x00, 0x11, 8, 0, 8, 0, 8, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0,  // 8 x 8, Y Cb Cr
    0xff, 0xc4, 0x00, 0x1c, 0x00, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  // codes of 4 bits
    0, 1, 2, 3, 4, 5, 6, 7, 8,
    0xff, 0xc4, 0x00, 0x14, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  // and of 1: "end"
    0,
    0xff, 0xda, 0x00, 0x0c, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0, 0x62, 0xcc, 0xa1, 0xff, 0x00, 0xbf,
    0xff, 0xd9};
// clang-format on

Image random_image(int width, int height) {
  Image image(width, height);
  RandomSequence random(RandomStream(1, "image"));
  for (std::uint8_t& value : image.rgb) value = std::uint8_t(random.below(256));
  return image;
}

Image even_image(int width, int height, Bytes colour) {
  Image image(width, height);
  for (std::size_t i = 0; i < image.rgb.size(); ++i) image.rgb[i] = colour[i % 3];
  return image;
}

bool equal(const Image& a, const Image& b) {
  return a.width == b.width && a.height == b.height && a.rgb == b.rgb;
}

/// Each value within that many grey levels.
bool close(const Image& a, const Image& b, int levels) {
  if (a.width != b.width || a.height != b.height) return false;
  for (std::size_t i = 0; i < a.rgb.size(); ++i)
    if (std::abs(int(a.rgb[i]) - int(b.rgb[i])) > levels) return false;
  return true;
}

double mean(const Image& image) {
  double sum = 0;
  for (std::uint8_t value : image.rgb) sum += value;
  return sum / double(image.rgb.size());
}

Image mirrored(const Image& image) {
  Image result(image.width, image.height);
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x)
      std::copy_n(image.pixel(image.width - 1 - x, y), 3, result.pixel(x, y));
  return result;
}

Image transposed(const Image& image) {
  Image result(image.height, image.width);
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x) std::copy_n(image.pixel(x, y), 3, result.pixel(y, x));
  return result;
}

}  // namespace

TEST_CASE("image: a picture of a common format that cannot be read is called by its name") {
  const auto decode = [](std::string_view start) {
    std::vector<std::uint8_t> bytes(start.begin(), start.end());
    bytes.resize(64);
    return decode_image(bytes, "photo");
  };
  using namespace std::string_view_literals;
  CHECK_ERROR(decode("RIFF\x30\0\0\0WEBPVP8 "sv), "photo: a picture in WebP format", "convert");
  CHECK_ERROR(decode("\0\0\0\x18"
                     "ftypheic"sv),
              "photo: a picture in HEIC format");
  CHECK_ERROR(decode("\0\0\0\x18"
                     "ftypavif"sv),
              "photo: a picture in AVIF format");
  CHECK_ERROR(decode("II*\0"sv), "photo: a picture in TIFF format");
  CHECK_ERROR(decode("MM\0*"sv), "photo: a picture in TIFF format");
  CHECK_ERROR(decode("\0\0\0\x18"
                     "ftypisom"sv),
              "photo: not a picture that can be read");
}

TEST_CASE("image: grey becomes three equal channels") {
  const Image image = decode_image(kGreyPng, "grey.png");
  CHECK((image.width == 2 && image.height == 2));
  CHECK(image.rgb == Bytes{0, 0, 0, 255, 255, 255, 100, 100, 100, 200, 200, 200});
}

TEST_CASE("image: transparent pixels are laid over white") {
  const Image image = decode_image(kTransparentPng, "transparent.png");
  CHECK(image.rgb == Bytes{255, 0, 0, 255, 255, 255, 127, 127, 255, 10, 20, 30});
  CHECK(decode_image(kTransparentColourPng, "colour.png").rgb == Bytes{255, 255, 255, 10, 20, 30});
}

TEST_CASE("image: BMP and JPEG are read") {
  CHECK(decode_image(kBmp, "a.bmp").rgb == Bytes{0, 0, 255, 10, 20, 30, 255, 0, 0, 0, 255, 0});
  const Image red = decode_image(kJpeg, "a.jpg");
  CHECK(close(red, even_image(8, 8, {255, 0, 0}), 2));  // Y, Cb and Cr are rounded
}

TEST_CASE("image: a PNG that is written is read back bit for bit") {
  const TempFolder folder;
  for (const auto& [width, height] : {std::pair{1, 1}, {7, 5}, {1, 300}, {300, 1}, {64, 64}}) {
    INFO(width << " x " << height);
    const Image image = random_image(width, height);
    write_png(folder / "a.png", image);
    CHECK(equal(read_image(folder / "a.png"), image));
    CHECK(folder.entries() == 1);
  }
}

TEST_CASE("image: a picture too large for a PNG file is refused, and nothing is written") {
  const TempFolder folder;
  Image image;  // without its four gigabytes
  image.width = 88'100;
  image.height = 16'284;
  CHECK_ERROR(write_png(folder / "large.png", image), "large.png", "88100 x 16284", "fewer");
  CHECK(folder.entries() == 0);
}

TEST_CASE("image: a file that is missing, a folder, empty or no picture is named") {
  const TempFolder folder;
  CHECK_ERROR(read_image(folder / "missing.png"), folder / "missing.png", "cannot open");
  CHECK_ERROR(read_image(folder.path()), folder.path(), "expected a file");
  write_file(folder / "empty.jpg", "");
  CHECK_ERROR(read_image(folder / "empty.jpg"), folder / "empty.jpg", "empty");
  write_file(folder / "text.jpg", "this is no picture, whatever its name says");
  CHECK_ERROR(read_image(folder / "text.jpg"), folder / "text.jpg", "not a picture");
  CHECK_ERROR(write_png(folder / "nowhere/a.png", Image(1, 1)), folder / "nowhere/a.png");
}

TEST_CASE("image: a picture that is cut off is refused") {
  // Up to the last chunk of a PNG, and up to the coefficients of a JPEG: the loss of what follows
  // is forgiven, as by every program that shows pictures.
  for (const auto& [bytes, needed] : {std::pair{kGreyPng, kGreyPng.size() - 8},
                                      {kTransparentPng, kTransparentPng.size() - 8},
                                      {kJpeg, kJpeg.size() - 8}})
    for (std::size_t size = 1; size < needed; ++size) {
      INFO(size << " of " << bytes.size() << " bytes");
      CHECK_ERROR(decode_image(std::span(bytes).first(size), "cats/1.png"), "cats/1.png");
    }
}

TEST_CASE("image: formats in which stb would fill in what is missing are refused, too") {
  const TempFolder folder;
  std::string ppm = "P6\n100 50\n255\n";
  std::string bmp(kBmp.begin(), kBmp.begin() + 54);
  bmp[18] = 100;
  bmp[22] = 50;
  for (std::string* file : {&ppm, &bmp})
    for (int i = 0; i < 100 * 50 * 3; ++i) *file += char(i % 251);
  for (const std::string& whole : {ppm, bmp}) {
    write_file(folder / "picture", whole);
    CHECK(read_image(folder / "picture").width == 100);
    for (const std::size_t missing : {1, 128, 5000, 14000}) {
      INFO(missing);
      write_file(folder / "picture", whole.substr(0, whole.size() - missing));
      CHECK_ERROR(read_image(folder / "picture"), "picture", "cut off");
    }
  }
}

TEST_CASE("image: a cut is seen where stb reads as many bytes as its buffer has") {
  std::string tga(18, '\0');
  tga[2] = 2;              // uncompressed colours
  tga[12] = tga[14] = 32;  // width and height
  tga[16] = 32;            // bits of a pixel: 128 bytes make a row
  tga += std::string(32 * 32 * 4, 'x');
  const std::string pgm = "P5\n4 61\n255\n" + std::string(4 * 61, 'x');
  const auto decode = [](const std::string& bytes) {
    return decode_image({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, "it");
  };
  for (const std::string& whole : {tga, pgm}) {
    CHECK(decode(whole).height > 0);
    for (std::size_t missing = 1; missing < 128; ++missing) {
      INFO(missing);
      CHECK_ERROR(decode(whole.substr(0, whole.size() - missing)), "it", "cut off");
    }
  }
}

TEST_CASE("image: damaged contents are refused") {
  Bytes damaged = kGreyPng;
  damaged[43] = 0x07;  // a kind of block that compression does not have
  CHECK_ERROR(decode_image(damaged, "cats/1.png"), "cats/1.png", "damaged");
}

TEST_CASE("image: a header that claims too many pixels is not believed") {
  Bytes claims = kBmp;
  claims[18] = claims[22] = 0x30, claims[19] = claims[23] = 0x75;  // 0x7530 = 30000
  CHECK_ERROR(decode_image(claims, "huge.bmp"), "huge.bmp", "30000 x 30000");
}

TEST_CASE("image: pictures are recognized by the ending of their name, in any case") {
  for (const char* name :
       {"a.jpg", "a.jpeg", "a.JPEG", "b/a.png", "a.b.PNG", "a.bmp", "a.gif", "a.tga", "a.ppm"}) {
    INFO(name);
    CHECK(has_image_ending(name));
  }
  for (const char* name : {"", "a", "jpg", "a.txt", "a.jpg.txt", ".png", "a.jpgx", "png/a"}) {
    INFO(name);
    CHECK(!has_image_ending(name));
  }
}

TEST_CASE("image: a photograph is turned as its EXIF block says that the camera was held") {
  // Four quadrants, from left to right and from top to bottom, each as flat as JPEG's blocks.
  const Bytes colours[] = {{200, 40, 40}, {40, 160, 40}, {40, 40, 200}, {200, 200, 60}};
  const auto quadrants = [&](int width, int height, const std::string& which) {
    Image image(width, height);
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x) {
        const int quadrant = 2 * (y >= height / 2) + (x >= width / 2);
        std::copy_n(colours[which[std::size_t(quadrant)] - 'A'].begin(), 3, image.pixel(x, y));
      }
    return image;
  };
  const Bytes stored = jpeg_of(quadrants(32, 16, "ABCD"));
  CHECK(close(decode_image(stored, "a.jpg"), quadrants(32, 16, "ABCD"), 4));
  const char* const seen[] = {"ABCD", "BADC", "DCBA", "CDAB", "ACBD", "CADB", "DBCA", "BDAC"};
  for (const bool most_significant_first : {false, true})
    for (int orientation = 1; orientation <= 8; ++orientation) {
      INFO("orientation " << orientation << ", " << (most_significant_first ? "MM" : "II"));
      const bool wide = orientation <= 4;
      const Image expected = quadrants(wide ? 32 : 16, wide ? 16 : 32, seen[orientation - 1]);
      const Bytes segment = exif_segment(orientation, most_significant_first);
      CHECK(close(decode_image(with_segment(stored, segment), "a.jpg"), expected, 4));
      // After another segment, and before one of the same kind that says otherwise.
      const Bytes two = with_segment(with_segment(stored, exif_segment(3, false)), segment);
      CHECK(close(
          decode_image(with_segment(two, app1_segment("http://ns.adobe.com/xap/1.0/")), "a.jpg"),
          expected, 4));
    }
}

TEST_CASE("image: an EXIF block that is damaged, or says nothing of use, is ignored") {
  const Image picture = even_image(16, 8, {200, 40, 40});
  const Bytes stored = jpeg_of(picture);
  const auto orientation_with = [&](const Bytes& segment) {
    const Bytes file = with_segment(stored, segment);
    const Image image = decode_image(file, "a.jpg");  // whatever the segment says
    CHECK(std::max(image.width, image.height) == 16);
    return jpeg_orientation(file);
  };
  for (const bool most_significant_first : {false, true}) {
    for (const int nonsense : {0, 9, 256 + 6, 65535})
      CHECK(orientation_with(exif_segment(nonsense, most_significant_first)) == 1);
    const Bytes whole = exif_segment(6, most_significant_first);
    REQUIRE(orientation_with(whole) == 6);
    // Cut off anywhere up to the value; what comes after it does not matter.
    constexpr std::size_t kValueEnd = kExifTiff + 8 + 2 + 12 + 10;
    for (std::size_t size = 4; size < whole.size(); ++size) {
      Bytes cut(whole.begin(), whole.begin() + std::ptrdiff_t(size));
      cut[2] = std::uint8_t((size - 2) >> 8), cut[3] = std::uint8_t(size - 2);
      INFO(size << " bytes");
      CHECK(orientation_with(cut) == (size < kValueEnd ? 1 : 6));
    }
    // Whichever byte is changed, nothing is read that is not there, and the picture is still read.
    for (std::size_t at = 4; at < whole.size(); ++at)
      for (const int value : {0, 1, 8, 0x7F, 0x80, 0xFF}) {
        Bytes damaged = whole;
        damaged[at] = std::uint8_t(value);
        const int orientation = orientation_with(damaged);
        CHECK((orientation >= 1 && orientation <= 8));
      }
    const auto with = [&](std::size_t at, std::uint8_t value) {
      Bytes damaged = whole;
      damaged[at] = value;
      return orientation_with(damaged);
    };
    const std::size_t low = most_significant_first ? 3 : 0;
    CHECK(with(4, 'e') == 1);                         // no EXIF
    CHECK(with(kExifTiff, 'X') == 1);                 // no byte order
    CHECK(with(kExifTiff + 2 + low / 3, 43) == 1);    // no TIFF
    CHECK(with(kExifTiff + 4 + low, 200) == 1);       // a directory beyond the end
    CHECK(with(kExifTiff + 4 + 3 - low, 0xFF) == 1);  // far beyond it
    CHECK(with(kExifTiff + 8 + low / 3, 0) == 1);     // no entries
    const std::size_t entry = kExifTiff + 8 + 2 + 12;
    CHECK(with(entry + low / 3, 0x13) == 1);   // another tag
    CHECK(with(entry + 2 + low / 3, 4) == 1);  // of another type
    CHECK(with(entry + 4 + low, 2) == 1);      // two of them
  }
  // A length that leads beyond the file is the decoder's to judge, as before.
  Bytes cut = with_segment(stored, exif_segment(6, true));
  cut[4] = cut[5] = 0xFF;
  CHECK(jpeg_orientation(cut) == 1);
  CHECK(is_cut_jpeg(cut));
  for (const Bytes& other : {Bytes{}, Bytes{0xFF}, Bytes{0xFF, 0xD8}, kGreyPng})
    CHECK(jpeg_orientation(other) == 1);
}

TEST_CASE("resize: an even picture stays even, at any size") {
  const Image image = even_image(13, 7, {10, 128, 255});
  for (const auto& [width, height] :
       {std::pair{1, 1}, {13, 1}, {1, 7}, {5, 3}, {26, 14}, {100, 50}, {13, 8}}) {
    INFO(width << " x " << height);
    CHECK(equal(resize(image, width, height), even_image(width, height, {10, 128, 255})));
  }
  CHECK(equal(resize(even_image(1, 1, {1, 2, 3}), 9, 9), even_image(9, 9, {1, 2, 3})));
}

TEST_CASE("resize: to nothing, or of nothing, is refused") {
  CHECK_ERROR(resize(even_image(3, 3, {1, 2, 3}), 0, 5), "0 and 1");
  CHECK_ERROR(resize(Image(), 5, 5), "0 and 1");
}

TEST_CASE("resize: to its own size a picture does not change") {
  const Image image = random_image(13, 7);
  CHECK(equal(resize(image, 13, 7), image));
}

TEST_CASE("resize: the mean of a ramp is preserved, and a ramp stays a ramp") {
  Image ramp(64, 16);
  for (int y = 0; y < 16; ++y)
    for (int x = 0; x < 64; ++x)
      for (int c = 0; c < 3; ++c) ramp.pixel(x, y)[c] = std::uint8_t(4 * x);
  for (const auto& [width, height] : {std::pair{32, 8}, {16, 16}, {21, 5}, {128, 32}, {1, 1}}) {
    INFO(width << " x " << height);
    const Image smaller = resize(ramp, width, height);
    CHECK(std::abs(mean(smaller) - mean(ramp)) <= 0.5);  // the rounding of one pixel
    for (int x = 1; x < width; ++x) CHECK(smaller.pixel(x, 0)[0] > smaller.pixel(x - 1, 0)[0]);
  }
}

TEST_CASE("resize: stripes finer than the new pixels become grey, not other stripes") {
  Image stripes(64, 64);
  for (int y = 0; y < 64; ++y)
    for (int x = 0; x < 64; ++x)
      for (int c = 0; c < 3; ++c) stripes.pixel(x, y)[c] = x % 2 == 0 ? 0 : 255;
  const Image small = resize(stripes, 16, 16);
  for (int x = 1; x < 15; ++x) {  // the outermost see one stripe more on one side
    INFO("x " << x);
    CHECK((small.pixel(x, 8)[0] == 127 || small.pixel(x, 8)[0] == 128));
  }
}

TEST_CASE("resize: mirroring or transposing before and after is the same") {
  const Image image = random_image(23, 17);
  for (const auto& [width, height] : {std::pair{11, 5}, {40, 50}, {23, 4}, {1, 1}}) {
    INFO(width << " x " << height);
    const Image resized = resize(image, width, height);
    // Sums in another order may round to the neighbouring grey level.
    CHECK(close(resize(mirrored(image), width, height), mirrored(resized), 1));
    CHECK(close(resize(transposed(image), height, width), transposed(resized), 1));
  }
}

TEST_CASE("resize: no value lies outside those of the picture") {
  Image image(8, 8);
  for (std::size_t i = 0; i < image.rgb.size(); ++i) image.rgb[i] = i / 3 % 3 == 0 ? 60 : 200;
  for (int side : {1, 3, 7, 9, 31}) {
    const Image resized = resize(image, side, side);
    const auto [least, most] = std::minmax_element(resized.rgb.begin(), resized.rgb.end());
    CHECK((*least >= 60 && *most <= 200));
  }
}

TEST_CASE("centre crop: the middle third of a wide and of a tall picture is left") {
  Image wide(30, 10);
  for (int y = 0; y < 10; ++y)
    for (int x = 0; x < 30; ++x) wide.pixel(x, y)[x / 10] = 255;  // red, green, blue
  for (int side : {1, 5, 10, 25}) {
    INFO(side << " pixels");
    CHECK(equal(shorter_side_and_centre_crop(wide, side), even_image(side, side, {0, 255, 0})));
    CHECK(equal(shorter_side_and_centre_crop(transposed(wide), side),
                even_image(side, side, {0, 255, 0})));
  }
}

TEST_CASE("centre crop: a square of the right size is not touched, and odd margins are split") {
  const Image square = random_image(12, 12);
  CHECK(equal(shorter_side_and_centre_crop(square, 12), square));
  const Image wide = random_image(15, 12);  // a margin of one on the left, of two on the right
  const Image cropped = shorter_side_and_centre_crop(wide, 12);
  for (int y = 0; y < 12; ++y)
    CHECK(std::equal(cropped.pixel(0, y), cropped.pixel(0, y) + 36, wide.pixel(1, y)));
}

TEST_CASE("centre crop: a picture of a single row has a centre too") {
  CHECK(equal(shorter_side_and_centre_crop(even_image(5000, 1, {1, 2, 3}), 8),
              even_image(8, 8, {1, 2, 3})));
}

TEST_CASE("image: a picture is pasted as far as there is room, on every side") {
  Image picture(3, 2);
  for (std::size_t i = 0; i < picture.rgb.size(); ++i) picture.rgb[i] = std::uint8_t(i + 1);
  const Image empty = white_image(5, 4);
  CHECK(std::all_of(empty.rgb.begin(), empty.rgb.end(), [](std::uint8_t v) { return v == 255; }));
  for (int left = -4; left <= 6; ++left)
    for (int top = -3; top <= 5; ++top) {
      INFO("at (" << left << ", " << top << ")");
      Image sheet = empty;
      paste(sheet, picture, left, top);
      bool all_right = true;
      for (int y = 0; y < sheet.height; ++y)
        for (int x = 0; x < sheet.width; ++x) {
          const bool on_it = x >= left && x < left + 3 && y >= top && y < top + 2;
          const std::uint8_t* expected =
              on_it ? picture.pixel(x - left, y - top) : empty.pixel(x, y);
          all_right = all_right && std::equal(expected, expected + 3, sheet.pixel(x, y));
        }
      CHECK(all_right);
    }
}
