# The CUDA simulator itself.
add_executable(simulator_tests
  cuda/test_async_copy.cpp
  cuda/test_device_output.cpp
  cuda/test_simulator.cpp
  cuda/test_streams.cpp
  cuda/test_tensor_core.cpp)
set_target_properties(simulator_tests PROPERTIES UNITY_BUILD OFF)  # every file has its own kernels
target_link_libraries(simulator_tests PRIVATE test_support)
catch_discover_tests(simulator_tests PROPERTIES LABELS unit)

# The same tests where threads are switched in the way that every processor has. (This program has a
# fiber.cpp of its own, so the linker leaves the library's out.)
if(NOT ALEXNET_SANITIZE)
  add_executable(portable_fibers_tests
    $<TARGET_OBJECTS:simulator_tests> "${PROJECT_SOURCE_DIR}/src/cuda/simulator/fiber.cpp")
  target_compile_definitions(portable_fibers_tests PRIVATE ALEXNET_PORTABLE_FIBERS)
  target_compile_options(portable_fibers_tests PRIVATE
    $<$<BOOL:${ALEXNET_HAS_CF_PROTECTION}>:-fcf-protection=none>)
  target_link_libraries(portable_fibers_tests PRIVATE test_support)
  add_test(NAME "simulator: portable fibers" COMMAND portable_fibers_tests)
  set_tests_properties("simulator: portable fibers" PROPERTIES LABELS unit)
endif()

# add_tests_again(WHY ENVIRONMENT PROGRAM NAME ...): the tests whose names begin with a NAME, once
# more, in that environment.
function(add_tests_again why environment program)
  foreach(name ${ARGN})
    string(REPLACE "," "\\," pattern "${name}")  # a comma would begin a second pattern
    add_test(NAME "${why}: ${name}" COMMAND ${program} "${pattern}*")
    set_tests_properties("${why}: ${name}" PROPERTIES
      LABELS unit FAIL_REGULAR_EXPRESSION "No test cases matched|No tests ran"
      ENVIRONMENT ${environment})
  endforeach()
endfunction()

# The host does not touch device memory, and no kernel touches that of another device: otherwise
# these would crash.
add_tests_again("guarded memory" ALEXNET_GUARD_DEVICE_MEMORY=1
  kernel_tests "network on devices" "training on devices: the host"
  "streams on a device" "memory of a device" "graph on a device")
add_tests_again("guarded memory" ALEXNET_GUARD_DEVICE_MEMORY=1 simulator_tests "streams" "graph")

# As if the devices were too old to have tensor cores for tf32 and bf16.
add_tests_again("compute capability 7.5" ALEXNET_SIMULATED_CAPABILITY=75 kernel_tests
  "conv on a device, small" "linear on a device, small" "network on devices"
  "gemm on a device: the pipelined rung")
add_tests_again("compute capability 7.5" ALEXNET_SIMULATED_CAPABILITY=75
  simulator_tests "simulator: a block has")
# As if they were of a generation that has them, but less shared memory.
add_tests_again("compute capability 8.6" ALEXNET_SIMULATED_CAPABILITY=86
  kernel_tests "conv on a device, small" "linear on a device, small")
add_tests_again("compute capability 8.6" ALEXNET_SIMULATED_CAPABILITY=86
  simulator_tests "simulator: a block has")

# As if they could not access each other's memory.
add_tests_again("no direct copies" ALEXNET_SIMULATED_PEER_ACCESS=0
  kernel_tests "network on devices: what cannot be kept")

