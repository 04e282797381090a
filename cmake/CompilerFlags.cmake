# Everything of ours links alexnet_flags; dependencies do not.
add_library(alexnet_flags INTERFACE)
target_compile_features(alexnet_flags INTERFACE cxx_std_20)
set(CMAKE_CXX_EXTENSIONS OFF)

# The C++ compiler's options; nvcc has its own, below.
function(alexnet_cxx_options)
  target_compile_options(alexnet_flags INTERFACE "$<$<COMPILE_LANGUAGE:CXX>:${ARGN}>")
endfunction()

# Warnings are errors, but for targets with the property ALEXNET_UNFINISHED, a reader's, and for
# compilers that are newer than those that compile every change: what they have learned to warn of
# must not end somebody's first build.
set(finished "$<NOT:$<BOOL:$<TARGET_PROPERTY:ALEXNET_UNFINISHED>>>")
set(known_compiler "$<OR:$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>,$<AND:$<CXX_COMPILER_ID:Clang>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,15>>>")
alexnet_cxx_options(
  -Wall -Wextra -Wshadow $<$<AND:${finished},${known_compiler}>:-Werror>
  # A product and a sum are fused where the source says multiply_add() and nowhere else, so every
  # optimization level computes the same numbers. No -ffast-math: it reorders sums and hides NaN.
  -ffp-contract=off
  -fno-math-errno   # sqrt is an instruction instead of a call that may set errno
  -fopenmp-simd)    # `#pragma omp simd` on loops; no OpenMP runtime

# GCC 12 sees an overlapping copy in every `"text" + std::to_string(i)` (its bug 105651).
alexnet_cxx_options($<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)

# alexnet_compile_quickly(TARGET ...): these compute little themselves, so they are not optimized
# much: tests, and the command line with CLI11's templates.
function(alexnet_compile_quickly)
  set_target_properties(${ARGN} PROPERTIES ALEXNET_COMPILE_QUICKLY ON)
endfunction()

# In a debug build nothing is optimized away and every variable can be seen. -g1, in the others, keeps
# names and lines for profiles and reports.
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
  # What the sanitizers add confuses GCC's analysis of uninitialized variables (so its manual).
  alexnet_cxx_options(${sanitize} -Wno-maybe-uninitialized)
  target_link_options(alexnet_flags INTERFACE ${sanitize})
  # The simulator of CUDA tells the sanitizers what its threads are.
  if(ALEXNET_SANITIZE MATCHES "thread")
    target_compile_definitions(alexnet_flags INTERFACE ALEXNET_TSAN)
  elseif(ALEXNET_SANITIZE MATCHES "address")
    target_compile_definitions(alexnet_flags INTERFACE ALEXNET_ASAN)
  endif()
endif()

# nvcc compiles the kernels, and hands the rest of their files to the C++ compiler (-Xcompiler).
if(ALEXNET_CUDA_KIND STREQUAL "gpu")
  target_compile_options(alexnet_flags INTERFACE $<$<COMPILE_LANGUAGE:CUDA>:
    # Tools tell lines of the source; cuda-gdb, in a debug build, variables of kernels too.
    $<IF:$<CONFIG:Debug>,-G,-lineinfo>
    --expt-relaxed-constexpr  # kernels call constexpr functions, such as those of std::array
    -DFMT_USE_CONSTEXPR=1     # which fmt 9 thinks nvcc has not
    $<$<AND:${finished},${known_compiler},$<VERSION_LESS:$<CUDA_COMPILER_VERSION>,13.1>>:--Werror=all-warnings>
    -Xcompiler=-Wall,-Wextra,-ffp-contract=off,-fopenmp-simd>)
endif()

find_package(Threads REQUIRED)
target_link_libraries(alexnet_flags INTERFACE Threads::Threads)
