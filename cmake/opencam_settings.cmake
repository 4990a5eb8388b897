# What holds for every target: the language, warnings as errors, sanitizers, ccache and mold where they are there.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(OPENCAM_CCACHE ccache)
if(OPENCAM_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${OPENCAM_CCACHE}")
endif()
find_program(OPENCAM_MOLD mold)
if(OPENCAM_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()
if(OPENCAM_SANITIZE)
  add_compile_options(-fsanitize=${OPENCAM_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${OPENCAM_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    # Under sanitizers g++ 12 takes the unused alternative of a std::variant for something read.
    set(OPENCAM_SANITIZER_WARNINGS -Wno-maybe-uninitialized)
    # And it warns that the thread sanitizer does not see Asio's fences; the locks beside them are what counts.
    if(OPENCAM_SANITIZE MATCHES thread)
      list(APPEND OPENCAM_SANITIZER_WARNINGS -Wno-tsan)
    endif()
  endif()
endif()
if(OPENCAM_FUZZ)
  # The standard library's own stable_sort calls what it has deprecated, and clang says so in our files.
  add_compile_options(-fsanitize=fuzzer-no-link -Wno-deprecated-declarations)
endif()

# -Wrestrict of GCC 12 warns about sound concatenations of std::string at -O2 and above (GCC bug 105651).
add_library(opencam_warnings INTERFACE)
target_compile_options(opencam_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
  -Wno-missing-field-initializers $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  ${OPENCAM_SANITIZER_WARNINGS} -Werror)
