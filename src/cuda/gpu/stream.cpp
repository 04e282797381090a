// Streams and events of GPUs.
#include <utility>

#include "cuda/gpu/check.h"
#include "cuda/stream.h"
#include "cuda/workspace.h"

namespace alexnet {

struct cuda::Stream::Queue {
  cudaStream_t stream = nullptr;
};

cudaStream_t cuda::gpu_stream(const Stream& stream) { return stream.queue().stream; }

cuda::Stream::Stream(int device)
    : device_(device),
      workspace_(std::make_unique<Workspace>(device)),
      queue_(std::make_unique<Queue>()) {
  check_device(device);
  use_device(device);
  CUDA_CHECK(cudaStreamCreateWithFlags(&queue_->stream, cudaStreamNonBlocking));
}

cuda::Stream::~Stream() {
  if (!queue_) return;
  forget(cudaSetDevice(device_));
  forget(cudaStreamSynchronize(queue_->stream));
  forget(cudaStreamDestroy(queue_->stream));
}
cuda::Stream::Stream(Stream&&) noexcept = default;
cuda::Stream& cuda::Stream::operator=(Stream&& other) noexcept {
  std::swap(device_, other.device_);
  std::swap(workspace_, other.workspace_);
  std::swap(queue_, other.queue_);
  return *this;
}

void cuda::Stream::synchronize() const {
  use_device(device_);
  ++counters().synchronizations;
  CUDA_CHECK(cudaStreamSynchronize(queue_->stream));
}

struct cuda::Event::Mark {
  int device = 0;
  cudaEvent_t event = nullptr;
};

void cuda::Stream::wait(const Event& event) const {
  use_device(device_);
  CUDA_CHECK(cudaStreamWaitEvent(queue_->stream, event.mark().event));
}

cuda::Event::Event(int device, EventUse use) : mark_(std::make_unique<Mark>(Mark{device})) {
  check_device(device);
  use_device(device);
  CUDA_CHECK(cudaEventCreateWithFlags(
      &mark_->event, use == EventUse::timing ? cudaEventDefault : cudaEventDisableTiming));
}
cuda::Event::~Event() {
  if (!mark_) return;
  forget(cudaSetDevice(mark_->device));
  forget(cudaEventDestroy(mark_->event));
}
cuda::Event::Event(Event&&) noexcept = default;
cuda::Event& cuda::Event::operator=(Event&& other) noexcept {
  std::swap(mark_, other.mark_);
  return *this;
}

void cuda::Event::record(const Stream& stream) {
  use_device(stream.device());
  CUDA_CHECK(cudaEventRecord(mark_->event, gpu_stream(stream)));
}

void cuda::Event::synchronize() const {
  use_device(mark_->device);
  const cudaError_t answer = cudaEventQuery(mark_->event);
  if (answer == cudaSuccess) return;
  // "Not ready" is an answer, but it stays behind as the last error, and the next launch would be
  // blamed for it.
  cudaGetLastError();
  if (answer != cudaErrorNotReady) check(answer, "cudaEventQuery(event)", __FILE__, __LINE__);
  ++counters().synchronizations;
  CUDA_CHECK(cudaEventSynchronize(mark_->event));
}

float cuda::Event::elapsed_ms(const Event& from, const Event& to) {
  use_device(from.mark_->device);
  float ms = 0;
  CUDA_CHECK(cudaEventElapsedTime(&ms, from.mark_->event, to.mark_->event));
  return ms;
}

}  // namespace alexnet
