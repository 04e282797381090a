# Where CUDA kernels run. The same sources are compiled by nvcc for a GPU, or by the C++ compiler for
# the simulator (src/cuda/simulator/), where every CUDA thread is a fiber on the CPU.
#   ALEXNET_CUDA=auto        a GPU if an nvcc of CUDA 12.0 or later is found, else the simulator
#   ALEXNET_CUDA=gpu         a GPU; without such an nvcc, an error
#   ALEXNET_CUDA=simulator   the simulator, even if there is an nvcc
#   CUDAARCHS=90             (environment) the GPUs that nvcc compiles for; native: this machine's
include(CheckLanguage)
set(ALEXNET_CUDA_KIND simulator)
if(ALEXNET_CUDA STREQUAL "auto" OR ALEXNET_CUDA STREQUAL "gpu")
  check_language(CUDA)
  if(CMAKE_CUDA_COMPILER)  # does it know C++20? Debian 12's is 11.8, which does not
    execute_process(COMMAND "${CMAKE_CUDA_COMPILER}" --version OUTPUT_VARIABLE nvcc_says)
    if(nvcc_says MATCHES "release ([0-9.]+)" AND CMAKE_MATCH_1 VERSION_LESS 12.0)
      set(nvcc_is_old "nvcc is of CUDA ${CMAKE_MATCH_1}, and C++20 needs 12.0 or later")
    endif()
  endif()
  if(CMAKE_CUDA_COMPILER AND NOT nvcc_is_old)
    set(ALEXNET_CUDA_KIND gpu)
  elseif(nvcc_is_old AND ALEXNET_CUDA STREQUAL "gpu")
    message(FATAL_ERROR "ALEXNET_CUDA=gpu, but ${nvcc_is_old} (${CMAKE_CUDA_COMPILER}). Install "
                        "a later one and name it, -DCMAKE_CUDA_COMPILER=...; "
                        "ALEXNET_CUDA=simulator needs none.")
  elseif(ALEXNET_CUDA STREQUAL "gpu")
    message(FATAL_ERROR "ALEXNET_CUDA=gpu, but there is no nvcc. Put it on PATH, or set CUDACXX or "
                        "CMAKE_CUDA_COMPILER; ALEXNET_CUDA=simulator needs none.")
  endif()
elseif(NOT ALEXNET_CUDA STREQUAL "simulator")
  message(FATAL_ERROR "ALEXNET_CUDA is '${ALEXNET_CUDA}'; expected auto, gpu or simulator")
endif()

if(ALEXNET_CUDA_KIND STREQUAL "gpu")
  if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)  # must be set before the language is enabled
    if(DEFINED ENV{CUDAARCHS})
      set(CMAKE_CUDA_ARCHITECTURES "$ENV{CUDAARCHS}")
    else()
      set(CMAKE_CUDA_ARCHITECTURES 75-real 80-real 90)
    endif()
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
