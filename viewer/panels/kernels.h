#pragma once
#include "inspect/spectrum.h"
#include "viewer/toolkit/frame.h"
#include "viewer/toolkit/remembered.h"

namespace alexnet::viewer {

/// What the grey or colour of a weight is measured against.
enum class WeightScale {
  symmetric,   ///< 0 is mid-grey, one scale for all kernels
  global,      ///< the smallest of all weights is black, the largest white
  per_kernel,  ///< the same for each kernel by itself: shows patterns, hides strength
};

struct KernelsState {
  WeightScale scale = WeightScale::symmetric;
  bool sort_by_colour = false;
  int zoom = 0;    ///< pixels per weight; 0: as many as fit
  int layer = 0;   ///< 0: Figure 3; else a later layer of filters
  int tower = -1;  ///< of the kernel that was clicked; -1: none
  int kernel = 0;
  std::uint64_t asked_for = ~0ull;  ///< the network whose exciting patches were asked for
  Remembered<Spectrum> spectrum;    ///< of that kernel
};
/// Figure 3: what the first layer of each GPU learned to see.
void kernels_panel(Frame& frame, KernelsState& state);
/// The part of the panel about the one kernel that was clicked.
void kernel_detail(Frame& frame, KernelsState& state);
/// The part of the panel about later layers, whose filters are no pictures.
void other_filters(Frame& frame, const KernelsState& state);

}  // namespace alexnet::viewer
