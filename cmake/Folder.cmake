# The sanitizers' builds compile several files of a folder as one, which takes a third off, since most of the time goes into the same
# templates again and again. Names in unnamed namespaces are therefore unique in a folder, but for those that are named here.
set(BONAFIDE_APART document test_paper test_name)
function(bonafide_together target name)
  if(BONAFIDE_TOGETHER AND NOT name IN_LIST BONAFIDE_APART)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
  endif()
endfunction()

# bonafide_folder(NAME USES folder... LIBS library...): src/NAME as the static library bonafide_NAME.
function(bonafide_folder name)
  cmake_parse_arguments(F "" "" "USES;LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  if(NOT sources)
    add_library(bonafide_${name} INTERFACE)
    list(TRANSFORM F_USES PREPEND bonafide_)
    target_link_libraries(bonafide_${name} INTERFACE ${F_USES} ${F_LIBS})
    return()
  endif()
  add_library(bonafide_${name} STATIC ${sources})
  list(TRANSFORM F_USES PREPEND bonafide_)
  target_link_libraries(bonafide_${name} PUBLIC ${F_USES} ${F_LIBS} Threads::Threads)
  target_include_directories(bonafide_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  bonafide_compile(bonafide_${name})
  bonafide_together(bonafide_${name} ${name})
endfunction()

# Every tests/FOLDER/*_test.cpp of a folder is one GoogleTest program `test_FOLDER` that links only that folder
# (and, for tests/e2e, the whole program).
function(bonafide_tests)
  find_package(GTest REQUIRED)
  include(GoogleTest)
  file(GLOB test_folders CONFIGURE_DEPENDS LIST_DIRECTORIES true ${CMAKE_SOURCE_DIR}/tests/*)
  foreach(folder ${test_folders})
    get_filename_component(name ${folder} NAME)
    file(GLOB sources CONFIGURE_DEPENDS ${folder}/*_test.cpp)
    if(NOT sources)
      continue()
    endif()
    add_executable(test_${name} ${sources})
    if(TARGET bonafide_${name})
      target_link_libraries(test_${name} PRIVATE bonafide_${name})
    else()
      target_link_libraries(test_${name} PRIVATE bonafide_screen bonafide_watch bonafide_simulate)
      add_dependencies(test_${name} bonafide)
    endif()
    if(name STREQUAL "watch")
      target_link_libraries(test_${name} PRIVATE bonafide_simulate)   # the demonstration, which grows before its eyes
      add_dependencies(test_${name} bonafide)                            # which tests/watch/program_test.cpp starts
    endif()
    target_link_libraries(test_${name} PRIVATE GTest::gmock GTest::gtest_main)
    bonafide_together(test_${name} test_${name})
    if(name MATCHES "^(document|paper|screen|e2e)$")
      add_dependencies(test_${name} bonafide-reader)
    endif()
    if(name STREQUAL "video")
      target_sources(test_${name} PRIVATE ${folder}/clips.cpp)               # the recordings that it looks at
      target_link_libraries(test_${name} PRIVATE bonafide_video_reader bonafide_screen)
      add_dependencies(test_${name} bonafide-video-reader bonafide-reader)
    endif()
    target_include_directories(test_${name} PRIVATE ${CMAKE_SOURCE_DIR})
    target_compile_definitions(test_${name} PRIVATE
      BONAFIDE_CONTENT="${CMAKE_SOURCE_DIR}/content" BONAFIDE_ROOT="${CMAKE_SOURCE_DIR}"
      BONAFIDE_SHARED="${CMAKE_SOURCE_DIR}/../shared" BONAFIDE_PROGRAM="$<TARGET_FILE:bonafide>")
    bonafide_compile(test_${name})
    if(BONAFIDE_SANITIZE AND name STREQUAL "simulate")
      target_compile_options(test_${name} PRIVATE -Wno-maybe-uninitialized)   # GCC 12 takes std::regex for uninitialised
    endif()
    # What several threads run through is run again under the thread sanitizer (tools/test.sh).
    set(labels)
    if(name MATCHES "^(record|check|scan)$")
      set(labels LABELS threads)
    endif()
    gtest_discover_tests(test_${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 600 ${labels}
      ENVIRONMENT LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/lsan.supp:print_suppressions=0)
  endforeach()
endfunction()
