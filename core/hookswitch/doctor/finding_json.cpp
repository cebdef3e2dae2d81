#include "hookswitch/doctor/finding_json.hpp"

#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::doctor {

std::string findings_to_json(std::span<const Finding> findings) {
  std::string list = "[";
  for (const Finding& finding : findings) {
    const ErrorInfo& known = info(finding.code);
    wire::ObjectText one;
    one.number("code", number(finding.code)).text("name", known.name).text("title", known.title);
    one.text("severity", to_string(finding.severity())).text("evidence", finding.evidence);
    one.text("cause", finding.cause()).text("remedy", finding.remedy);
    if (list.size() > 1) list += ',';
    list += one.take();
  }
  return list + "]";
}

}  // namespace hookswitch::doctor
