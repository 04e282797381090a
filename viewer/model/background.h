#pragma once

namespace alexnet::viewer {

/// Lets other threads go first, the window's above all, where they want the same processor as this
/// one. Threads that this one starts inherit it. Only on Linux; elsewhere it does nothing.
void lower_thread_priority();

}  // namespace alexnet::viewer
