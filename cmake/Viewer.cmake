# Whether the viewer is built, and with which Dear ImGui and GLFW.
#   ALEXNET_VIEWER=auto   if both are installed
#   ALEXNET_VIEWER=on     even if they must be downloaded and compiled
#   ALEXNET_VIEWER=off    never
# Sets ALEXNET_VIEWER_ON, and ALEXNET_VIEWER_WHY_OFF for the summary.
set(ALEXNET_VIEWER_ON OFF)
alexnet_auto_on_or_off(viewer ALEXNET_VIEWER)
if(viewer STREQUAL "off")
  set(ALEXNET_VIEWER_WHY_OFF "as asked (ALEXNET_VIEWER)")
  return()
endif()

# `auto` downloads nothing: a machine that only trains has no use for the viewer. `on` does.
if(viewer STREQUAL "auto")
  find_package(glfw3 3.3 CONFIG QUIET NO_SYSTEM_ENVIRONMENT_PATH)
  find_package(imgui 1.86...<1.92 QUIET)
  if(NOT glfw3_FOUND OR NOT imgui_FOUND)
    set(ALEXNET_VIEWER_WHY_OFF
      "no Dear ImGui 1.86 to 1.91 or no GLFW is installed (scripts/bootstrap, or -DALEXNET_VIEWER=on)")
    return()
  endif()
endif()

foreach(part DOCS TESTS EXAMPLES WAYLAND)
  set(GLFW_BUILD_${part} OFF CACHE BOOL "" FORCE)
endforeach()
set(GLFW_INSTALL OFF CACHE BOOL "" FORCE)
FetchContent_Declare(glfw3
  GIT_REPOSITORY ${ALEXNET_GIT}/glfw/glfw GIT_TAG 3.4 GIT_SHALLOW ON
  FIND_PACKAGE_ARGS 3.3 NAMES glfw3 NO_SYSTEM_ENVIRONMENT_PATH)
# 1.91.9b and no newer: 1.92 keeps letters in another way, and from 1.92.8 on, its OpenGL backend
# smooths every texture, but kernels must be seen pixel by pixel.
FetchContent_Declare(imgui
  GIT_REPOSITORY ${ALEXNET_GIT}/ocornut/imgui GIT_TAG v1.91.9b GIT_SHALLOW ON
  FIND_PACKAGE_ARGS 1.86...<1.92 MODULE)  # cmake/Findimgui.cmake: it has no CMake files of its own
FetchContent_MakeAvailable(glfw3 imgui)
list(APPEND alexnet_dependencies glfw3 imgui)
set(ALEXNET_VIEWER_ON ON)

if(NOT TARGET alexnet::imgui)  # downloaded: sources only
  add_library(alexnet_imgui STATIC
    ${imgui_SOURCE_DIR}/imgui.cpp
    ${imgui_SOURCE_DIR}/imgui_draw.cpp
    ${imgui_SOURCE_DIR}/imgui_tables.cpp
    ${imgui_SOURCE_DIR}/imgui_widgets.cpp)
  target_include_directories(alexnet_imgui SYSTEM PUBLIC ${imgui_SOURCE_DIR})
  add_library(alexnet::imgui ALIAS alexnet_imgui)
  add_library(alexnet_imgui_gl STATIC
    ${imgui_SOURCE_DIR}/backends/imgui_impl_glfw.cpp
    ${imgui_SOURCE_DIR}/backends/imgui_impl_opengl3.cpp)
  target_include_directories(alexnet_imgui_gl SYSTEM PUBLIC ${imgui_SOURCE_DIR}/backends)
  target_link_libraries(alexnet_imgui_gl PUBLIC alexnet_imgui glfw ${CMAKE_DL_LIBS})
  add_library(alexnet::imgui_gl ALIAS alexnet_imgui_gl)
endif()
