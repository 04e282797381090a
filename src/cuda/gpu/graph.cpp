#include "cuda/graph.h"

#include "cuda/device.h"
#include "cuda/gpu/check.h"

namespace alexnet {

struct cuda::Graph::Kept {
  int device = 0;
  cudaGraphExec_t graph = nullptr;
};

cuda::Graph::Graph(const Stream& stream, const std::function<void()>& queue_work)
    : kept_(std::make_shared<Kept>(Kept{stream.device()})) {
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
  use_device(stream.device());  // queue_work() may have used another
  CUDA_CHECK(cudaStreamEndCapture(gpu_stream(stream), &recorded));
  const cudaError_t error = cudaGraphInstantiateWithFlags(&kept_->graph, recorded, 0);
  cudaGraphDestroy(recorded);
  check(error, "cudaGraphInstantiateWithFlags(&graph, recorded, 0)", __FILE__, __LINE__);
}

cuda::Graph::~Graph() {
  if (!kept_ || !kept_->graph) return;
  forget(cudaSetDevice(kept_->device));
  forget(cudaGraphExecDestroy(kept_->graph));
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
