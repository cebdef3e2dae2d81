#include "hookswitch/carrier/ucid/start.hpp"

#include <utility>

#include "hookswitch/carrier/fields.hpp"

namespace hookswitch::carrier {
namespace {

using wire::Json;
using wire::ObjectText;

/// `x_headers` is a string that holds a JSON object, when the application gave one.
std::optional<Error> add_headers(const Json& message, Parameters& out) {
  std::optional<Error> anomaly;
  if (const auto account = wire::string_at(message, "x_account"))
    anomaly = add_parameter("x_account", *account, out);
  const auto text = wire::string_at(message, "x_headers");
  if (!text) return anomaly;
  const auto headers = wire::read_object(*text);
  const auto cut = headers ? add_parameters(*headers, out) : add_parameter("x_headers", *text, out);
  return anomaly ? anomaly : cut;
}

/// The protocol writes telephone numbers without their plus sign.
std::string_view number(std::string_view e164) {
  return e164.substr(!e164.empty() && e164.front() == '+' ? 1 : 0);
}

}  // namespace

std::optional<int> announced_ucid_rate(const Json& start) {
  // media.encoding names the codec of the telephone leg, not of this socket.
  const auto media = wire::object_at(start, "media");
  if (!media) return std::nullopt;
  const auto told = wire::integer_at(**media, "sampleRate");
  if (!told || !is_ucid_rate(*told)) return std::nullopt;
  return static_cast<int>(*told);
}

Result<Started> read_ucid_start(const Json& message, UcidNumbers numbers,
                                std::optional<Error>& anomaly) {
  auto ucid = required_id_at(message, "ucid");
  if (!ucid) return tl::unexpected(ucid.error());
  auto caller = id_at(message, "call_id");  // the caller's number, whatever its name says
  if (!caller) return tl::unexpected(caller.error());
  auto called = id_at(message, "did");
  if (!called) return tl::unexpected(called.error());
  auto virtual_number = id_at(message, "vmn");  // the called one, where there is any
  if (!virtual_number) return tl::unexpected(virtual_number.error());
  if (numbers == UcidNumbers::did_is_caller || !virtual_number->empty()) {
    if (!called->empty()) caller = std::exchange(called, std::string{});
    called = std::move(virtual_number);
  }
  if (const auto media = wire::object_at(message, "media"))
    if (const auto told = wire::integer_at(**media, "sampleRate"); told && !is_ucid_rate(*told))
      return fail(Errc::unsupported_format, "sampleRate");
  const int rate = announced_ucid_rate(message).value_or(kUcidDefaultRate);
  Started started;
  started.call_id = std::move(*ucid);
  started.from = std::move(*caller);
  started.to = std::move(*called);
  started.format = {codec::Encoding::l16_little, rate};
  anomaly = add_headers(message, started.parameters);
  return started;
}

ObjectText ucid_start(const CallFacts& facts, UcidStart form) {
  ObjectText text;
  text.text("event", "start");
  if (form == UcidStart::minimal) {
    text.text("ucid", facts.call_id).text("type", "text");
    return text;
  }
  if (form == UcidStart::did_and_vmn) {
    text.text("ucid", facts.call_id).text("did", number(facts.from));
    text.text("vmn", number(facts.to)).text("type", "text");
    return text;
  }
  text.text("type", "text").text("ucid", facts.call_id).text("did", number(facts.to));
  if (form == UcidStart::did) return text;
  text.text("call_id", number(facts.from))
      .text("x_headers", parameters_json(facts.parameters))
      .open("media")
      .text("encoding", "PCMU")
      .number("sampleRate", facts.rate_hz)
      .number("channels", 1)
      .number("bitsPerSample", 16)
      .number("payloadType", 0)
      .close();
  return text;
}

ObjectText ucid_stop(const CallFacts& facts, UcidStop form) {
  ObjectText text;
  text.text("event", "stop");
  if (form == UcidStop::bare) {
    text.text("ucid", facts.call_id).text("type", "text");
    return text;
  }
  text.text("type", "text").text("ucid", facts.call_id).text("did", number(facts.to));
  constexpr int kCallerHungUp = 433;
  if (form == UcidStop::full) text.number("cause", kCallerHungUp);
  return text;
}

}  // namespace hookswitch::carrier
