# Finds Emscripten, Debian's or a newer emsdk's, and hands over to its own platform file.
find_program(HOOKSWITCH_EMCC emcc HINTS "$ENV{EMSDK}/upstream/emscripten" REQUIRED)
file(REAL_PATH "${HOOKSWITCH_EMCC}" HOOKSWITCH_EMCC_REAL)
get_filename_component(HOOKSWITCH_EMSCRIPTEN_ROOT "${HOOKSWITCH_EMCC_REAL}" DIRECTORY)
include("${HOOKSWITCH_EMSCRIPTEN_ROOT}/cmake/Modules/Platform/Emscripten.cmake")
