option(ALEXNET_TESTS "Build the tests" ON)
option(ALEXNET_FUZZ "Build the libFuzzer targets as well (needs clang)" OFF)
option(ALEXNET_NATIVE "Compile for this machine's processor: several times faster, not portable" ON)
option(ALEXNET_PORTABLE_FIBERS "Simulated CUDA threads change by ucontext, slow, on any processor" OFF)
set(ALEXNET_VIEWER "auto" CACHE STRING "Build the viewer: auto, on or off")
set(ALEXNET_PYTHON "auto" CACHE STRING "Build the Python module: auto, on or off")
set(ALEXNET_CUDA "auto" CACHE STRING "Where CUDA kernels run: auto, gpu or simulator")
set(ALEXNET_SANITIZE "" CACHE STRING
    "Sanitizers to build with: empty, 'address,undefined' or 'thread'")

get_property(is_multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
if(NOT is_multi_config AND NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release or Debug" FORCE)
endif()
