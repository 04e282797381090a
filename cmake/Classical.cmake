# Whether the classical method that the headline experiment compares with is built: where VLFeat is
# installed (which has no CMake files of its own). No part of the project needs it.
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
