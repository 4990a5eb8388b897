# opencam_console(TARGET): builds the console and puts its files into TARGET; docs/decisions/console-embedding.md says how.
#
# With OPENCAM_CONSOLE off the program is built without Node.js, and without a console.
option(OPENCAM_CONSOLE "Build the web console into the program (needs Node.js 18 or later, and npm)" ON)

function(opencam_console target)
  set(out "${CMAKE_CURRENT_BINARY_DIR}/console")
  set(blob "${out}/console.bin")
  set(table "${out}/server/console_table.inc")
  if(OPENCAM_CONSOLE AND EXISTS "${PROJECT_SOURCE_DIR}/console/package.json")
    opencam_find_node()
    opencam_console_sources(sources)
    add_custom_command(
      OUTPUT "${table}" BYPRODUCTS "${blob}"
      COMMAND "${OPENCAM_NODE}" tools/embed_console.mjs console "${out}"
      DEPENDS ${sources} "${PROJECT_SOURCE_DIR}/tools/embed_console.mjs"
      WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
      COMMENT "Building the console" VERBATIM)
  else()
    file(CONFIGURE OUTPUT "${blob}" CONTENT "\n" @ONLY)
    file(CONFIGURE OUTPUT "${table}" CONTENT "" @ONLY)
  endif()
  set_property(SOURCE console_files.cc APPEND PROPERTY OBJECT_DEPENDS "${table}")
  set_property(SOURCE console_files.cc APPEND PROPERTY COMPILE_DEFINITIONS OPENCAM_CONSOLE_BLOB="${blob}")
  target_include_directories(${target} PRIVATE "${out}")
endfunction()

# Finds node and npm, or says what is missing.
function(opencam_find_node)
  find_program(OPENCAM_NODE NAMES node nodejs)
  find_program(OPENCAM_NPM npm)
  set(version 0)
  if(OPENCAM_NODE)
    execute_process(COMMAND "${OPENCAM_NODE}" --version OUTPUT_VARIABLE said OUTPUT_STRIP_TRAILING_WHITESPACE)
    string(REGEX REPLACE "^v" "" version "${said}")
  endif()
  if(NOT OPENCAM_NODE OR NOT OPENCAM_NPM OR version VERSION_LESS 18)
    message(FATAL_ERROR "The web console is built with Node.js 18 or later and npm, and one of them is missing.\n"
      "Install them (`apt-get install nodejs npm`), or configure with -DOPENCAM_CONSOLE=OFF to build without the console.")
  endif()
endfunction()

# What the console is made of: not what npm and its build leave there.
function(opencam_console_sources result)
  file(GLOB entries CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/console/*" "${PROJECT_SOURCE_DIR}/console/.npmrc")
  set(found "")
  foreach(entry IN LISTS entries)
    get_filename_component(name "${entry}" NAME)
    if(name STREQUAL "node_modules" OR name STREQUAL "dist" OR name STREQUAL "checks")
      continue()
    elseif(IS_DIRECTORY "${entry}")
      file(GLOB_RECURSE below CONFIGURE_DEPENDS "${entry}/*")
      list(APPEND found ${below})
    else()
      list(APPEND found "${entry}")
    endif()
  endforeach()
  # Pages are made from these, too.
  file(GLOB data CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/catalog/*.json" "${PROJECT_SOURCE_DIR}/include/opencam/*.def")
  set(${result} ${found} ${data} PARENT_SCOPE)
endfunction()
