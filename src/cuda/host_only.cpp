// Only for the library in double, which has no CUDA (core/host_only.cpp): it has no device, so
// there is never a stream or an event.
#include "core/check.h"
#include "cuda/memory.h"
#include "cuda/stream.h"
#include "cuda/workspace.h"

namespace alexnet::cuda {

struct Stream::Queue {};
Stream::Stream(int device) : device_(device) { throw_error("this build has no streams"); }
Stream::~Stream() = default;
void Stream::wait(const Event&) const {}

Workspace::~Workspace() = default;

struct Event::Mark {};
Event::Event(int, EventUse) { throw_error("this build has no events"); }
Event::~Event() = default;
Event::Event(Event&&) noexcept = default;
void Event::record(const Stream&) {}
void Event::synchronize() const {}
float Event::elapsed_ms(const Event&, const Event&) { return 0; }

void copy_async(TensorView, ConstTensorView, const Stream&) {}

}  // namespace alexnet::cuda
