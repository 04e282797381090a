# gdb on programs of this build: what the chapters tell a reader to type, and how tensors print.
add_executable(debugger_specimens debugger/specimens.cpp)
target_link_libraries(debugger_specimens PRIVATE alexnet_library)
add_custom_target(debugger_tests DEPENDS debugger_specimens alexnet)
if(NOT Python3_FOUND)
  add_test(NAME "debugger: what readers see" COMMAND ${CMAKE_COMMAND} -E echo "skipped: there is no Python")
  set_tests_properties("debugger: what readers see" PROPERTIES
    LABELS debugger SKIP_REGULAR_EXPRESSION "skipped: ")
  return()
endif()

# add_debugger_test("what it tests" SCRIPT.py ARGUMENTS...)
function(add_debugger_test name script)
  add_test(NAME "debugger: ${name}" COMMAND Python3::Interpreter
    "${CMAKE_CURRENT_SOURCE_DIR}/debugger/${script}" "${CMAKE_RUNTIME_OUTPUT_DIRECTORY}" ${ARGN})
  set_tests_properties("debugger: ${name}" PROPERTIES
    LABELS debugger TIMEOUT 600 SKIP_REGULAR_EXPRESSION "^skipped: ")
endfunction()

add_debugger_test("how tensors print" printers.py)
add_debugger_test("one CUDA thread" cuda_thread.py)
add_debugger_test("what README shows" boxes.py README)
file(GLOB folders CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/chapters/[0-9][0-9]-*")
foreach(folder IN LISTS folders)
  cmake_path(GET folder FILENAME name)
  string(SUBSTRING "${name}" 0 2 number)
  add_debugger_test("what chapter ${number} shows" boxes.py ${number})
  add_dependencies(debugger_tests chapter_${number}_demo)
endforeach()
