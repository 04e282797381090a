#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "data/image_source.h"
#include "data/statistics.h"

namespace alexnet {

/// Labelled pictures ready for use: decoded, square, all of one size, in memory or mapped from a
/// packed file. Cheap to copy; the pictures are shared.
class Dataset {
 public:
  Dataset() = default;
  /// `pixels` holds labels.size() pictures of channels * side * side bytes, kept alive by `owner`.
  Dataset(std::string name, int channels, int side, std::vector<std::string> class_names,
          std::vector<int> labels, std::span<const std::uint8_t> pixels,
          std::shared_ptr<const void> owner);

  const std::string& name() const { return name_; }
  int size() const { return int(labels_.size()); }
  int channels() const { return channels_; }
  int side() const { return side_; }
  const std::vector<std::string>& class_names() const { return class_names_; }
  int label(int index) const { return labels_[index]; }
  /// Picture `index`, plane by plane: channels x side x side bytes.
  std::span<const std::uint8_t> image(int index) const {
    const std::size_t bytes = std::size_t(channels_) * side_ * side_;
    return pixels_.subspan(bytes * index, bytes);
  }
  std::span<const std::uint8_t> all_images() const { return pixels_; }

  /// The same pictures with their classes numbered in this order.
  /// Errors: names that are not the names of the data set's classes; two classes with the same
  /// name, if the order changes.
  Dataset in_order_of(const std::vector<std::string>& class_names) const;
  /// The same pictures, with other names for the classes. Errors: more or fewer names than classes.
  Dataset renamed(const std::vector<std::string>& class_names) const;

 private:
  std::string name_;
  int channels_ = 3, side_ = 0;
  std::vector<std::string> class_names_;
  std::vector<int> labels_;
  std::span<const std::uint8_t> pixels_;
  std::shared_ptr<const void> owner_;
};

/// A picture as a Dataset keeps it: the central square, scaled (unless it has that size already),
/// planes instead of pixels; for grey, the colours are weighted as the eye weights them.
void to_planes(const Image& image, int channels, int side, std::uint8_t* planes);

/// A stored picture as pixels; if it has one channel, all three colours are that channel.
Image to_image(const Dataset& data, int index);

/// An order in which to look at this many pictures of a test set, always the same. (Many data sets
/// are sorted by class: their first few pictures are all of one class.)
std::vector<int> shuffled_order(int pictures);

/// Throws where pictures do not fit a network that sees crops of this shape: other channels, or
/// smaller than a crop.
void check_input(const Dataset& data, const Shape& crop);
/// Throws where the pictures were opened, or packed, at a side other than `side`. `whose` completes
/// "those that ..." in the message, for example with "the recipe wants".
void check_side(const Dataset& data, int side, const char* whose);

/// Called now and then with how many pictures have been read, of how many. If it throws, reading
/// ends.
using LoadProgress = std::function<void(int done, int of)>;

/// Reads every picture of the source into memory.
/// Errors: a picture that cannot be read; more pictures than fit in memory.
Dataset load(const ImageSource& source, int side, const LoadProgress& progress = {});

/// Mean image and colour components of the data set.
Statistics compute_statistics(const Dataset& data);

}  // namespace alexnet
