#include "data/dataset.h"

#include <algorithm>
#include <cmath>

#include "data/open_data.h"
#include "support/compare.h"
#include "support/pictures.h"
#include "support/tensors.h"

using namespace alexnet;
using namespace alexnet::test;

TEST_CASE("dataset: pictures become planes of one size") {
  Image image = flat_image(4, 2, 10, 20, 30);
  std::vector<std::uint8_t> planes(3 * 2 * 2);
  to_planes(image, 3, 2, planes.data());
  CHECK(planes == std::vector<std::uint8_t>{10, 10, 10, 10, 20, 20, 20, 20, 30, 30, 30, 30});
  to_planes(flat_image(2, 2, 255, 0, 0), 1, 2, planes.data());
  CHECK(planes[0] == 76);  // 0.299 of 255
  to_planes(flat_image(2, 2, 0, 255, 0), 1, 2, planes.data());
  CHECK(planes[3] == 150);  // 0.587 of 255 is 149.7
  to_planes(flat_image(2, 2, 0, 0, 255), 1, 2, planes.data());
  CHECK(planes[3] == 29);  // 0.114 of 255
}

TEST_CASE("dataset: labels and sizes are checked") {
  const std::vector<std::uint8_t> pixels(2 * 3 * 4);
  CHECK_ERROR(Dataset("d", 3, 2, {"a"}, {0, 1}, pixels, nullptr), "picture 1", "label 1");
  CHECK_ERROR(Dataset("d", 3, 2, {"a"}, {0, -1}, pixels, nullptr), "label -1");
  CHECK_ERROR(Dataset("d", 3, 2, {"a"}, {0}, pixels, nullptr), "do not fill 24 bytes");
  CHECK_ERROR(Dataset("d", 3, 2, {"a"}, {}, {}, nullptr), "no pictures");
}

TEST_CASE("dataset: classes are put into another order by their names, if those tell them apart") {
  const std::vector<std::uint8_t> pixels(3 * 3);
  const auto data = [&](std::vector<std::string> names) {
    return Dataset("zoo", 3, 1, std::move(names), {0, 1, 2}, pixels, nullptr);
  };
  const auto labels = [](const Dataset& d) {
    return std::vector<int>{d.label(0), d.label(1), d.label(2)};
  };
  using Names = std::vector<std::string>;
  const Dataset ordered = data({"cat", "dog", "eel"}).in_order_of({"eel", "cat", "dog"});
  CHECK(ordered.class_names() == Names{"eel", "cat", "dog"});
  CHECK(labels(ordered) == std::vector<int>{1, 2, 0});
  CHECK_ERROR(data({"cat", "dog", "eel"}).in_order_of({"cat", "dog", "fox"}), "zoo", "'eel'");
  CHECK_ERROR(data({"cat", "dog", "eel"}).in_order_of({"cat", "dog", "eel", "fox"}), "zoo",
              "has 3 classes, expected 4");
  CHECK_ERROR(data({"cat", "dog", "eel"}).in_order_of({"cat", "dog", "cat"}), "zoo", "'eel'");

  // Two cranes: the bird and the machine.
  CHECK(labels(data({"crane", "crane", "eel"}).in_order_of({"crane", "crane", "eel"})) ==
        std::vector<int>{0, 1, 2});
  for (const Names& names : {Names{"eel", "crane", "crane"}, Names{"crane", "eel", "fox"}})
    CHECK_ERROR(data({"crane", "crane", "eel"}).in_order_of(names), "zoo", "two of its classes",
                "'crane'", "classes.tsv");
}

TEST_CASE("dataset: more pictures than there is memory for are refused with what helps") {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  SKIP_TEST("a sanitizer ends the program where there is no memory");
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  SKIP_TEST("a sanitizer ends the program where there is no memory");
#endif
#endif
  ImageSource source;  // 732 TiB: more than a process can address
  source.name = "imagenet";
  source.class_names = {"a"};
  source.labels.resize(1'000'000);
  CHECK_ERROR(load(source, 1 << 14), "imagenet", "1000000 pictures of 16384 x 16384",
              "750000.0 GiB", "alexnet prepare --side 16384");
}

TEST_CASE("dataset: one picture that cannot be read is named") {
  ImageSource source = random_source(8, 2, 4);
  source.read = [read = source.read](int i) {
    if (i == 5) throw_error("broken.jpg: the picture is damaged");
    return read(i);
  };
  CHECK_ERROR(load(source, 4), "broken.jpg");
}

