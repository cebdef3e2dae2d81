#include "store/restore_overflow.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "log/log.hpp"
#include "store/overflow_file.hpp"

namespace hookswitch::store {
namespace {

using Json = nlohmann::json;
constexpr std::size_t kBatch = 100;

std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// As rfc3339() writes it.
std::optional<std::int64_t> unix_ms(const std::string& text) {
  std::tm when{};
  int ms = 0;
  char zone = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d.%3d%c", &when.tm_year, &when.tm_mon,
                  &when.tm_mday, &when.tm_hour, &when.tm_min, &when.tm_sec, &ms, &zone) != 8 ||
      zone != 'Z')
    return std::nullopt;
  when.tm_year -= 1900;
  --when.tm_mon;
  return static_cast<std::int64_t>(::timegm(&when)) * 1'000 + ms;
}

/// What a list shows of a record, read back from its document.
std::optional<FinishedCall> finished_call(const std::string& line) {
  if (line.size() > kMaxOverflowLine) return std::nullopt;
  const Json record = Json::parse(line, nullptr, false);
  const auto carrier = record.is_object() ? record.find("carrier") : record.end();
  if (!record.is_object() || carrier == record.end() || !carrier->is_object()) return std::nullopt;
  FinishedCall call;
  call.record = line;
  call.summary.id = text_at(record, "id");
  call.summary.state = "ended";
  call.summary.dialect = text_at(*carrier, "dialect");
  call.summary.profile = text_at(*carrier, "profile");
  call.summary.carrier_call_id = text_at(*carrier, "call_id");
  call.summary.from = text_at(*carrier, "from");
  call.summary.to = text_at(*carrier, "to");
  const auto created = unix_ms(text_at(record, "created_at"));
  if (!created || call.summary.id.empty()) return std::nullopt;
  call.summary.created_ms = *created;
  call.summary.ended_ms = unix_ms(text_at(record, "ended_at"));
  if (const auto end = record.find("end"); end != record.end() && end->is_object())
    call.summary.cause = text_at(*end, "cause");
  return call;
}

/// One pass over the file, in batches.
class Intake {
 public:
  Intake(Backend& backend, const std::string& database)
      : backend_(backend), refused_(refused_path(database)) {}

  Restored run(std::ifstream& lines) {
    for (std::string line; restored_.complete && std::getline(lines, line);) {
      if (line.empty()) continue;
      if (auto call = finished_call(line))
        batch_.push_back(std::move(*call));
      else
        refuse("", line);
      if (batch_.size() == kBatch) write();
    }
    if (restored_.complete) write();
    if (lines.bad()) fail("the file cannot be read to its end");
    return restored_;
  }

 private:
  void write() {
    if (batch_.empty()) return;
    const auto repeated = backend_.write({}, batch_);
    if (!repeated) return fail(repeated.error().detail);
    restored_.records += batch_.size() - repeated->size();
    for (const std::size_t which : *repeated) {
      const auto& call = batch_[which];
      const auto there = backend_.find(call.summary.id);
      if (!there) return fail(there.error().detail);
      if (*there != call.record) refuse(call.summary.id, call.record);
    }
    batch_.clear();
  }

  void refuse(const std::string& id, const std::string& line) {
    if (const auto kept = refused_.append(line); !kept) {
      // The valid ones do not wait for it.
      if (std::exchange(restored_.removed, false)) report(refused_.file() + ": " + kept.error());
      return;
    }
    ++restored_.refused;
    log::error(Errc::record_refused, {{"call_id", id}, {"detail", refused_.file()}});
  }

  void fail(const std::string& why) {
    restored_.complete = restored_.removed = false;
    restored_.why = why;
    report(why);
  }

  static void report(const std::string& why) {
    log::error(Errc::store_write_failed, {{"what", "unsaved records"}, {"detail", why}});
  }

  Backend& backend_;
  OverflowFile refused_;
  std::vector<FinishedCall> batch_;
  Restored restored_;
};

}  // namespace

std::string overflow_path(const std::string& database) { return database + ".unsaved.jsonl"; }
std::string refused_path(const std::string& database) { return database + ".refused.jsonl"; }

Restored restore_overflow(Backend& backend, const std::string& database) {
  const std::string file = overflow_path(database);
  std::ifstream lines(file);
  Restored restored;
  if (!lines) {
    if (std::error_code unknown; !std::filesystem::exists(file, unknown) && !unknown)
      return restored;
    log::error(Errc::store_read_failed, {{"what", file}});
    restored.complete = restored.removed = false;
    restored.why = file + " cannot be read";
    return restored;
  }
  {
    Intake intake(backend, database);
    restored = intake.run(lines);
  }  // refused lines are on disk from here on
  if (restored.removed) restored.removed = std::remove(file.c_str()) == 0;
  log::info("overflow file restored", {{"records", std::to_string(restored.records)},
                                       {"refused", std::to_string(restored.refused)}});
  return restored;
}

}  // namespace hookswitch::store
