#include "hookswitch/doctor/examine.hpp"

#include "hookswitch/doctor/carrier_facts.hpp"
#include "hookswitch/doctor/obligations.hpp"
#include "hookswitch/doctor/record_rules.hpp"
#include "hookswitch/record/record_json.hpp"

namespace hookswitch::doctor {

Result<std::vector<Finding>> examine(std::string_view record_json) {
  const auto record = record::record_from_json(record_json);
  if (!record) return tl::unexpected<Error>(record.error());
  Findings findings;
  for (const record::DiagnosisFact& known : record->diagnosis)
    findings.add(known.code, known.evidence);
  for (const Finding& found : diagnose(*record)) findings.add(found.code, found.evidence);
  for (const Finding& missing : missing_obligations(CarrierFacts(*record)))
    findings.add(missing.code, missing.evidence);
  return findings.take();
}

}  // namespace hookswitch::doctor
