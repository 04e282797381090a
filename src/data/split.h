#pragma once

namespace alexnet {

/// The two parts of a data set: pictures to learn from, and pictures to test on.
enum class Split { train, val };

/// As folders and tables have it.
constexpr const char* to_text(Split split) { return split == Split::train ? "train" : "val"; }

}  // namespace alexnet
