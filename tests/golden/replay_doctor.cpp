#include "golden/subject.hpp"
#include "hookswitch/doctor/examine.hpp"
#include "hookswitch/doctor/finding_json.hpp"
#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::golden {
namespace {

/// {"subject":"doctor"}
///   examine {record}   a record's document; its findings, or why it is refused
class DoctorSubject final : public Subject {
 public:
  bool play(const Json& line, Instant, Transcript& out) override {
    const auto record = wire::object_at(line, "record");
    if (text_of(line, "in") != "examine" || !record) return false;
    const auto findings = doctor::examine(wire::to_text(**record));
    if (findings)
      out.line(R"({"out":"findings","findings":)" + doctor::findings_to_json(*findings) + "}");
    else
      out.out({{"out", "error"},
               {"error", std::string(to_string(findings.error().code))},
               {"field", std::string(findings.error().field)}});
    return true;
  }
};

}  // namespace

std::unique_ptr<Subject> make_doctor_subject(const Json&) {
  return std::make_unique<DoctorSubject>();
}

}  // namespace hookswitch::golden
