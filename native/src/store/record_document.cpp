#include "store/record_document.hpp"

#include <array>
#include <utility>

#include "hookswitch/base/utf8_prefix.hpp"
#include "hookswitch/record/record_json.hpp"
#include "log/log.hpp"

namespace hookswitch::store {
namespace {

using record::Record;

constexpr std::array<std::size_t, 7> kLengths{262'144, 65'536, 16'384, 4'096, 1'024, 256, 64};

template <class Visit>
void each_text(Record& record, Visit visit) {
  for (std::string* const text :
       {&record.carrier.call_id, &record.carrier.stream_id, &record.carrier.from,
        &record.carrier.to, &record.carrier.format, &record.agent.session_id, &record.agent.format})
    visit(*text);
  for (auto& [name, value] : record.carrier.parameters) visit(value);
  for (auto& event : record.timeline) {
    visit(event.event);
    visit(event.detail);
  }
  for (auto& turn : record.transcript) visit(turn.text);
  for (auto& tool : record.tools) {
    visit(tool.name);
    visit(tool.arguments);
    visit(tool.result);
  }
  for (auto& finding : record.diagnosis) visit(finding.evidence);
  if (record.end) visit(record.end->detail);
}

std::size_t size_of_texts(Record& record) {
  std::size_t size = 0;
  each_text(record, [&](const std::string& text) { size += text.size(); });
  for (const auto& [name, value] : record.carrier.parameters) size += name.size();
  return size;
}

void cut_texts(Record& record, std::size_t length) {
  each_text(record, [&](std::string& text) { text.resize(utf8_prefix(text, length).size()); });
  // Names are keys: a long one goes with its value.
  std::erase_if(record.carrier.parameters,
                [&](const auto& entry) { return entry.first.size() > length; });
}

}  // namespace

std::string document_of(Record& record, std::size_t max_bytes) {
  const std::size_t whole = size_of_texts(record);
  std::string text;
  if (whole <= max_bytes) text = record::record_to_json(record);
  if (!text.empty() && text.size() <= max_bytes) return text;
  if (record.diagnosis.size() >= Record::kMaxDiagnoses)
    record.diagnosis.resize(Record::kMaxDiagnoses - 1);
  record.diagnosis.push_back({Errc::record_reduced, {}});
  for (const std::size_t length : kLengths) {
    cut_texts(record, length);
    record.diagnosis.back().evidence = "texts of " + std::to_string(whole) +
                                       " bytes, each cut to " + std::to_string(length) + " at most";
    if (size_of_texts(record) > max_bytes) continue;
    text = record::record_to_json(record);
    if (text.size() <= max_bytes) break;
  }
  log::warn(Errc::record_reduced,
            {{"call_id", record.created.id}, {"detail", record.diagnosis.back().evidence}});
  return text;
}

}  // namespace hookswitch::store
