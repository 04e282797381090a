#pragma once
#include <imgui.h>

#include "model/node_spec.h"
#include "viewer/model/kernel_facts.h"

namespace alexnet::viewer {

/// How many kernels of one tower have which colour share, with the median as a line. A bar of
/// `highest` kernels reaches the top.
void colour_histogram(const ColourFacts& colours, Tower tower, int highest, ImVec2 size);

}  // namespace alexnet::viewer
