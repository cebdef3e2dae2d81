// Plays every seed of every fuzz target.
//
//   seeds FOLDER...    FOLDER/<target>/ holds seeds. A seed that breaks a check ends the program, its
//                      name is the last line; 1 for a target without a seed, or a seed without one
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#define HOOKSWITCH_FUZZ_TARGET(name) extern "C" int fuzz_##name(const std::uint8_t*, std::size_t);
#include "fuzz_targets.inc"
#undef HOOKSWITCH_FUZZ_TARGET

namespace {

using Target = int (*)(const std::uint8_t*, std::size_t);

const std::map<std::string, Target> kTargets{
#define HOOKSWITCH_FUZZ_TARGET(name) {#name, fuzz_##name},
#include "fuzz_targets.inc"
#undef HOOKSWITCH_FUZZ_TARGET
};

}  // namespace

int main(int argc, char** argv) {
  std::map<std::string, int> played;
  int wrong = 0;
  for (int i = 1; i < argc; ++i)
    for (const auto& folder : std::filesystem::directory_iterator(argv[i])) {
      const auto target = kTargets.find(folder.path().filename().string());
      if (target == kTargets.end()) {
        std::printf("%s: no such target\n", folder.path().c_str());
        ++wrong;
        continue;
      }
      for (const auto& seed : std::filesystem::directory_iterator(folder.path())) {
        std::printf("%s\n", seed.path().c_str());
        std::fflush(stdout);
        std::ifstream file(seed.path(), std::ios::binary);
        const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
        target->second(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
        ++played[target->first];
      }
    }
  for (const auto& [name, target] : kTargets) {
    std::printf("%s: %d seeds\n", name.c_str(), played[name]);
    wrong += played[name] == 0;
  }
  return wrong == 0 && argc > 1 ? 0 : 1;
}
