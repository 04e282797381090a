#pragma once
#include <deque>
#include <future>
#include <limits>

#include "cuda/memory.h"
#include "data/transforms.h"

namespace alexnet {

/// Pictures for one iteration, on the CPU: preprocessed, or as stored, together with their crops.
struct Batch {
  Tensor images;             ///< (n, C, crop, crop), unless a GPU preprocesses
  Tensor labels;             ///< (n): class numbers
  std::vector<int> indices;  ///< which pictures of the data set

  /// For a GPU that preprocesses them itself: a quarter of the bytes of `images`, in pinned memory.
  struct Stored {
    cuda::PinnedArray<std::uint8_t> pictures;  ///< n pictures of (C, side, side)
    cuda::PinnedArray<Crop> crops;             ///< n
    cuda::PinnedArray<Real> labels;            ///< n
  };
  Stored stored;
};

/// How batches are drawn from a data set.
struct LoaderOptions {
  int batch_size = 128;
  int crop_side = 224;
  Augmentation augmentation = {};
  bool shuffle = true;  ///< a new order every epoch; otherwise the data set's own
  std::uint64_t seed = 1;
  bool preprocess_on_gpu = false;  ///< fill Batch::stored and leave Batch::images empty
  int ahead = 2;  ///< batches prepared in background threads before they are asked for
  std::int64_t end = std::numeric_limits<std::int64_t>::max();  ///< the first that is not prepared
};

/// Throws unless the batch size is at least 1 and at most the number of pictures.
void check_batch_size(const Dataset& data, int batch_size);

/// Prepares batches in the background, to train with or to test.
///
/// Batch `iteration` is a pure function of (data, options, iteration): epoch e visits pictures in
/// the order of a permutation drawn from (seed, e), and each picture's crop is drawn from (seed, e,
/// picture). So an interrupted run continues with exactly the batches that it would have seen.
/// An epoch is size / batch_size whole batches; the few pictures left over wait for the next
/// shuffle. (Without shuffling they are left out for good.)
class Loader {
 public:
  /// `preprocessing` must outlive the loader.
  /// Errors: a batch size below 1, or above the number of pictures; crops larger than the pictures.
  Loader(const Dataset& data, const Preprocessing& preprocessing, const LoaderOptions& options,
         std::int64_t first_iteration = 0);
  Loader(const Loader&) = delete;  // batches under way hold its address
  Loader& operator=(const Loader&) = delete;

  std::int64_t batches_per_epoch() const { return data_.size() / options_.batch_size; }

  /// Varies pictures like this, starting with the next batch that has not been begun yet.
  void vary(const Augmentation& augmentation) { options_.augmentation = augmentation; }

  /// The next batch. Hand back the previous one, so that its memory is reused. Errors: there is
  /// none before `end`.
  Batch next(Batch used = {});

 private:
  Batch prepare(std::int64_t epoch, const Augmentation& augmentation, Batch batch) const;
  void allocate(Batch& batch) const;
  std::shared_ptr<const std::vector<int>> order_of(std::int64_t epoch);
  void start_one_if_any(Batch memory);

  Dataset data_;
  const Preprocessing& preprocessing_;
  LoaderOptions options_;
  std::int64_t next_iteration_;
  std::int64_t order_epoch_ = -1;
  std::shared_ptr<const std::vector<int>> order_;  // of the newest epoch; older batches keep theirs
  std::deque<std::future<Batch>> ahead_;
};

}  // namespace alexnet