TEST_CASE("dataset: reading says how far it is, and can be ended") {
  const ImageSource source = random_source(600, 2, 4);
  std::vector<int> told;
  load(source, 4, [&](int done, int of) {
    CHECK(of == 600);
    told.push_back(done);
  });
  CHECK(told == std::vector<int>{0, 256, 512});
  struct Enough {};
  CHECK_THROWS_AS(load(source, 4, [](int, int) { throw Enough{}; }), Enough);
}

TEST_CASE("statistics: mean and covariance of a set that can be added up by hand") {
  // Two flat pictures: red 100 and 200, green 50 and 70, blue always 10.
  ImageSource source;
  source.name = "two";
  source.class_names = {"a"};
  source.labels = {0, 0};
  source.read = [](int i) {
    return i == 0 ? flat_image(3, 3, 100, 50, 10) : flat_image(3, 3, 200, 70, 10);
  };
  const Statistics s = compute_statistics(load(source, 3));
  CHECK(s.mean_image.view()(0, 0, 2, 2) == 150);
  CHECK(s.mean_image.view()(0, 1, 0, 0) == 60);
  CHECK(s.mean_image.view()(0, 2, 1, 1) == 10);
  // All variance lies along (50, 10, 0): 50^2 + 10^2.
  CHECK(std::abs(s.colour_variance[0] - 2600) < 1e-2);
  CHECK(std::abs(s.colour_variance[1]) < 1e-2);
  const float along = s.colour_direction[0][0] / s.colour_direction[0][1];
  CHECK(std::abs(along - 5) < 1e-4);
}

TEST_CASE("statistics: eigenvectors are orthogonal, unit, and put the matrix together again") {
  const std::array<std::array<double, 3>, 3> m{{{4, 1, 0.5}, {1, 3, -0.2}, {0.5, -0.2, 2}}};
  std::array<float, 3> values;
  std::array<std::array<float, 3>, 3> vectors;
  eigen_symmetric(m, values, vectors);
  CHECK(values[0] >= values[1]);
  CHECK(values[1] >= values[2]);
  for (int a = 0; a < 3; ++a)
    for (int b = 0; b < 3; ++b) {
      double dot = 0, element = 0;
      for (int k = 0; k < 3; ++k) {
        dot += double(vectors[a][k]) * vectors[b][k];
        element += double(values[k]) * vectors[k][a] * vectors[k][b];
      }
      CHECK(std::abs(dot - (a == b)) < 1e-6);
      CHECK(std::abs(element - m[a][b]) < 1e-5);
    }
}

TEST_CASE("packed: a data set comes back as it was, statistics included") {
  const TempFolder folder;
  for (int channels : {1, 3}) {
    const ImageSource source = random_source(300, 7, 5, channels);  // more than is packed at a time
    const Dataset loaded = load(source, 6);
    int done = 0;
    const Dataset packed =
        pack(source, 6, folder / "train.safetensors", [&](int count) { done = count; });
    CHECK(done == 300);
    CHECK(packed.size() == loaded.size());
    CHECK(packed.side() == 6);
    CHECK(packed.channels() == channels);
    CHECK(packed.class_names() == loaded.class_names());
    for (int i = 0; i < packed.size(); ++i) {
      CHECK(packed.label(i) == loaded.label(i));
      REQUIRE(std::equal(packed.image(i).begin(), packed.image(i).end(), loaded.image(i).begin()));
    }
    const Statistics in_file = open_packed_statistics(folder / "train.safetensors");
    const Statistics computed = compute_statistics(loaded);
    CHECK_CLOSE(in_file.mean_image, computed.mean_image, exact());
    CHECK(in_file.colour_variance == computed.colour_variance);
    CHECK(in_file.colour_direction == computed.colour_direction);
  }
}

TEST_CASE("packed: a folder of two files opens as a data set") {
  const TempFolder folder;
  pack(random_source(20, 4, 8), 8, packed_train(folder.path()));
  pack(random_source(8, 4, 8), 8, packed_val(folder.path()));
  const TrainingData data = open_data({.data = folder.path().string()});
  CHECK(data.train.size() == 20);
  CHECK(data.val.size() == 8);
  pack(random_source(8, 5, 8), 8, packed_val(folder.path()));
  CHECK_ERROR(open_data({.data = folder.path().string()}), "not packed together");
}

