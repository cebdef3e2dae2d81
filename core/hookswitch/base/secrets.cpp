#include "hookswitch/base/secrets.hpp"

#include <algorithm>
#include <utility>

namespace hookswitch {

Secrets::Secrets(std::vector<std::string> secrets) : secrets_(std::move(secrets)) {
  secrets_.erase(std::remove_if(secrets_.begin(), secrets_.end(),
                                [](const auto& secret) { return secret.size() < kShortest; }),
                 secrets_.end());
  std::sort(secrets_.begin(), secrets_.end(), [](const auto& a, const auto& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  secrets_.erase(std::unique(secrets_.begin(), secrets_.end()), secrets_.end());
}

Secrets Secrets::with(std::string secret) const {
  std::vector<std::string> all = secrets_;
  all.push_back(std::move(secret));
  return Secrets(std::move(all));
}

void Secrets::hide_in(std::string& text) const {
  for (const auto& secret : secrets_) replace_all(text, secret, "***");
}

std::string Secrets::hidden(std::string_view text) const {
  std::string out(text);
  hide_in(out);
  return out;
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

}  // namespace hookswitch
