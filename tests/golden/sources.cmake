# What replay() needs besides the core, here and in WASM.
set(HOOKSWITCH_GOLDEN_SOURCES
  "${PROJECT_SOURCE_DIR}/tests/golden/replay.cpp"
  "${PROJECT_SOURCE_DIR}/tests/golden/replay_call.cpp"
  "${PROJECT_SOURCE_DIR}/tests/golden/replay_codec.cpp"
  "${PROJECT_SOURCE_DIR}/tests/golden/replay_doctor.cpp"
  "${PROJECT_SOURCE_DIR}/tests/golden/replay_media.cpp"
  "${PROJECT_SOURCE_DIR}/tests/golden/replay_phone.cpp"
  "${PROJECT_SOURCE_DIR}/tests/kit/world.cpp"
  "${PROJECT_SOURCE_DIR}/tests/kit/world_sockets.cpp")
