#include "core/scratch.h"

#include <algorithm>
#include <mutex>
#include <new>
#include <vector>

#include "core/host_memory.h"

namespace alexnet {
namespace {

#if defined(__SANITIZE_ADDRESS__)  // GCC
#define ALEXNET_ADDRESS_SANITIZER
#elif defined(__has_feature)  // clang
#if __has_feature(address_sanitizer)
#define ALEXNET_ADDRESS_SANITIZER
#endif
#endif

#ifdef ALEXNET_ADDRESS_SANITIZER
constexpr std::size_t kMostKept = 0;  // so that every use after free is caught
#else
constexpr std::size_t kMostKept = std::size_t{512} << 20;  // bytes
#endif

/// The blocks that are not in use at the moment.
class Store {
 public:
  /// The smallest block that is large enough, if it is not far too large; else a new one.
  void* take(std::size_t& size_bytes) {
    std::lock_guard lock(mutex_);
    auto best = blocks_.end();
    for (auto block = blocks_.begin(); block != blocks_.end(); ++block)
      if (block->size_bytes >= size_bytes && block->size_bytes <= 2 * size_bytes &&
          (best == blocks_.end() || block->size_bytes < best->size_bytes))
        best = block;
    if (best == blocks_.end()) return allocate_host(size_bytes);
    size_bytes = best->size_bytes;
    void* data = best->data;
    kept_ -= size_bytes;
    blocks_.erase(best);
    return data;
  }

  void give_back(void* data, std::size_t size_bytes) {
    std::lock_guard lock(mutex_);
    kept_ += size_bytes;
    blocks_.push_back({data, size_bytes});
    while (kept_ > kMostKept) {  // the one that has been here longest goes first
      kept_ -= blocks_.front().size_bytes;
      release_host(blocks_.front().data);
      blocks_.erase(blocks_.begin());
    }
  }

  ~Store() {
    for (const Block& block : blocks_) release_host(block.data);
  }

 private:
  struct Block {
    void* data;
    std::size_t size_bytes;
  };
  std::mutex mutex_;
  std::vector<Block> blocks_;
  std::size_t kept_ = 0;
};

Store& store() {
  static Store store;
  return store;
}

}  // namespace

Scratch::Scratch(std::size_t count) : size_bytes_(std::max<std::size_t>(1, count) * sizeof(Real)) {
  data_ = static_cast<Real*>(store().take(size_bytes_));
}

Scratch::~Scratch() { store().give_back(data_, size_bytes_); }

}  // namespace alexnet
