#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

/// The files that belong to a vendor besides its folder. Needs HOOKSWITCH_DOCS_DIR,
/// HOOKSWITCH_GOLDEN_DIR and HOOKSWITCH_CORPUS_DIR.
namespace hookswitch::kit {

/// Empty when there is no such file.
inline std::string text_of_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string document(std::string_view path) {
  return text_of_file(std::filesystem::path(HOOKSWITCH_DOCS_DIR) / path);
}

inline std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// Every file of the folder.
inline std::vector<std::string> texts_in(const std::filesystem::path& folder) {
  std::vector<std::string> texts;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    texts.push_back(text_of_file(entry.path()));
  return texts;
}

/// The section `## NAME` of a document, without its heading; empty when there is none.
inline std::string section(const std::string& text, std::string_view name) {
  const std::string heading = "\n## " + std::string(name) + "\n";
  const auto begin = text.find(heading);
  if (begin == std::string::npos) return "";
  const auto body = begin + heading.size();
  return text.substr(body, text.find("\n## ", body) - body);
}

/// Whether a section of docs/reference says of its facts how certain they are, and where from.
inline bool marks_its_facts(const std::string& section) {
  const auto has = [&section](std::string_view text) {
    return section.find(text) != std::string::npos;
  };
  return has("Sources: ") && has("| fact | mark |") && (has("| documented") || has("| reported"));
}

}  // namespace hookswitch::kit
