# The stb headers as distributions install them, included as <stb/stb_image.h>.
find_path(stb_INCLUDE_DIR NAMES stb/stb_image.h)
find_path(stb_WRITE_INCLUDE_DIR NAMES stb/stb_image_write.h)  # Fedora packages each by itself
mark_as_advanced(stb_INCLUDE_DIR stb_WRITE_INCLUDE_DIR)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(stb REQUIRED_VARS stb_INCLUDE_DIR stb_WRITE_INCLUDE_DIR)
if(stb_FOUND AND NOT TARGET alexnet::stb)
  add_library(alexnet::stb INTERFACE IMPORTED GLOBAL)
  set_target_properties(alexnet::stb PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${stb_INCLUDE_DIR}")
endif()
