# Everything of ours links alexnet_flags; dependencies do not.
add_library(alexnet_flags INTERFACE)
target_compile_features(alexnet_flags INTERFACE cxx_std_20)
set(CMAKE_CXX_EXTENSIONS OFF)

target_compile_options(alexnet_flags INTERFACE
  -Wall -Wextra -Wshadow -Werror
  # A product and a sum are fused where the source says multiply_add() and nowhere else, so every
  # optimization level computes the same numbers. No -ffast-math: it reorders sums and hides NaN.
  -ffp-contract=off
  -fno-math-errno   # sqrt is an instruction instead of a call that may set errno
  -fopenmp-simd)    # `#pragma omp simd` on loops; no OpenMP runtime

# GCC 12 sees an overlapping copy in every `"text" + std::to_string(i)` (its bug 105651).
target_compile_options(alexnet_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)

# In a debug build nothing is optimized away and every variable can be seen.
if(ALEXNET_SANITIZE)
  set(release_options -O1 -g1)  # -O3 with sanitizers takes several times as long to compile
else()
  set(release_options -O3 -g)
endif()
target_compile_options(alexnet_flags INTERFACE
  $<$<CONFIG:Debug>:-O0 -g3 -fno-inline>
  $<$<CONFIG:Release>:${release_options}>)

if(ALEXNET_NATIVE)
  include(CheckCXXCompilerFlag)
  check_cxx_compiler_flag(-march=native ALEXNET_HAS_MARCH_NATIVE)
  if(ALEXNET_HAS_MARCH_NATIVE)
    target_compile_options(alexnet_flags INTERFACE -march=native)
  endif()
  check_cxx_compiler_flag(-mprefer-vector-width=512 ALEXNET_HAS_VECTOR_WIDTH)
  if(ALEXNET_HAS_VECTOR_WIDTH)
    target_compile_options(alexnet_flags INTERFACE -mprefer-vector-width=512)
  endif()
endif()

if(ALEXNET_SANITIZE)
  set(sanitize -fsanitize=${ALEXNET_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  # What the sanitizers add confuses GCC's analysis of uninitialized variables (so its manual).
  target_compile_options(alexnet_flags INTERFACE ${sanitize} -Wno-maybe-uninitialized)
  target_link_options(alexnet_flags INTERFACE ${sanitize})
  # The simulator of CUDA tells the sanitizers what its threads are.
  if(ALEXNET_SANITIZE MATCHES "thread")
    target_compile_definitions(alexnet_flags INTERFACE ALEXNET_TSAN)
  elseif(ALEXNET_SANITIZE MATCHES "address")
    target_compile_definitions(alexnet_flags INTERFACE ALEXNET_ASAN)
  endif()
endif()

find_package(Threads REQUIRED)
target_link_libraries(alexnet_flags INTERFACE Threads::Threads)
