# Dear ImGui as Debian installs it: a static library that includes the backends for GLFW and OpenGL,
# but takes two of stb's files from libstb.
#   alexnet::imgui      the core, which draws nothing by itself
#   alexnet::imgui_gl   the same, with what the backends for a window need
find_path(imgui_INCLUDE_DIR NAMES imgui.h PATH_SUFFIXES imgui)
find_library(imgui_LIBRARY NAMES imgui)
find_library(imgui_stb_LIBRARY NAMES stb)
mark_as_advanced(imgui_INCLUDE_DIR imgui_LIBRARY imgui_stb_LIBRARY)
if(imgui_INCLUDE_DIR)
  file(STRINGS "${imgui_INCLUDE_DIR}/imgui.h" line REGEX "#define IMGUI_VERSION +\"")
  string(REGEX REPLACE ".*\"([0-9.]+).*" "\\1" imgui_VERSION "${line}")
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(imgui
  REQUIRED_VARS imgui_LIBRARY imgui_INCLUDE_DIR imgui_stb_LIBRARY
  VERSION_VAR imgui_VERSION HANDLE_VERSION_RANGE)
if(imgui_FOUND AND NOT TARGET alexnet::imgui)
  set(imgui_VERSION "${imgui_VERSION}" CACHE INTERNAL "")  # for the summary
  add_library(alexnet::imgui STATIC IMPORTED GLOBAL)
  set_target_properties(alexnet::imgui PROPERTIES
    IMPORTED_LOCATION "${imgui_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${imgui_INCLUDE_DIR}"
    INTERFACE_LINK_LIBRARIES "${imgui_stb_LIBRARY};m")
  add_library(alexnet::imgui_gl STATIC IMPORTED GLOBAL)
  set_target_properties(alexnet::imgui_gl PROPERTIES
    IMPORTED_LOCATION "${imgui_LIBRARY}"
    INTERFACE_INCLUDE_DIRECTORIES "${imgui_INCLUDE_DIR};${imgui_INCLUDE_DIR}/backends"
    INTERFACE_LINK_LIBRARIES "glfw;${imgui_stb_LIBRARY};${CMAKE_DL_LIBS};m")
endif()
