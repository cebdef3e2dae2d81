// The golden replayer for tests/wasm/replay.test.mjs: not in the package.

#include <emscripten/bind.h>

#include "golden/replay.hpp"

namespace {

std::string replay(const std::string& script) { return hookswitch::golden::replay(script); }

std::string difference(const std::string& expected, const std::string& got) {
  return hookswitch::golden::difference(expected, got);
}

EMSCRIPTEN_BINDINGS(hookswitch_replay) {
  emscripten::function("replay", &replay);
  emscripten::function("difference", &difference);
}

}  // namespace
