# opencam_part(NAME USES part... [LIBS target...]): the part in src/NAME as one static library opencam_NAME.
#
# Every x.cc of the folder (and of its folder generated/) belongs to it, every x_test.cc to its test program. USES are
# the parts it may include, as the floors in HACKING.md say; the tree check holds the includes against them.
function(opencam_part name)
  cmake_parse_arguments(PART "" "" "USES;LIBS;TEST_LIBS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS *.cc generated/*.cc)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$|/main\\.cc$")

  list(TRANSFORM PART_USES PREPEND opencam_)
  if(NOT sources)
    add_library(opencam_${name} INTERFACE)
    target_link_libraries(opencam_${name} INTERFACE ${PART_USES})
    return()
  endif()
  add_library(opencam_${name} STATIC ${sources})
  target_include_directories(opencam_${name} PUBLIC "${PROJECT_SOURCE_DIR}/include" PRIVATE "${PROJECT_SOURCE_DIR}/src")
  target_link_libraries(opencam_${name} PUBLIC ${PART_USES} PRIVATE opencam_warnings ${PART_LIBS})

  if(OPENCAM_TESTS AND tests)
    opencam_test(${name}_test SOURCES ${tests} LIBS opencam_${name} ${PART_LIBS} ${PART_TEST_LIBS})
  endif()
endfunction()

# opencam_test(NAME SOURCES file... LIBS target...): a GoogleTest program whose cases are ctest's cases.
function(opencam_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;LIBS" ${ARGN})
  add_executable(opencam_${name} ${TEST_SOURCES})
  target_include_directories(opencam_${name} PRIVATE "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}")
  target_compile_definitions(opencam_${name} PRIVATE OPENCAM_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(opencam_${name} PRIVATE ${TEST_LIBS} opencam_warnings GTest::gtest GTest::gmock GTest::gtest_main)
  gtest_discover_tests(opencam_${name} TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 120)
endfunction()
