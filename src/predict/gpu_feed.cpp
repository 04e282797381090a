#include "predict/gpu_feed.h"

#include <algorithm>

#include "cuda/device.h"

namespace alexnet {
namespace {

std::vector<Tower> towers_of(const Network& network) {
  std::vector<Tower> towers;
  for (Tower tower : {Tower::a, Tower::b}) {
    const auto is_here = [&](const Network::Node& node) { return node.tower == tower; };
    if (std::any_of(network.nodes().begin(), network.nodes().end(), is_here))
      towers.push_back(tower);
  }
  return towers;
}

}  // namespace

GpuFeed::GpuFeed(Network& network, const Preprocessing& preprocessing, int batch_size)
    : network_(network),
      preprocessing_(preprocessing),
      batch_size_(batch_size),
      counts_(network.placement().a.index, 1),
      counts_on_host_(1) {
  network.check_fits(batch_size);  // or batches would be written past the end of its input
  const ConstTensorView mean_image = preprocessing.statistics.mean_image;
  for (Tower tower : towers_of(network)) {
    const Device device = network.placement()[tower];
    if (!devices_.empty() && devices_[0].device == device.index) continue;
    DeviceBuffers buffers{device.index, tower, cuda::Stream(device.index), {}, {}};
    buffers.mean_image = Tensor("mean image", mean_image.shape, device);
    copy(buffers.mean_image, mean_image);
    const std::size_t size = std::size_t(batch_size);
    for (Slot& slot : buffers.slots) {
      slot.pictures = {device.index, size * std::size_t(mean_image.shape.size())};
      slot.crops = {device.index, size};
      slot.labels = {device.index, size};
      slot.copied.emplace(device.index);
      slot.done_with.emplace(device.index);
    }
    devices_.push_back(std::move(buffers));
  }
}

GpuFeed::~GpuFeed() {
  for (DeviceBuffers& buffers : devices_) {
    try {
      cuda::synchronize(buffers.device);
    } catch (const Error&) {  // reported to whoever asked for results
    }
  }
}

ConstTensorView GpuFeed::bring(Batch batch) {
  const std::size_t before = slot_;
  slot_ = 1 - before;
  for (DeviceBuffers& buffers : devices_) {
    mark_done(buffers, buffers.slots[before]);
    copy_to(buffers, buffers.slots[slot_], batch.stored);
    preprocess_for(buffers, buffers.slots[slot_]);
  }
  in_flight_.push_back(std::move(batch));
  if (in_flight_.size() > 1) {
    for (DeviceBuffers& buffers : devices_) buffers.slots[before].copied->synchronize();
    used_ = std::move(in_flight_.front());
    in_flight_.pop_front();
  }
  Real* labels = devices_[0].slots[slot_].labels.data();
  return {labels, Shape::vector(batch_size_), network_.placement().a};
}

/// Everything that uses the slot has been queued: marks its end.
void GpuFeed::mark_done(DeviceBuffers& buffers, Slot& slot) {
  slot.done_with->record(*network_.stream(buffers.tower));
}

void GpuFeed::copy_to(DeviceBuffers& buffers, Slot& slot, const Batch::Stored& batch) {
  buffers.copies.wait(*slot.done_with);
  slot.pictures.copy_from_host(batch.pictures, buffers.copies);
  slot.crops.copy_from_host(batch.crops, buffers.copies);
  slot.labels.copy_from_host(batch.labels, buffers.copies);
  slot.copied->record(buffers.copies);
}

void GpuFeed::preprocess_for(DeviceBuffers& buffers, Slot& slot) {
  const cuda::Stream& stream = *network_.stream(buffers.tower);
  stream.wait(*slot.copied);
  cuda::preprocess_batch(stream, slot.pictures.data(), slot.crops.data(), buffers.mean_image,
                         preprocessing_.mean_crop, preprocessing_.divisor,
                         network_.input(buffers.tower).first(batch_size_));
}

Batch GpuFeed::used() { return std::exchange(used_, {}); }

void GpuFeed::count(ConstTensorView probabilities, ConstTensorView labels) {
  cuda::count_errors(*network_.stream(Tower::a), probabilities, labels, counts_.data());
}

ErrorCounts GpuFeed::read_counts() {
  const cuda::Stream& stream = *network_.stream(Tower::a);
  counts_.copy_to_host(counts_on_host_, stream);
  cuda::memset_async(counts_.data(), 0, sizeof(ErrorCounts), stream);
  stream.synchronize();
  return counts_on_host_[0];
}

}  // namespace alexnet
