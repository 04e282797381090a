#include "data/loader.h"

#include <map>
#include <set>

#include "support/compare.h"
#include "support/pictures.h"
#include "support/tensors.h"
#include "support/threads.h"

using namespace alexnet;
using namespace alexnet::test;

namespace {

struct Fixture {
  Dataset data = load(random_source(23, 3, 10), 10);
  Preprocessing preprocessing = preprocessing_of(data);
  LoaderOptions options{.batch_size = 5, .crop_side = 8, .seed = 4};

  std::vector<Batch> batches(int count, std::int64_t first = 0) const {
    Loader loader(data, preprocessing, options, first);
    std::vector<Batch> result;
    for (int i = 0; i < count; ++i) result.push_back(loader.next());
    return result;
  }
};

void check_equal(const Batch& a, const Batch& b) {
  CHECK(a.indices == b.indices);
  CHECK_CLOSE(a.images, b.images, exact());
  CHECK_CLOSE(a.labels, b.labels, exact());
}

}  // namespace

TEST_CASE("loader: an epoch shows every picture at most once, the next one in another order") {
  const Fixture f;
  const std::vector<Batch> batches = f.batches(8);  // 23 pictures: four batches an epoch
  std::vector<int> first, second;
  for (int i = 0; i < 8; ++i)
    (i < 4 ? first : second)
        .insert((i < 4 ? first : second).end(), batches[i].indices.begin(),
                batches[i].indices.end());
  CHECK(std::set<int>(first.begin(), first.end()).size() == 20);
  CHECK(std::set<int>(second.begin(), second.end()).size() == 20);
  CHECK(first != second);
  for (const Batch& batch : batches)
    for (int i = 0; i < 5; ++i)
      CHECK(int(batch.labels.data()[i]) == f.data.label(batch.indices[i]));
}

TEST_CASE("loader: batches depend on seed and iteration, not on threads or on where one starts") {
  Fixture f;
  const std::vector<Batch> all = f.batches(8);
  const std::vector<Batch> later = f.batches(3, 5);
  for (int i = 0; i < 3; ++i) check_equal(later[i], all[5 + i]);
  for (int ahead : {1, 4}) {
    f.options.ahead = ahead;
    const WithThreads one(1);
    const std::vector<Batch> again = f.batches(8);
    for (int i = 0; i < 8; ++i) check_equal(again[i], all[i]);
  }
  f.options.seed = 5;
  CHECK(f.batches(1)[0].indices != all[0].indices);
}

TEST_CASE("loader: where batches end, none is prepared or handed out") {
  Fixture f;
  const std::vector<Batch> all = f.batches(4);
  f.options.end = 4;
  const std::vector<Batch> same = f.batches(4);
  for (int i = 0; i < 4; ++i) check_equal(same[i], all[i]);
  CHECK_ERROR(f.batches(5), "no batch before 4");
  CHECK_ERROR(f.batches(1, 4), "no batch before 4");
}

TEST_CASE("loader: every picture is cropped in its own way, and in every epoch in another") {
  Fixture f;
  ImageSource same = random_source(10, 3, 16);
  const Image picture = same.read(0);
  same.read = [&](int) { return picture; };
  f.data = load(same, 16);
  f.preprocessing = preprocessing_of(f.data);
  fill(f.preprocessing.statistics.mean_image, 0);  // it would be the picture
  f.options.augmentation = {true, ColourNoise::none};
  std::map<int, Tensor> first_epoch;       // by picture
  for (const Batch& batch : f.batches(4))  // two epochs of two batches
    for (int i = 0; i < 5; ++i) {
      Tensor image("image", {1, 3, 8, 8});
      copy(image, batch.images.view().images(i, 1));
      const int index = batch.indices[i];
      if (const auto before = first_epoch.find(index); before != first_epoch.end())
        CHECK(!same_bits(image, before->second));
      else
        first_epoch.emplace(index, std::move(image));
    }
  REQUIRE(first_epoch.size() == 10);
  int alike = 0;  // of ten crops out of 9 x 9 places, mirrored or not, hardly two are the same
  for (int i = 1; i < 10; ++i) alike += same_bits(first_epoch.at(i), first_epoch.at(0));
  CHECK(alike <= 1);
}

TEST_CASE("loader: memory that is handed back is used again") {
  const Fixture f;
  Loader loader(f.data, f.preprocessing, f.options);
  Batch batch = loader.next();
  const float* memory = batch.images.data();
  batch = loader.next(std::move(batch));
  bool seen = false;
  for (int i = 0; i < 4; ++i) {
    batch = loader.next(std::move(batch));
    seen = seen || batch.images.data() == memory;
  }
  CHECK(seen);
}

TEST_CASE("loader: in sequential order without augmentation it shows the data set as it lies") {
  Fixture f;
  f.options.shuffle = false;
  f.options.augmentation = {false, ColourNoise::none};
  const std::vector<Batch> batches = f.batches(2);
  CHECK(batches[1].indices == std::vector<int>{5, 6, 7, 8, 9});
  Tensor expected("images", {5, 3, 8, 8});
  fill_test_batch(f.data, f.preprocessing, batches[1].indices, centre_crop(10, 8), expected);
  CHECK_CLOSE(batches[1].images, expected, exact());
}

TEST_CASE("loader: too few or too small pictures are refused, and batches of none") {
  Fixture f;
  f.options.batch_size = 24;
  CHECK_ERROR(f.batches(1), "23 pictures", "batch of 24", "--batch-size");
  f.options = {.batch_size = 5, .crop_side = 11};
  CHECK_ERROR(f.batches(1), "10 x 10", "11 x 11");
  for (const int size : {0, -1}) {
    f.options = {.batch_size = size, .crop_side = 8};
    CHECK_ERROR(f.batches(1), "batch_size", "at least 1", fmt::format("found {}", size));
  }
}

TEST_CASE("loader: after an error there are other batches to ask for") {
  const Fixture f;
  const Preprocessing grey = preprocessing_of(load(random_source(23, 3, 10, 1), 10));
  Loader loader(f.data, grey, f.options);
  for (int i = 0; i < 4; ++i) CHECK_THROWS_AS(loader.next(), Error);
}

TEST_CASE("loader: the seed chooses crops, too, not the order alone") {
  Fixture f;
  f.options.shuffle = false;
  const Batch one = std::move(f.batches(1)[0]);
  f.options.seed = 5;
  const Batch other = std::move(f.batches(1)[0]);
  CHECK(one.indices == other.indices);
  CHECK(!same_bits(one.images, other.images));
}
