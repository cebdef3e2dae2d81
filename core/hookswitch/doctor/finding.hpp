#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hookswitch/base/error_catalogue.hpp"

namespace hookswitch::doctor {

enum class Severity : std::uint8_t {
  error,    ///< the call failed, or did not do what it was for
  warning,  ///< something was lost, or a peer did not keep its protocol
  note,     ///< ended on purpose, or worth knowing
};
std::string_view to_string(Severity severity);

/// How much a code weighs where it is a finding of a call.
Severity severity_of(Errc code);

/// One thing that is wrong. What it means and where it comes from is in the catalogue.
struct Finding {
  Errc code;
  std::string evidence;  ///< times, counts and the peer's own words
  std::string remedy;    ///< the catalogue's, with the address that was dialed where it names one

  Severity severity() const { return severity_of(code); }
  std::string_view cause() const { return info(code).cause; }
};

/// The findings of one subject, in the order in which the rules ran. A code is reported once: the
/// first evidence is kept.
class Findings {
 public:
  /// `url`: what was dialed, as it may be shown; empty when nothing was.
  explicit Findings(std::string_view url = {}) : url_(url) {}

  void add(Errc code, std::string evidence);
  bool has(Errc code) const;
  std::vector<Finding> take() { return std::move(all_); }

 private:
  std::string_view url_;
  std::vector<Finding> all_;
};

/// One rule about one kind of subject. A rule adds nothing when what it needs is unknown.
template <class Subject>
struct Rule {
  std::string_view name;  ///< the finding's name; "end" and "anomalies" have several
  void (*look)(const Subject& subject, Findings& findings);
};

/// What the rules of the list find. The list's order is that of the findings.
template <class Subject>
void apply_rules(std::span<const Rule<Subject>> rules, const Subject& subject, Findings& findings) {
  for (const Rule<Subject>& rule : rules) rule.look(subject, findings);
}

/// The catalogue's remedy as it can be pasted: http://HOST:PORT/ in it becomes the address that was
/// dialed, in the scheme that curl knows.
///
/// shape   `url` as it is shown, ws:// or wss://; anything else leaves the text as it is
std::string remedy_for(Errc code, std::string_view url);

}  // namespace hookswitch::doctor
