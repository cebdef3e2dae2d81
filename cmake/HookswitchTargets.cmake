# The one place for compiler settings: standard, warnings, exception policy, sanitizers.
#
#   hookswitch_target(NAME CORE|EDGE)
#     CORE  core/: no exceptions, no RTTI
#     EDGE  native/, wasm/, tests/: exceptions allowed (Boost, GoogleTest, Embind need them)
#
#   hookswitch_precompile(NAME CORE|EDGE|TEST ...)
#   hookswitch_unity(NAME GROUP FILES...)
include_guard(GLOBAL)

option(HOOKSWITCH_WERROR "Warnings are errors" OFF)
option(HOOKSWITCH_SANITIZE "AddressSanitizer and UndefinedBehaviorSanitizer" OFF)
option(HOOKSWITCH_SANITIZE_THREAD "ThreadSanitizer" OFF)
option(HOOKSWITCH_PRECOMPILE "Precompiled headers" ON)
option(HOOKSWITCH_UNITY "The files of a folder are compiled together" ON)
set(HOOKSWITCH_EDGE_OPTIONS "" CACHE STRING "Further compiler options for everything but the core")

function(hookswitch_target name kind)
  target_compile_features(${name} PUBLIC cxx_std_20)
  set_target_properties(${name} PROPERTIES CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
  target_compile_options(${name} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
    -Wno-sign-conversion -Wnon-virtual-dtor)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 reports these inside std::string, std::optional and tl::expected where nothing is wrong
    # (GCC bugs 105329, 105562, 105651). The sanitizer build watches for the real thing.
    target_compile_options(${name} PRIVATE -Wno-maybe-uninitialized -Wno-restrict
      -Wno-stringop-overflow)
  endif()
  # Native and WASM must agree bit for bit: never fuse a multiply and an add.
  target_compile_options(${name} PRIVATE -ffp-contract=off)
  if(HOOKSWITCH_WERROR)
    target_compile_options(${name} PRIVATE -Werror)
  endif()
  if(kind STREQUAL "CORE")
    target_compile_options(${name} PRIVATE -fno-exceptions -fno-rtti)
    target_compile_definitions(${name} PRIVATE JSON_NOEXCEPTION)
  elseif(kind STREQUAL "EDGE")
    target_compile_options(${name} PRIVATE ${HOOKSWITCH_EDGE_OPTIONS})
  else()
    message(FATAL_ERROR "hookswitch_target(${name}): kind is CORE or EDGE, not '${kind}'")
  endif()
  if(HOOKSWITCH_SANITIZE)
    # The core has no RTTI, which the check of virtual tables would need.
    target_compile_options(${name} PRIVATE -fsanitize=address,undefined -fno-sanitize=vptr
      -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
    # clang's check of function types cannot be placed before a coroutine.
    if(kind STREQUAL "EDGE" AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
      target_compile_options(${name} PRIVATE -fno-sanitize=function)
    endif()
    target_link_options(${name} PRIVATE -fsanitize=address,undefined)
  endif()
  if(HOOKSWITCH_SANITIZE_THREAD)
    target_compile_options(${name} PRIVATE -fsanitize=thread -fno-omit-frame-pointer)
    target_link_options(${name} PRIVATE -fsanitize=thread)
  endif()
endfunction()

# hookswitch_precompile(NAME CORE|EDGE|TEST ...): the headers that most of its files include, read once.
#   CORE  the standard library's, JSON    EDGE  Asio as well    TEST  GoogleTest as well
# A file that forgets an include fails with HOOKSWITCH_PRECOMPILE=OFF, as in the gcc preset.
function(hookswitch_precompile name)
  if(NOT HOOKSWITCH_PRECOMPILE OR EMSCRIPTEN)
    return()
  endif()
  set(headers <algorithm> <array> <chrono> <cstdint> <functional> <map> <memory> <optional> <span>
    <string> <string_view> <utility> <variant> <vector> <tl/expected.hpp> <nlohmann/json.hpp>)
  if("EDGE" IN_LIST ARGN)
    list(APPEND headers <boost/asio/as_tuple.hpp> <boost/asio/awaitable.hpp>
      <boost/asio/io_context.hpp> <boost/asio/ip/tcp.hpp> <boost/asio/post.hpp>
      <boost/asio/steady_timer.hpp> <boost/asio/use_awaitable.hpp>)
  endif()
  if("TEST" IN_LIST ARGN)
    list(APPEND headers <gtest/gtest.h>)
  endif()
  target_precompile_headers(${name} PRIVATE ${headers})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(${name} PRIVATE -fpch-instantiate-templates)
  endif()
endfunction()

# hookswitch_unity(NAME GROUP FILES...): these files of a target are compiled as one, because most of what a file costs is
# the headers that its neighbours include too. Names in anonymous namespaces must differ within a group.
# A file that needs a neighbour's include fails with HOOKSWITCH_UNITY=OFF, as in the gcc preset.
function(hookswitch_unity name group)
  if(NOT HOOKSWITCH_UNITY)
    return()
  endif()
  set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  string(MAKE_C_IDENTIFIER "${group}" group)
  set_source_files_properties(${ARGN} TARGET_DIRECTORY ${name} PROPERTIES UNITY_GROUP "${group}")
endfunction()

# hookswitch_unity_by_folder(NAME): each folder of the target's sources is a group.
function(hookswitch_unity_by_folder name)
  get_target_property(sources ${name} SOURCES)
  foreach(source ${sources})
    get_filename_component(folder "${source}" DIRECTORY)
    hookswitch_unity(${name} "${name}_${folder}" "${source}")
  endforeach()
endfunction()

# hookswitch_unity_in(NAME COUNT): the target's sources in groups of that many.
function(hookswitch_unity_in name count)
  if(HOOKSWITCH_UNITY)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${count})
  endif()
endfunction()

# hookswitch_room(NAME HEADERS ... SOURCES ...): adds one folder of core/ to the core library.
function(hookswitch_room room)
  cmake_parse_arguments(ARG "" "" "HEADERS;SOURCES" ${ARGN})
  list(TRANSFORM ARG_HEADERS PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/")
  list(TRANSFORM ARG_SOURCES PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/")
  target_sources(hookswitch_core PRIVATE ${ARG_SOURCES})
  file(RELATIVE_PATH folder "${PROJECT_SOURCE_DIR}/core/hookswitch" "${CMAKE_CURRENT_SOURCE_DIR}")
  hookswitch_unity(hookswitch_core "${folder}" ${ARG_SOURCES})
  target_sources(hookswitch_core PUBLIC FILE_SET HEADERS
    BASE_DIRS "${PROJECT_SOURCE_DIR}/core" FILES ${ARG_HEADERS})
endfunction()

# hookswitch_test(NAME SECONDS): a GoogleTest program is one test of ctest. It prints its failures and how many tests
# ran. As a process each, its tests would cost more in starting than in testing.
function(hookswitch_test name seconds)
  add_test(NAME ${name} COMMAND ${name} --gtest_brief=1)
  set_tests_properties(${name} PROPERTIES TIMEOUT ${seconds})
endfunction()

# hookswitch_unit_test(ROOM FILES...): one GoogleTest program per room.
function(hookswitch_unit_test room)
  add_executable(unit_${room} ${ARGN})
  hookswitch_target(unit_${room} EDGE)
  target_include_directories(unit_${room} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(unit_${room} PRIVATE hookswitch::core GTest::gtest_main)
  hookswitch_reuse_test_headers(unit_${room})
  hookswitch_test(unit_${room} 600)
endfunction()

# hookswitch_reuse_test_headers(NAME): the precompiled headers of the unit tests, for another program of theirs.
function(hookswitch_reuse_test_headers name)
  if(HOOKSWITCH_PRECOMPILE)
    target_precompile_headers(${name} REUSE_FROM test_headers)
  endif()
endfunction()
