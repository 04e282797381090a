#include "data/loader.h"

#include <algorithm>
#include <numeric>

namespace alexnet {

void check_batch_size(const Dataset& data, int batch_size) {
  ALEXNET_CHECK(batch_size >= 1, "batch_size: expected at least 1, found {}", batch_size);
  ALEXNET_CHECK(data.size() >= batch_size,
                "{}: {} pictures are fewer than one batch of {}; use a smaller --batch-size",
                data.name(), data.size(), batch_size);
}

Loader::Loader(const Dataset& data, const Preprocessing& preprocessing,
               const LoaderOptions& options, std::int64_t first_iteration)
    : data_(data),
      preprocessing_(preprocessing),
      options_(options),
      next_iteration_(first_iteration) {
  check_batch_size(data, options.batch_size);
  ALEXNET_CHECK(data.side() >= options.crop_side,
                "{}: pictures of {} x {} are smaller than the network's input of {} x {}",
                data.name(), data.side(), data.side(), options.crop_side, options.crop_side);
  for (int i = 0; i < options.ahead; ++i) start_one_if_any({});
}

std::shared_ptr<const std::vector<int>> Loader::order_of(std::int64_t epoch) {
  if (epoch == order_epoch_) return order_;
  auto order = std::make_shared<std::vector<int>>(std::size_t(data_.size()));
  if (options_.shuffle)
    *order = random_permutation(data_.size(),
                                RandomStream(options_.seed, "order", std::uint64_t(epoch)));
  else
    std::iota(order->begin(), order->end(), 0);
  order_epoch_ = epoch;
  order_ = order;
  return order;
}

void Loader::start_one_if_any(Batch memory) {
  if (next_iteration_ >= options_.end) return;
  const std::int64_t iteration = next_iteration_++;
  const std::int64_t per_epoch = batches_per_epoch(), epoch = iteration / per_epoch;
  const auto order = order_of(epoch);
  const auto first = order->begin() + iteration % per_epoch * options_.batch_size;
  memory.indices.assign(first, first + options_.batch_size);
  ahead_.push_back(std::async(
      std::launch::async,
      [this, epoch, augmentation = options_.augmentation](Batch batch) {
        return prepare(epoch, augmentation, std::move(batch));
      },
      std::move(memory)));
}

void Loader::allocate(Batch& batch) const {
  const int size = options_.batch_size, side = options_.crop_side;
  batch.labels = Tensor("labels", Shape::vector(size));
  if (options_.preprocess_on_gpu) {
    batch.stored.pictures = cuda::PinnedArray<std::uint8_t>(size * data_.image(0).size());
    batch.stored.crops = cuda::PinnedArray<Crop>(std::size_t(size));
    batch.stored.labels = cuda::PinnedArray<Real>(std::size_t(size));
  } else {
    batch.images = Tensor("images", {size, data_.channels(), side, side});
  }
}

Batch Loader::prepare(std::int64_t epoch, const Augmentation& augmentation, Batch batch) const {
  if (batch.labels.empty()) allocate(batch);
  for (int i = 0; i < options_.batch_size; ++i) {
    const int index = batch.indices[i];
    const RandomStream stream(options_.seed, "crop",
                              std::uint64_t(epoch) << 32 | std::uint32_t(index));
    const Crop crop = random_crop(augmentation, preprocessing_.statistics, data_.side(),
                                  options_.crop_side, stream);
    batch.labels.data()[i] = Real(data_.label(index));
    const std::span<const std::uint8_t> picture = data_.image(index);
    if (options_.preprocess_on_gpu) {
      std::copy(picture.begin(), picture.end(), batch.stored.pictures.data() + i * picture.size());
      batch.stored.crops[i] = crop;
      batch.stored.labels[i] = Real(data_.label(index));
    } else {
      preprocess(picture, preprocessing_, crop, options_.crop_side,
                 &batch.images.view()(i, 0, 0, 0));
    }
  }
  return batch;
}

Batch Loader::next(Batch used) {
  start_one_if_any(std::move(used));
  ALEXNET_CHECK(!ahead_.empty(), "{}: there is no batch before {} left", data_.name(),
                options_.end);
  std::future<Batch> next = std::move(ahead_.front());
  ahead_.pop_front();  // even if it failed: then the one after it may be asked for
  return next.get();
}

}  // namespace alexnet
