#pragma once

namespace alexnet::viewer {

/// Lets other threads go first, the window's above all, where they compete with this one for a
/// processor. Threads that this one starts inherit that. Only on Linux; elsewhere it does nothing.
void lower_thread_priority();

}  // namespace alexnet::viewer
