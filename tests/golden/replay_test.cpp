#include "golden/replay.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

// Plays every golden file.
//
//   golden            compares; exits 1 and names the first line that differs
//   golden --update   writes what was played into the files: read the diff before you commit it

namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

int main(int argc, char** argv) {
  using namespace hookswitch::golden;
  const bool update = argc > 1 && std::strcmp(argv[1], "--update") == 0;
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(HOOKSWITCH_GOLDEN_DIR))
    if (entry.path().extension() == ".jsonl") paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());

  int wrong = 0;
  for (const auto& path : paths) {
    const std::string expected = read_file(path);
    const std::string got = replay(expected);
    const bool refused = got.find(R"({"out":"refused"})") != std::string::npos;
    if (refused) std::printf("%s: a line cannot be played\n", path.filename().c_str());
    if (update) {
      std::ofstream(path, std::ios::binary) << got;
    } else if (const auto words = difference(expected, got); !words.empty()) {
      std::printf("%s: %s\n", path.filename().c_str(), words.c_str());
      ++wrong;
    }
    wrong += refused;
  }
  std::printf("golden: %zu files, %d wrong\n", paths.size(), wrong);
  return wrong == 0 && !paths.empty() ? 0 : 1;
}
