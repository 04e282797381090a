#include "data/dataset.h"

#include <algorithm>
#include <map>
#include <new>
#include <set>

#include "core/parallel.h"
#include "core/rng.h"

namespace alexnet {

Dataset::Dataset(std::string name, int channels, int side, std::vector<std::string> class_names,
                 std::vector<int> labels, std::span<const std::uint8_t> pixels,
                 std::shared_ptr<const void> owner)
    : name_(std::move(name)),
      channels_(channels),
      side_(side),
      class_names_(std::move(class_names)),
      labels_(std::move(labels)),
      pixels_(pixels),
      owner_(std::move(owner)) {
  ALEXNET_CHECK(!labels_.empty(), "{}: holds no pictures", name_);
  ALEXNET_CHECK(pixels_.size() == labels_.size() * channels * side * side,
                "{}: {} pictures of {} x {} x {} do not fill {} bytes", name_, labels_.size(),
                channels, side, side, pixels_.size());
  for (std::size_t i = 0; i < labels_.size(); ++i)
    ALEXNET_CHECK(labels_[i] >= 0 && labels_[i] < int(class_names_.size()),
                  "{}: picture {}: label {} is not in 0 ... {}", name_, i, labels_[i],
                  class_names_.size() - 1);
}

Dataset Dataset::in_order_of(const std::vector<std::string>& class_names) const {
  if (class_names == class_names_) return *this;
  std::set<std::string> seen;
  for (const std::string& name : class_names_)
    ALEXNET_CHECK(seen.insert(name).second,
                  "{}: two of its classes are called '{}', so they cannot be matched to those of "
                  "the network; give each a name of its own (in classes.tsv, if it has one)",
                  name_, name);
  std::map<std::string, int> number;
  for (std::size_t i = 0; i < class_names.size(); ++i) number[class_names[i]] = int(i);
  std::vector<int> new_number;
  for (const std::string& name : class_names_) {
    const auto found = number.find(name);
    ALEXNET_CHECK(found != number.end(),
                  "{}: its class '{}' is not one of the {} expected, such as '{}'; rename the "
                  "folder, or its line in classes.tsv (folder, tab, class) beside the folders",
                  name_, name, class_names.size(), class_names.front());
    new_number.push_back(found->second);
  }
  ALEXNET_CHECK(class_names.size() == class_names_.size(), "{}: has {} classes, expected {}", name_,
                class_names_.size(), class_names.size());
  Dataset result = *this;
  result.class_names_ = class_names;
  for (int& label : result.labels_) label = new_number[std::size_t(label)];
  return result;
}

Dataset Dataset::renamed(const std::vector<std::string>& class_names) const {
  ALEXNET_CHECK_EQ(class_names.size(), class_names_.size());
  Dataset result = *this;
  result.class_names_ = class_names;
  return result;
}

void to_planes(const Image& image, int channels, int side, std::uint8_t* planes) {
  const bool fits = image.width == side && image.height == side;
  const Image square = fits ? Image() : shorter_side_and_centre_crop(image, side);
  const std::uint8_t* rgb = (fits ? image : square).rgb.data();
  const int plane = side * side;
  for (int pixel = 0; pixel < plane; ++pixel, rgb += 3) {
    if (channels == 1)
      planes[pixel] = std::uint8_t((299 * rgb[0] + 587 * rgb[1] + 114 * rgb[2] + 500) / 1000);
    else
      for (int c = 0; c < 3; ++c) planes[c * plane + pixel] = rgb[c];
  }
}

Image to_image(const Dataset& data, int index) {
  const int side = data.side(), plane = side * side;
  const std::span<const std::uint8_t> from = data.image(index);
  Image image(side, side);
  for (int i = 0; i < plane; ++i)
    for (int c = 0; c < 3; ++c)
      image.rgb[std::size_t(i) * 3 + c] = from[(data.channels() == 3 ? c * plane : 0) + i];
  return image;
}

namespace {

/// Memory for all pictures of the source.
std::shared_ptr<std::vector<std::uint8_t>> room_for(const ImageSource& source, int side) {
  const std::size_t bytes = source.labels.size() * source.channels * side * side;
  try {
    return std::make_shared<std::vector<std::uint8_t>>(bytes);
  } catch (const std::bad_alloc&) {
    throw_error(
        "{}: {} pictures of {} x {} need {:.1f} GiB of memory, more than there is; pack the data "
        "set, then they stay on the disk: alexnet prepare --side {}",
        source.name, source.labels.size(), side, side, double(bytes) / (1 << 30), side);
  }
}

}  // namespace

Dataset load(const ImageSource& source, int side, const LoadProgress& progress) {
  constexpr int kBetweenReports = 256;
  const std::size_t bytes = std::size_t(source.channels) * side * side;
  const auto pixels = room_for(source, side);
  for (int first = 0; first < source.size(); first += kBetweenReports) {
    if (progress) progress(first, source.size());
    parallel_for(std::min(kBetweenReports, source.size() - first), [&](std::int64_t i) {
      to_planes(source.read(first + int(i)), source.channels, side,
                pixels->data() + bytes * std::size_t(first + i));
    });
  }
  return Dataset(source.name, source.channels, side, source.class_names, source.labels, *pixels,
                 pixels);
}

std::vector<int> shuffled_order(int pictures) {
  return random_permutation(pictures, RandomStream(/*seed=*/1, "test order"));
}

void check_input(const Dataset& data, const Shape& crop) {
  ALEXNET_CHECK(data.channels() == crop.c && crop.h == crop.w && data.side() >= crop.w,
                "{}: pictures of {} channels, {} x {}, of which squares are cut, do not fit the "
                "network's input {}",
                data.name(), data.channels(), data.side(), data.side(), to_text(crop));
}

void check_side(const Dataset& data, int side, const char* whose) {
  ALEXNET_CHECK(
      data.side() == side,
      "{}: its pictures are {} x {}, but those that {} are {} x {}; open the data at side "
      "{} (packed data: pack them again with alexnet prepare --side {})",
      data.name(), data.side(), data.side(), whose, side, side, side, side);
}

Statistics compute_statistics(const Dataset& data) {
  StatisticsAccumulator accumulator(data.channels(), data.side());
  accumulator.add(data.all_images());
  return accumulator.finish();
}

}  // namespace alexnet
