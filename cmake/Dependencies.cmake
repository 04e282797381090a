# Every library comes from the system if it is installed there, else from a pinned download.
#   -DFETCHCONTENT_TRY_FIND_PACKAGE_MODE=NEVER   always download
#   -DALEXNET_GIT=https://your.mirror            download from somewhere else
#
# NO_SYSTEM_ENVIRONMENT_PATH: an activated conda environment is not "the system", although its
# programs come first in PATH. (CMAKE_PREFIX_PATH names it for those who want its libraries.)
include(FetchContent)
set(ALEXNET_GIT "https://github.com" CACHE STRING "Where pinned sources are cloned from")
set(BUILD_SHARED_LIBS OFF)

FetchContent_Declare(fmt
  GIT_REPOSITORY ${ALEXNET_GIT}/fmtlib/fmt GIT_TAG 10.2.1 GIT_SHALLOW ON
  FIND_PACKAGE_ARGS 8.1 NAMES fmt NO_SYSTEM_ENVIRONMENT_PATH)
FetchContent_Declare(CLI11
  GIT_REPOSITORY ${ALEXNET_GIT}/CLIUtils/CLI11 GIT_TAG v2.4.2 GIT_SHALLOW ON
  FIND_PACKAGE_ARGS 2.1 NAMES CLI11 NO_SYSTEM_ENVIRONMENT_PATH)
FetchContent_Declare(nlohmann_json
  GIT_REPOSITORY ${ALEXNET_GIT}/nlohmann/json GIT_TAG v3.11.3 GIT_SHALLOW ON
  FIND_PACKAGE_ARGS 3.9 NAMES nlohmann_json NO_SYSTEM_ENVIRONMENT_PATH)
FetchContent_Declare(stb
  GIT_REPOSITORY ${ALEXNET_GIT}/nothings/stb GIT_TAG 31c1ad37456438565541f4919958214b6e762fb4
  FIND_PACKAGE_ARGS MODULE)  # cmake/Findstb.cmake: stb has no CMake files of its own
FetchContent_MakeAvailable(fmt CLI11 nlohmann_json stb)
set(alexnet_dependencies fmt CLI11 nlohmann_json stb)

if(NOT TARGET alexnet::stb)  # downloaded: headers only; make them reachable as <stb/...>
  file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/stb_include")
  file(CREATE_LINK "${stb_SOURCE_DIR}" "${CMAKE_BINARY_DIR}/stb_include/stb" SYMBOLIC)
  add_library(alexnet_stb INTERFACE)
  target_include_directories(alexnet_stb SYSTEM INTERFACE "${CMAKE_BINARY_DIR}/stb_include")
  add_library(alexnet::stb ALIAS alexnet_stb)
endif()

if(ALEXNET_TESTS)
  FetchContent_Declare(Catch2
    GIT_REPOSITORY ${ALEXNET_GIT}/catchorg/Catch2 GIT_TAG v3.7.1 GIT_SHALLOW ON
    # No version: Debian 12's 2.13 will do, and so will any 3.x.
    FIND_PACKAGE_ARGS CONFIG NO_SYSTEM_ENVIRONMENT_PATH)
  FetchContent_MakeAvailable(Catch2)
  if(DEFINED catch2_SOURCE_DIR)  # downloaded: catch_discover_tests lives here
    list(APPEND CMAKE_MODULE_PATH "${catch2_SOURCE_DIR}/extras")
  elseif(NOT TARGET Catch2::Catch2WithMain)  # some 2.x are headers only
    message(FATAL_ERROR "The installed Catch2 ${Catch2_VERSION} has no Catch2WithMain: "
                        "-DCMAKE_DISABLE_FIND_PACKAGE_Catch2=ON downloads one that has")
  endif()
  list(APPEND alexnet_dependencies Catch2)
endif()
