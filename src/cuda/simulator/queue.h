#pragma once
#include <functional>
#include <vector>

#include "cuda/stream.h"

namespace alexnet::simulator {

/// When the work of a stream is done. A program that waits where it must gives the same result
/// either way; tests run both. If work is late, every copy is late, even those from and to ordinary
/// memory, which a GPU has read or written when the call returns. Unlike a GPU's, streams of the
/// simulator are for one host thread at a time.
enum class StreamOrder {
  at_once,              ///< when it is put in
  as_late_as_possible,  ///< when the host, or another stream, waits for it
};

/// Returns the previous order, to be restored later. Initially: $ALEXNET_STREAM_ORDER (at_once or
/// late).
StreamOrder set_stream_order(StreamOrder order);

/// Puts work into the stream's queue. The work may access the memory of the stream's device, as a
/// kernel does, or of `devices` (guarded_memory.h).
void put(const cuda::Stream& stream, std::function<void()> work);
void put(const cuda::Stream& stream, std::vector<int> devices, std::function<void()> work);

/// Does the work of a device's streams that is not done yet. What fails is told to the host when it
/// next waits, for whatever it may be: as on a GPU.
void finish_work(int device) noexcept;

/// From now on the stream's work is kept in a recording, and so is that of every stream that waits
/// for an event recorded in the meantime.
struct Recording;
void begin_recording(const cuda::Stream& stream, Recording& to);
void end_recording();

}  // namespace alexnet::simulator
