#pragma once

// For the chapters with kernels of their own.
namespace alexnet::course {

/// Whether there is a device to run kernels on, a GPU or a simulated one, of that compute
/// capability or more (80 is 8.0). If there is none, prints one line, "skipped: ...", that says how
/// to get one; the caller then ends with 0.
bool have_device(int capability = 75);

/// Whether kernels run in the simulator. If not, prints such a line.
bool have_simulator();

}  // namespace alexnet::course
