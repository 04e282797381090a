foreach(known "GNU;12" "Clang;14")
  list(GET known 0 compiler)
  list(GET known 1 oldest)
  if(CMAKE_CXX_COMPILER_ID STREQUAL compiler AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS oldest)
    message(FATAL_ERROR "${CMAKE_CXX_COMPILER} is ${compiler} ${CMAKE_CXX_COMPILER_VERSION}; C++20 needs "
                        "GCC 12 or Clang 14, or newer: remove ${CMAKE_BINARY_DIR}, and set CXX=g++-12")
  endif()
endforeach()

# All our own targets link alexnet_flags; dependencies do not.
add_library(alexnet_flags INTERFACE)
target_compile_features(alexnet_flags INTERFACE cxx_std_20)
set(CMAKE_CXX_EXTENSIONS OFF)

# The C++ compiler's options; nvcc has its own, below.
function(alexnet_cxx_options)
  target_compile_options(alexnet_flags INTERFACE "$<$<COMPILE_LANGUAGE:CXX>:${ARGN}>")
endfunction()

# Warnings are errors, except in targets with the property ALEXNET_UNFINISHED (a reader's own code)
# and with compilers other than the one that every change is tested with: a warning of theirs must
# not break someone's first build.
set(finished "$<NOT:$<BOOL:$<TARGET_PROPERTY:ALEXNET_UNFINISHED>>>")
set(known_compiler "$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>")
alexnet_cxx_options(
  -Wall -Wextra -Wshadow $<$<AND:${finished},${known_compiler}>:-Werror>
  # A multiplication and an addition are fused only where the source says multiply_add(), so every
  # optimization level computes the same numbers. No -ffast-math: it reorders sums and hides NaN.
  -ffp-contract=off
  -fno-math-errno   # sqrt is an instruction instead of a call that may set errno
  -fopenmp-simd)    # `#pragma omp simd` on loops; no OpenMP runtime

# GCC 12 warns of an overlapping copy in every `"text" + std::to_string(i)` (GCC bug 105651).
alexnet_cxx_options($<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)

# alexnet_compile_quickly(TARGET ...): for targets that compute little themselves, and so need
# little optimization: tests, and the command line with CLI11's templates.
function(alexnet_compile_quickly)
  set_target_properties(${ARGN} PROPERTIES ALEXNET_COMPILE_QUICKLY ON)
endfunction()

# In a debug build nothing is optimized away and every variable can be seen. In the others, -g1
# keeps function names and line numbers for profiles and reports.
if(ALEXNET_SANITIZE)
  set(release_options -O1 -g1)  # -O3 with sanitizers takes several times as long to compile
else()
  set(release_options "$<IF:$<BOOL:$<TARGET_PROPERTY:ALEXNET_COMPILE_QUICKLY>>,-O1,-O3>" -g1)
endif()
alexnet_cxx_options("$<$<CONFIG:Debug>:-O0;-g3;-fno-inline>" "$<$<CONFIG:Release>:${release_options}>")

if(ALEXNET_NATIVE)
  include(CheckCXXCompilerFlag)
  check_cxx_compiler_flag(-march=native ALEXNET_HAS_MARCH_NATIVE)
  if(ALEXNET_HAS_MARCH_NATIVE)
    alexnet_cxx_options(-march=native)
  endif()
  check_cxx_compiler_flag(-mprefer-vector-width=512 ALEXNET_HAS_VECTOR_WIDTH)
  if(ALEXNET_HAS_VECTOR_WIDTH)
    alexnet_cxx_options(-mprefer-vector-width=512)
  endif()
endif()

if(ALEXNET_SANITIZE)
  set(sanitize -fsanitize=${ALEXNET_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  # Code added by sanitizers confuses GCC's analysis of uninitialized variables, its manual says.
  alexnet_cxx_options(${sanitize} $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  # At -O1 Clang does not vectorize, and would warn of every `omp simd`.
  alexnet_cxx_options($<$<CXX_COMPILER_ID:Clang>:-Wno-pass-failed>)
  target_link_options(alexnet_flags INTERFACE ${sanitize})
  # The CUDA simulator announces its threads to the sanitizers.
  if(ALEXNET_SANITIZE MATCHES "thread")
    target_compile_definitions(alexnet_flags INTERFACE ALEXNET_TSAN)
  elseif(ALEXNET_SANITIZE MATCHES "address")
    target_compile_definitions(alexnet_flags INTERFACE ALEXNET_ASAN)
  endif()
endif()

# nvcc compiles the kernels, and hands the rest of their files to the C++ compiler (-Xcompiler).
if(ALEXNET_CUDA_KIND STREQUAL "gpu")
  target_compile_options(alexnet_flags INTERFACE $<$<COMPILE_LANGUAGE:CUDA>:
    # Tools can name source lines; in a debug build, cuda-gdb also shows the variables of kernels.
    $<IF:$<CONFIG:Debug>,-G,-lineinfo>
    --expt-relaxed-constexpr  # kernels call constexpr functions, such as those of std::array
    -DFMT_USE_CONSTEXPR=1     # fmt 9 believes that nvcc lacks constexpr
    -DFMT_USE_NONTYPE_TEMPLATE_ARGS=0  # CUDA 12.0's and 12.1's refuse fmt's literals (fmt issue 3394)
    $<$<AND:${finished},${known_compiler},$<VERSION_LESS:$<CUDA_COMPILER_VERSION>,13.1>>:--Werror=all-warnings>
    -Xcompiler=-Wall,-Wextra,-ffp-contract=off,-fopenmp-simd>)
endif()

find_package(Threads REQUIRED)
target_link_libraries(alexnet_flags INTERFACE Threads::Threads)
