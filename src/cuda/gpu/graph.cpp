#include "cuda/graph.h"

#include "cuda/device.h"
#include "cuda/gpu/check.h"

namespace alexnet {

struct cuda::Graph::Kept {
  cudaGraphExec_t graph = nullptr;
};

cuda::Graph::Graph(const Stream& stream, const std::function<void()>& queue_work)
    : kept_(std::make_shared<Kept>()) {
  use_device(stream.device());
  cudaGraph_t recorded = nullptr;
  CUDA_CHECK(cudaStreamBeginCapture(gpu_stream(stream), cudaStreamCaptureModeThreadLocal));
  try {
    queue_work();
  } catch (...) {
    cudaStreamEndCapture(gpu_stream(stream), &recorded);  // or the stream would stay unusable
    if (recorded) cudaGraphDestroy(recorded);
    cudaGetLastError();
    throw;
  }
  CUDA_CHECK(cudaStreamEndCapture(gpu_stream(stream), &recorded));
  const cudaError_t error = cudaGraphInstantiateWithFlags(&kept_->graph, recorded, 0);
  cudaGraphDestroy(recorded);
  CUDA_CHECK(error);
}

cuda::Graph::~Graph() {
  if (kept_ && kept_->graph) cudaGraphExecDestroy(kept_->graph);
}
cuda::Graph::Graph(Graph&&) noexcept = default;
cuda::Graph& cuda::Graph::operator=(Graph&& other) noexcept {
  std::swap(kept_, other.kept_);
  return *this;
}

void cuda::Graph::launch(const Stream& stream) const {
  use_device(stream.device());
  CUDA_CHECK(cudaGraphLaunch(kept_->graph, gpu_stream(stream)));
}

}  // namespace alexnet
