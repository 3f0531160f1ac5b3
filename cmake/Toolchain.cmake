# Compiler settings shared by every target: standard, warnings as errors, sanitizers, ccache and mold where present.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

option(BONAFIDE_TESTS "Build the tests" ON)
option(BONAFIDE_FUZZ "Build the fuzz targets" OFF)
option(BONAFIDE_BENCH "Build the benchmarks" OFF)
option(BONAFIDE_TOGETHER "Compile several files of a folder as one" OFF)
set(BONAFIDE_SANITIZE "" CACHE STRING "Sanitizers, for example address,undefined or thread")

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# x86-64-v2 is what Debian's own builders may assume of a server of the last ten years; simdjson
# chooses faster kernels at run time.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  add_compile_options(-march=x86-64-v2)
endif()
if(BONAFIDE_SANITIZE)
  add_compile_options(-fsanitize=${BONAFIDE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND BONAFIDE_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize=null,alignment)   # a quarter of the time to compile; null is seen by address, both by the fuzzers' build
  endif()
  add_link_options(-fsanitize=${BONAFIDE_SANITIZE})
endif()

function(bonafide_compile target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Werror)
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/src)
endfunction()
