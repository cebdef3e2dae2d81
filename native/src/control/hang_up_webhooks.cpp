#include "control/hang_up_webhooks.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "control/problem.hpp"
#include "hookswitch/carrier/dialect_table.hpp"
#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/json_writer.hpp"
#include "net/url.hpp"

namespace hookswitch::native {
namespace {

using carrier::Dialect;

/// What the carrier sent, by whichever way it sends it.
class Fields {
 public:
  static Result<Fields> of(const HttpRequest& request) {
    Fields fields;
    fields.values_ = parse_query(request.query);
    if (request.header("Content-Type").starts_with("application/json")) {
      const auto object = wire::read_object(request.body);
      if (!object) return tl::unexpected(object.error());
      for (const auto& [name, value] : object->items())
        if (value.is_string()) fields.values_.emplace(name, value.get<std::string>());
    } else {
      fields.values_.merge(parse_query(request.body));
    }
    return fields;
  }

  /// Empty when it was not sent.
  const std::string& at(const char* name) const {
    static const std::string kNone;
    const auto found = values_.find(name);
    return found == values_.end() ? kNone : found->second;
  }

 private:
  std::map<std::string, std::string> values_;
};

/// Where a carrier says that something has ended, in which words, and where it names the call.
struct Row {
  Dialect dialect;
  const char* field;
  std::array<std::string_view, 8> words;
  const char* call_id;
};

constexpr Row kRows[] = {
    {Dialect::twilio,
     "CallStatus",             {"completed", "busy", "failed", "no-answer", "canceled"},
     "CallSid"                                                                                },
    {Dialect::vonage,
     "status",                 {"completed", "busy", "cancelled", "unanswered", "rejected", "failed", "timeout",
      "disconnected"},
     "uuid"                                                                                   },
    {Dialect::ucid,   "event", {"Hangup", "Disconnect"},                                 "sid"},
};

HttpResponse noted(const std::string& id) {
  wire::ObjectText body;
  id.empty() ? body.json("id", "null") : body.text("id", id);
  return {200, "application/json", body.take() + '\n'};
}

}  // namespace

Result<std::optional<HungUp>> read_hang_up(Dialect dialect, const HttpRequest& request) {
  const auto fields = Fields::of(request);
  if (!fields) return tl::unexpected(fields.error());
  for (const Row& row : kRows) {
    if (row.dialect != dialect) continue;
    const std::string& word = fields->at(row.field);
    if (word.empty() || std::find(row.words.begin(), row.words.end(), word) == row.words.end())
      continue;
    const std::string& call_id = fields->at(row.call_id);
    if (call_id.empty()) return fail(Errc::missing_field, row.call_id);
    return HungUp{call_id, word};
  }
  return std::nullopt;
}

HttpResponse hang_up_webhook(Exchange& exchange, const HttpRequest& request,
                             std::string_view name) {
  const auto which = carrier::dialect_from_name(name);
  if (!which) return problem(404, Errc::unknown_dialect, name);
  const auto told = read_hang_up(which->dialect, request);
  if (!told) return problem(400, told.error().code, told.error().field);
  if (!*told) return noted({});
  const auto id = exchange.registry.owner(carrier::to_string(which->dialect), (*told)->call_id);
  const auto call = id ? exchange.registry.find(*id) : nullptr;
  if (!call) return noted({});
  call->hung_up(std::move((*told)->word));
  return noted(*id);
}

}  // namespace hookswitch::native
