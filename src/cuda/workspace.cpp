#include "cuda/workspace.h"

#include "core/check.h"
#include "cuda/memory.h"
#include "cuda/stream.h"

namespace alexnet {

cuda::Workspace::~Workspace() {
  if (data_) release(device_, data_);
}

float* cuda::Workspace::at_least(std::size_t count, const Stream& stream) {
  if (count <= count_) return data_;
  ALEXNET_CHECK(pins_.use_count() == 1,
                "a stream's workspace must grow while a graph uses it: destroy the graph first");
  stream.synchronize();  // queued work may still use the old memory
  if (data_) release(device_, data_);
  data_ = nullptr;
  count_ = 0;
  data_ = static_cast<float*>(allocate(device_, count * sizeof(float)));
  count_ = count;
  return data_;
}

float* cuda::workspace(const Stream& stream, std::size_t count) {
  return stream.workspace().at_least(count, stream);
}

}  // namespace alexnet