TEST_CASE("packed: a folder called drawn does not stand for the drawn pictures") {
  const TempFolder folder;
  create_folder(folder / "drawn");
  pack(random_source(20, 4, 8), 8, packed_train(folder / "drawn"));
  pack(random_source(8, 4, 8), 8, packed_val(folder / "drawn"));
  const WorkingFolder here(folder.path());
  DataRequest request{.data = "drawn", .side = 16, .drawn_train = 60, .drawn_val = 30};
  CHECK(open_data(request).train.size() == 60);
  CHECK(open_split(request, Split::val).size() == 30);
  request.data = "./drawn";
  CHECK(open_data(request).train.size() == 20);
}

TEST_CASE("packed: other files and files that do not fit are refused") {
  const TempFolder folder;
  const Path path = folder / "x.safetensors";
  write_file(path, "no safetensors at all, but long enough");
  CHECK_ERROR(open_packed(path), "x.safetensors", "not a safetensors file");
  save_safetensors(path, {}, {});
  CHECK_ERROR(open_packed(path), "x.safetensors", "not a packed data set");
  save_safetensors(path, {}, {{"format", "alexnet-dataset"}, {"class_names", "[\"a\"]"}});
  CHECK_ERROR(open_packed(path), "x.safetensors", "no tensor 'images'");

  const auto write = [&](std::vector<std::int64_t> images, std::int64_t labels,
                         const char* class_names) {
    SafetensorsWriter writer(path,
                             {{"images", DType::u8, images}, {"labels", DType::i32, {labels}}},
                             {{"format", "alexnet-dataset"}, {"class_names", class_names}});
    const std::vector<std::uint8_t> zeros(1000);
    const std::int64_t size = SafetensorsInfo{"", DType::u8, images}.size_bytes();
    writer.write("images", 0, zeros.data(), size);
    writer.write("labels", 0, zeros.data(), 4 * labels);
    writer.finish();
  };
  write({2, 3, 4, 5}, 2, "[\"a\"]");
  CHECK_ERROR(open_packed(path), "images have shape (2, 3, 4, 5)");
  write({2, 3, 4, 4}, 3, "[\"a\"]");
  CHECK_ERROR(open_packed(path), "2 pictures but 3 labels");
  write({2, 3, 4, 4}, 2, "a, b");
  CHECK_ERROR(open_packed(path), "JSON list");
  write({2, 3, 4, 4}, 2, "[]");
  CHECK_ERROR(open_packed(path), "label 0");
}

TEST_CASE("dataset: a picture keeps every pixel where it is, in planes and back in an image") {
  Image image(3, 3);
  for (std::size_t i = 0; i < image.rgb.size(); ++i) image.rgb[i] = std::uint8_t(9 * i);
  ImageSource source;
  source.name = "one";
  source.class_names = {"a"};
  source.labels = {0};
  source.read = [&](int) { return image; };
  const Dataset colour = load(source, 3);
  for (int c = 0; c < 3; ++c)
    for (int y = 0; y < 3; ++y)
      for (int x = 0; x < 3; ++x)
        CHECK(colour.image(0)[std::size_t(c * 9 + y * 3 + x)] == image.pixel(x, y)[c]);
  CHECK(to_image(colour, 0).rgb == image.rgb);
  source.channels = 1;
  const Dataset grey = load(source, 3);
  const Image three = to_image(grey, 0);
  for (int c = 0; c < 3; ++c) CHECK(three.pixel(1, 2)[c] == grey.image(0)[7]);
}

TEST_CASE(
    "dataset: test pictures are looked at in an order that is shuffled, and always the same") {
  std::vector<int> order = shuffled_order(100);
  CHECK(order == shuffled_order(100));
  CHECK(!std::is_sorted(order.begin(), order.end()));
  std::sort(order.begin(), order.end());
  for (int i = 0; i < 100; ++i) CHECK(order[std::size_t(i)] == i);
}

TEST_CASE("packed: each split opens the file that is its own") {
  const TempFolder folder;
  pack(random_source(20, 4, 8), 8, packed_train(folder.path()));
  pack(random_source(8, 4, 8), 8, packed_val(folder.path()));
  const DataRequest request{.data = folder.path().string()};
  CHECK(open_split(request, Split::train).size() == 20);
  CHECK(open_split(request, Split::val).size() == 8);
}
