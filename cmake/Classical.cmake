# Whether the headline experiment's classical baseline is built: only where VLFeat is installed
# (which has no CMake files of its own). No other part of the project needs it.
# Sets ALEXNET_CLASSICAL_ON, and ALEXNET_CLASSICAL_WHY_OFF for the summary.
set(ALEXNET_CLASSICAL_ON OFF)
if(ALEXNET_SANITIZE)
  set(ALEXNET_CLASSICAL_WHY_OFF "VLFeat is installed without the sanitizer")
  return()
endif()
find_path(ALEXNET_VLFEAT_INCLUDE vl/fisher.h)
find_library(ALEXNET_VLFEAT_LIBRARY vl)
mark_as_advanced(ALEXNET_VLFEAT_INCLUDE ALEXNET_VLFEAT_LIBRARY)
if(NOT ALEXNET_VLFEAT_INCLUDE OR NOT ALEXNET_VLFEAT_LIBRARY)
  set(ALEXNET_CLASSICAL_WHY_OFF "no VLFeat is installed (scripts/bootstrap --reproduce)")
  return()
endif()
set(ALEXNET_CLASSICAL_ON ON)
