# Whether the Python module that the notebooks use is built, and for which Python.
#   ALEXNET_PYTHON=auto   if pybind11 and a Python with its headers and NumPy are installed
#   ALEXNET_PYTHON=on     even if pybind11 must be downloaded
#   ALEXNET_PYTHON=off    never
#   Python_EXECUTABLE=/usr/bin/python3   for this Python; else for the one that has the packages
# Sets ALEXNET_PYTHON_ON, and ALEXNET_PYTHON_WHY_OFF for the summary; in the cache, for scripts,
# ALEXNET_PYTHON_USED, which is empty where the module is not built.
set(ALEXNET_PYTHON_ON OFF)
set(ALEXNET_PYTHON_USED "" CACHE INTERNAL "")
alexnet_auto_on_or_off(python ALEXNET_PYTHON)
if(python STREQUAL "off")
  set(ALEXNET_PYTHON_WHY_OFF "as asked (ALEXNET_PYTHON)")
  return()
endif()
if(ALEXNET_SANITIZE)
  set(ALEXNET_PYTHON_WHY_OFF "a sanitizer must be in the program, and that is Python")
  return()
endif()

# A machine often has several Pythons, and a module works with only one of them. Ours is built for
# the first, in the order in which a shell would find them, that can run a notebook; failing that,
# for the first that has NumPy, until a better one is installed.
function(alexnet_find_python result packages)
  string(CONCAT program
    "import os, sysconfig, sys\n"
    "assert os.path.exists(os.path.join(sysconfig.get_path('include'), 'Python.h'))\n"
    "print(sys.executable)\n")
  string(REPLACE ":" ";" folders "$ENV{PATH}:/usr/bin")
  foreach(folder ${folders})
    if(EXISTS "${folder}/python3")
      execute_process(COMMAND "${folder}/python3" -c "import ${packages}\n${program}"
        RESULT_VARIABLE status OUTPUT_VARIABLE executable ERROR_QUIET
        OUTPUT_STRIP_TRAILING_WHITESPACE)
      if(status EQUAL 0)
        set(${result} "${executable}" PARENT_SCOPE)
        return()
      endif()
    endif()
  endforeach()
  set(${result} "" PARENT_SCOPE)
endfunction()

if(DEFINED Python_EXECUTABLE AND NOT EXISTS "${Python_EXECUTABLE}")
  message(WARNING "Python_EXECUTABLE: there is no '${Python_EXECUTABLE}'; looking for another "
                  "(it must be a whole path)")
  unset(Python_EXECUTABLE CACHE)
endif()
if(NOT DEFINED Python_EXECUTABLE)
  alexnet_find_python(found "numpy, matplotlib, ipykernel, nbclient")
  if(found)
    set(Python_EXECUTABLE "${found}" CACHE FILEPATH "The Python that the module is built for")
  else()  # not in the cache, so that the next configure step looks again
    alexnet_find_python(found "numpy")
    if(found)
      set(Python_EXECUTABLE "${found}")
    endif()
  endif()
endif()
if(DEFINED Python_EXECUTABLE)
  find_package(Python 3.8 QUIET COMPONENTS Interpreter Development.Module)
endif()
set(missing "")
if(NOT Python_FOUND)
  set(missing "no Python with its headers and NumPy is installed")
else()
  execute_process(COMMAND "${Python_EXECUTABLE}" -c "import numpy; print(numpy.__version__)"
    OUTPUT_VARIABLE numpy_version OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(numpy_version STREQUAL "")
    set(missing "${Python_EXECUTABLE} has no NumPy")
  endif()
  set(least_pybind11 2.9)
  set(pybind11_to_download v2.13.6)
  if(Python_VERSION VERSION_GREATER_EQUAL 3.14)
    set(least_pybind11 3.0)
    set(pybind11_to_download v3.0.1)
  elseif(Python_VERSION VERSION_GREATER_EQUAL 3.13)
    set(least_pybind11 2.13)
  elseif(numpy_version VERSION_GREATER_EQUAL 2)
    set(least_pybind11 2.12)
  endif()
  if(python STREQUAL "auto" AND NOT missing)  # which downloads nothing
    find_package(pybind11 ${least_pybind11} CONFIG QUIET NO_SYSTEM_ENVIRONMENT_PATH)
    if(NOT pybind11_FOUND)
      string(CONCAT missing "no pybind11 ${least_pybind11} or newer is installed, for "
        "${Python_EXECUTABLE}: -DALEXNET_PYTHON=on downloads it, -DPython_EXECUTABLE=/usr/bin/python3 "
        "takes another Python")
    endif()
  endif()
endif()
if(missing AND python STREQUAL "on")
  message(FATAL_ERROR "ALEXNET_PYTHON=on, but ${missing} (scripts/bootstrap --notebooks)")
elseif(missing)
  set(ALEXNET_PYTHON_WHY_OFF "${missing} (scripts/bootstrap --notebooks)")
  return()
endif()

set(PYBIND11_FINDPYTHON ON)  # the Python that was found above
FetchContent_Declare(pybind11
  GIT_REPOSITORY ${ALEXNET_GIT}/pybind/pybind11 GIT_TAG ${pybind11_to_download} GIT_SHALLOW ON
  FIND_PACKAGE_ARGS ${least_pybind11} CONFIG NO_SYSTEM_ENVIRONMENT_PATH)
FetchContent_MakeAvailable(pybind11)
list(APPEND alexnet_dependencies pybind11)
set(ALEXNET_PYTHON_ON ON)
set(ALEXNET_PYTHON_USED "${Python_EXECUTABLE}" CACHE INTERNAL "")

# Code that is linked into a module must be position-independent (src/CMakeLists.txt sees to that
# for the library).
if(DEFINED fmt_SOURCE_DIR)
  set_target_properties(fmt PROPERTIES POSITION_INDEPENDENT_CODE ON)
endif()
