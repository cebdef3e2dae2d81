// What comes by HTTP: webhooks of every dialect, queries, addresses and the queue's bodies, of any
// bytes.
//
// input   a letter that says what the rest is: u an address; b a body for the queue; h the head of
//         a request; q, f, j a webhook as query, form, JSON
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "api/request_body.hpp"
#include "hookswitch/base/check.hpp"
#include "hookswitch/carrier/all.hpp"
#include "net/framing.hpp"
#include "net/url.hpp"
#include "webhooks/hang_up_webhooks.hpp"
#include "webhooks/webhook_signature.hpp"

namespace {

using namespace hookswitch;

void check_url(std::string_view text) {
  for (const auto& read : {net::parse_url(text), net::parse_http_url(text)}) {
    if (!read) continue;
    HS_CHECK(!read->host.empty() && read->port != 0 && read->target.front() == '/');
    const auto again = net::parse_url((read->secure ? "wss://" : "ws://") + read->authority());
    HS_CHECK(again && again->host == read->host && again->port == read->port);
  }
  if (const auto decoded = net::percent_decode(text))
    HS_CHECK(decoded->size() <= text.size() && decoded->find('\0') == std::string::npos);
  HS_CHECK(net::parse_query(text).size() <= 64);
}

void check_webhook(char way, std::string_view text) {
  net::HttpRequest request;
  (way == 'q' ? request.query : request.body) = text;
  request.headers.push_back({"Content-Type", way == 'j' ? "application/json" : ""});
  for (const carrier::CarrierDialect* dialect : carrier::all_dialects()) {
    const auto told = webhooks::read_hang_up(*dialect, request);
    if (told && *told) HS_CHECK(!(*told)->call_id.empty() && !(*told)->word.empty());
    if (!told) HS_CHECK(info(told.error().code).code == told.error().code);
    if (!dialect->hang_up_webhook() || !dialect->hang_up_webhook()->signature) continue;
    const auto& scheme = *dialect->hang_up_webhook()->signature;
    request.headers.push_back({std::string(scheme.headers[0]), "AAAAAAAAAAAAAAAAAAAAAAAAAAA="});
    HS_CHECK(
        !webhooks::signature_fault(scheme, {"token", "https://bridge.example"}, request).empty());
  }
}

/// One header per line, name and value divided by the first colon.
void check_head(std::string_view text) {
  std::vector<net::HeaderField> headers;
  for (std::string_view rest = text; !rest.empty();) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const auto colon = std::min(line.find(':'), line.size());
    headers.push_back({std::string(line.substr(0, colon)),
                       std::string(line.substr(std::min(line.size(), colon + 1)))});
  }
  for (const int version : {0, 1})
    if (const auto fault = net::fault_of(version, headers))
      HS_CHECK((fault->status == 400 || fault->status == 501) &&
               info(fault->code).code == fault->code);
  if (net::has_folded_line(text)) HS_CHECK(text.find('\n') != text.npos);
  if (!net::has_bare_line_feed(text)) HS_CHECK(text.empty() || text[0] != '\n');
}

void check_queue_body(const std::string& text) {
  api::RequestBody body(text);
  const auto limit = body.count("limit", 100, 1);
  const auto lease = body.seconds("lease_s", 1, 86'400, Millis{30'000});
  HS_CHECK(limit >= 1 && limit <= 100 && lease >= Millis{1'000} && lease <= Millis{86'400'000});
  const bool has_lease = !body.required_text("lease").empty();
  const auto refusal = body.refusal();
  HS_CHECK(has_lease || refusal);
  if (refusal) HS_CHECK(refusal->status == 400);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 'u')
    check_url(rest);
  else if (data[0] == 'h')
    check_head(rest);
  else if (data[0] == 'b')
    check_queue_body(std::string(rest));
  else
    check_webhook(static_cast<char>(data[0]), rest);
  return 0;
}
