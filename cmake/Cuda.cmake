# Where CUDA kernels run. The same sources are compiled by nvcc for a GPU, or by the C++ compiler for
# the simulator (src/cuda/simulator/), where every CUDA thread is a fiber on the CPU.
#   ALEXNET_CUDA=auto        a GPU if an nvcc of CUDA 12.0 or later is found, else the simulator
#   ALEXNET_CUDA=gpu         a GPU; without such an nvcc, an error
#   ALEXNET_CUDA=simulator   the simulator, even if there is an nvcc
#   CUDAARCHS=90             (environment) the GPUs that nvcc compiles for; native: this machine's
#   CUDAHOSTCXX=g++-13       (environment) the C++ compiler that nvcc works with
include(CheckLanguage)

# alexnet_ask_nvcc(NVCC RESULT): the first error of nvcc for an empty file, in its own words.
function(alexnet_ask_nvcc nvcc result)
  set(probe "${CMAKE_BINARY_DIR}/CMakeFiles/alexnet_probe")
  file(WRITE "${probe}.cu" "")
  set(options "")
  if(DEFINED ENV{CUDAHOSTCXX})
    list(APPEND options -ccbin "$ENV{CUDAHOSTCXX}")
  endif()
  separate_arguments(nvcc UNIX_COMMAND "${nvcc}")  # $CUDACXX may hold options
  execute_process(COMMAND ${nvcc} ${options} -c "${probe}.cu" -o "${probe}.o"
    RESULT_VARIABLE status OUTPUT_VARIABLE said ERROR_VARIABLE said)
  if(NOT status MATCHES "^[0-9]+$")  # not a status but why it could not be run
    set(${result} "${status}" PARENT_SCOPE)
  elseif(said MATCHES "[^\n]*([Ee]rror|fatal)[^\n]*")
    set(${result} "${CMAKE_MATCH_0}" PARENT_SCOPE)
  else()  # the empty file compiles: it is CMake's own test that does not
    set(${result} "CMakeError.log or CMakeConfigureLog.yaml in ${CMAKE_BINARY_DIR}/CMakeFiles says why"
        PARENT_SCOPE)
  endif()
endfunction()
set(ALEXNET_CUDA_KIND simulator)
if(ALEXNET_CUDA STREQUAL "auto" OR ALEXNET_CUDA STREQUAL "gpu")
  if(NOT CMAKE_CUDA_COMPILER)
    unset(CMAKE_CUDA_COMPILER CACHE)  # what an earlier configure step did not find may be there now
  endif()
  # NVIDIA's installer leaves PATH as it is.
  find_program(ALEXNET_NVCC nvcc PATHS ENV CUDA_PATH /usr/local/cuda PATH_SUFFIXES bin)
  mark_as_advanced(ALEXNET_NVCC)
  if(ALEXNET_NVCC AND NOT CMAKE_CUDA_COMPILER AND "$ENV{CUDACXX}" STREQUAL "")
    set(ENV{CUDACXX} "${ALEXNET_NVCC}")
  endif()
  set(nvcc "$ENV{CUDACXX}")  # the one that CMake tries
  check_language(CUDA)
  set(why_no_nvcc "there is no nvcc")
  if(NOT CMAKE_CUDA_COMPILER AND nvcc)
    alexnet_ask_nvcc("${nvcc}" says)
    set(why_no_nvcc "${nvcc} compiles nothing here: ${says} (where that is about the C++ "
                    "compiler, CUDAHOSTCXX=g++-13 names an older one)")
    string(CONCAT why_no_nvcc ${why_no_nvcc})
  endif()
  if(CMAKE_CUDA_COMPILER)  # does it know C++20? Debian 12's is 11.8, which does not
    execute_process(COMMAND "${CMAKE_CUDA_COMPILER}" --version OUTPUT_VARIABLE nvcc_says)
    if(nvcc_says MATCHES "release ([0-9.]+)" AND CMAKE_MATCH_1 VERSION_LESS 12.0)
      set(nvcc_is_old "nvcc is of CUDA ${CMAKE_MATCH_1}, and C++20 needs 12.0 or later")
    endif()
  endif()
  if(nvcc_is_old)  # the next configure step looks for another
    set(why_no_nvcc "${nvcc_is_old} (${CMAKE_CUDA_COMPILER})")
    unset(CMAKE_CUDA_COMPILER CACHE)
    unset(ALEXNET_NVCC CACHE)
  elseif(CMAKE_CUDA_COMPILER)
    set(ALEXNET_CUDA_KIND gpu)
  elseif(ALEXNET_CUDA STREQUAL "gpu")
    message(FATAL_ERROR "ALEXNET_CUDA=gpu, but ${why_no_nvcc}. PATH, CUDACXX or "
                        "CMAKE_CUDA_COMPILER say where nvcc is; ALEXNET_CUDA=simulator needs none.")
  endif()
  if(nvcc_is_old AND ALEXNET_CUDA STREQUAL "gpu")
    message(FATAL_ERROR "ALEXNET_CUDA=gpu, but ${why_no_nvcc}. Install a later one and name it, "
                        "-DCMAKE_CUDA_COMPILER=...; ALEXNET_CUDA=simulator needs none.")
  endif()
elseif(NOT ALEXNET_CUDA STREQUAL "simulator")
  message(FATAL_ERROR "ALEXNET_CUDA is '${ALEXNET_CUDA}'; expected auto, gpu or simulator")
endif()

if(ALEXNET_CUDA_KIND STREQUAL "gpu")
  # Must be set before the language is enabled. What CUDAARCHS names holds until the build folder is
  # removed, or another configure step names something else.
  if(DEFINED ENV{CUDAARCHS})
    set(CMAKE_CUDA_ARCHITECTURES "$ENV{CUDAARCHS}" CACHE STRING "GPUs to compile for" FORCE)
  elseif(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
    set(CMAKE_CUDA_ARCHITECTURES 75-real 80-real 90)
  endif()
  enable_language(CUDA)
  if(CMAKE_VERSION VERSION_LESS 3.25.2)  # which does not know nvcc's option for C++20
    set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION "-std=c++20")
    set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION "-std=c++20")
  endif()
  set(CMAKE_CUDA_STANDARD 20)
  find_package(CUDAToolkit REQUIRED)
endif()

# alexnet_kernels(FILE.cu ...): lets these sources be compiled by either compiler.
#
# For the simulator they are C++. Multiplications and additions are fused, as nvcc does; -O2,
# because with -O3 the inner loops of tiled kernels come out slower.
function(alexnet_kernels)
  if(ALEXNET_CUDA_KIND STREQUAL "simulator")
    if(ALEXNET_SANITIZE)
      set(optimization -O1)
    else()
      set(optimization -O2)
    endif()
    set_source_files_properties(${ARGN} PROPERTIES LANGUAGE CXX
      COMPILE_OPTIONS "-x;c++;-ffp-contract=fast;$<$<CONFIG:Release>:${optimization}>")
  endif()
endfunction()
