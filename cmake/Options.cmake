option(ALEXNET_TESTS "Build the tests" ON)
option(ALEXNET_FUZZ "Build the libFuzzer targets as well (needs clang)" OFF)
option(ALEXNET_NATIVE "Compile for this machine's processor: several times faster, not portable" ON)
option(ALEXNET_PORTABLE_FIBERS "Switch simulated CUDA threads with ucontext: slow, for any processor" OFF)
set(ALEXNET_VIEWER "auto" CACHE STRING "Build the viewer: auto, on or off")
set(ALEXNET_PYTHON "auto" CACHE STRING "Build the Python module: auto, on or off")
set(ALEXNET_CUDA "auto" CACHE STRING "Where CUDA kernels run: auto, gpu or simulator")
set(ALEXNET_SANITIZE "" CACHE STRING
    "Sanitizers to build with: empty, 'address,undefined' or 'thread'")

get_property(is_multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
if(is_multi_config)
  message(FATAL_ERROR "${CMAKE_GENERATOR} builds several configurations in one folder, and scripts "
                      "look for programs in bin/: take Ninja or Unix Makefiles (CMAKE_GENERATOR)")
endif()
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Release or Debug" FORCE)
endif()

# alexnet_auto_on_or_off(RESULT OPTION): the option's value in lower case; any other is refused.
function(alexnet_auto_on_or_off result option)
  string(TOLOWER "${${option}}" value)
  if(NOT value MATCHES "^(auto|on|off)$")
    message(FATAL_ERROR "${option} is '${${option}}'; expected auto, on or off")
  endif()
  set(${result} "${value}" PARENT_SCOPE)
endfunction()
