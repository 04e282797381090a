#pragma once
#include <array>
#include <deque>
#include <optional>

#include "data/loader.h"
#include "model/network.h"
#include "predict/error_counts.h"

namespace alexnet {

/// Brings batches to a network on GPUs, to train or to test it, and counts its errors there, so
/// that the host does nothing but queue work: the next batch is copied while this one is computed.
///
///     stored bytes --copy stream--> pictures on each device --tower's stream--> input(tower)
///
/// Each device holds two batches at a time: while the network works on one, the next is copied.
class GpuFeed {
 public:
  /// For a network that is_on_gpus(). `preprocessing` must outlive the feed.
  /// Errors: a batch that is larger than the network was made for.
  GpuFeed(Network& network, const Preprocessing& preprocessing, int batch_size);
  /// Waits for the copies under way, before their memory is freed.
  ~GpuFeed();
  GpuFeed(const GpuFeed&) = delete;
  GpuFeed& operator=(const GpuFeed&) = delete;

  /// Queues the batch's copy and its preprocessing into the network's inputs, after the work on the
  /// previous batch. Returns the labels, on tower a's device. Waits only if the devices are more
  /// than two batches behind.
  ConstTensorView bring(Batch batch);
  /// The memory of a batch that has been copied, for the loader; empty at first.
  Batch used();

  /// Queues the counting of the network's errors on the last batch.
  void count(ConstTensorView probabilities, ConstTensorView labels);
  /// What was counted since the last call. The host waits for it.
  ErrorCounts read_counts();

 private:
  /// The pictures of one batch on one device.
  struct Slot {
    cuda::DeviceArray<std::uint8_t> pictures;
    cuda::DeviceArray<Crop> crops;
    cuda::DeviceArray<Real> labels;
    std::optional<cuda::Event> copied;
    std::optional<cuda::Event> done_with;
  };
  /// One of the network's devices.
  struct DeviceBuffers {
    int device;
    Tower tower;  ///< the first here: its stream preprocesses; a second reads the same
    cuda::Stream copies;
    Tensor mean_image;
    std::array<Slot, 2> slots;
  };

  void copy_to(DeviceBuffers& buffers, Slot& slot, const Batch::Stored& batch);
  void preprocess_for(DeviceBuffers& buffers, Slot& slot);
  void mark_done(DeviceBuffers& buffers, Slot& slot);

  Network& network_;
  const Preprocessing& preprocessing_;
  int batch_size_;
  std::vector<DeviceBuffers> devices_;
  std::deque<Batch> in_flight_;
  Batch used_;
  std::size_t slot_ = 0;  // of the batch that was brought last
  cuda::DeviceArray<ErrorCounts> counts_;
  cuda::PinnedArray<ErrorCounts> counts_on_host_;
};

}  // namespace alexnet