# Kernels with one mistake each, and the message that must be printed about it.
add_executable(planted_bugs cuda/planted_bugs.cpp)
target_include_directories(planted_bugs PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(planted_bugs PRIVATE alexnet_library)
function(add_planted_bug name expected)
  add_test(NAME "planted bug: ${name}" COMMAND planted_bugs ${name})
  set_tests_properties("planted bug: ${name}" PROPERTIES
    LABELS unit PASS_REGULAR_EXPRESSION "${expected}")
endfunction()
# Mistakes that the simulator detects by itself.
add_planted_bug(divergent_barrier
  "divergent_barrier_kernel: thread .* every thread of a block must come to the same __syncthreads")
add_planted_bug(barrier_for_some
  "waits at planted_bugs.cpp:[0-9]+ for threads of its block that never come")
add_planted_bug(mask_too_small "thread .* with the mask 0000ffff, which does not name it")
add_planted_bug(mask_too_large
  "waits at planted_bugs.cpp:[0-9]+ for threads of its warp's mask that never come")
add_planted_bug(shuffle_meets_barrier
  "thread .* is at __syncwarp, planted_bugs.cpp:[0-9]+, while others of its mask ffffffff are at __shfl_xor_sync")
add_planted_bug(product_meets_barrier
  "thread .* is at mma.sync of tf32, planted_bugs.cpp:[0-9]+, while others of its mask ffffffff are at __syncwarp")
add_planted_bug(products_differ
  "thread .* is at mma.sync of bf16, planted_bugs.cpp:[0-9]+, while others .* are at mma.sync of tf32")
add_planted_bug(lane_not_named
  "thread .* asks lane [0-9]+, at planted_bugs.cpp:[0-9]+, which its mask 0000ffff does not name")
add_planted_bug(too_much_local_memory "thread .* uses more than [0-9]+ KiB of local memory")
add_planted_bug(sparse_local_memory "thread .* uses more than [0-9]+ KiB of local memory")
add_planted_bug(memory_of_the_host
  "wrong_memory_kernel: argument 1 points to memory of no device, but of the host.* its device's, cuda:0")
add_planted_bug(memory_of_another_device
  "wrong_memory_kernel: argument 1 points to memory of cuda:0, and the kernel runs on cuda:1")
add_planted_bug(operand_of_another_device "stopped by the system")
add_planted_bug(copy_wrong_way
  "thread .* copies asynchronously, but not from the device's memory to shared memory")
add_planted_bug(matrix_in_device_memory
  "thread .* loads a row of a matrix from the device's memory instead of shared memory")
foreach(name memory_of_the_host memory_of_another_device operand_of_another_device copy_wrong_way
        matrix_in_device_memory)
  set_tests_properties("planted bug: ${name}" PROPERTIES
    ENVIRONMENT ALEXNET_GUARD_DEVICE_MEMORY=1)
endforeach()
add_planted_bug(copy_not_waited_for
  "thread .* ends while its copy of planted_bugs.cpp:[0-9]+ is under way")
foreach(name device_too_old rounding_too_old)
  add_planted_bug(${name}
    "works with tf32 or bf16 for tensor cores, which a device before sm_80 cannot do")
  set_tests_properties("planted bug: ${name}" PROPERTIES
    ENVIRONMENT ALEXNET_SIMULATED_CAPABILITY=75)
endforeach()
# Mistakes that a sanitizer detects.
if(ALEXNET_SANITIZE MATCHES "address")
  add_planted_bug(beyond_shared_array "index 64 out of bounds|global-buffer-overflow.*held")
  add_planted_bug(beyond_shared_pointer
    "global-buffer-overflow.*beyond_shared_pointer_kernel: thread .* of block")
  add_planted_bug(beyond_dynamic_shared
    "heap-buffer-overflow.*beyond_dynamic_shared_kernel: thread .* of block")
  add_planted_bug(beyond_device_memory
    "heap-buffer-overflow.*beyond_device_memory_kernel: thread .* of block")
  add_planted_bug(misaligned_vector "misaligned address")
elseif(ALEXNET_SANITIZE MATCHES "thread")
  add_planted_bug(missing_barrier "data race.*\n.*\n.*missing_barrier_kernel|data race.*missing_barrier_kernel")
  add_planted_bug(second_barrier_missing "data race.*second_barrier_missing_kernel")
  add_planted_bug(copy_without_barrier "data race.*copy_without_barrier_kernel")
  add_planted_bug(copy_too_early "data race.*copy_too_early_kernel")
endif()
