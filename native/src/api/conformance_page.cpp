#include "api/conformance_page.hpp"

#include "hookswitch/wire/json_reader.hpp"

namespace hookswitch::api {
namespace {

using wire::Json;
using wire::part_or_empty;
using wire::text_or_empty;

constexpr std::string_view kHead = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Conformance of a call</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #1a1a1a; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #ccc; }
th { font-weight: 600; }
td:last-child { min-width: 12rem; overflow-wrap: anywhere; }
.n, .kept, .late, .missing, .not_owed, .unknown { white-space: nowrap; }
.n { text-align: right; }
.kept { color: #0a5c2b; } .late { color: #8a5200; } .missing { color: #a3131b; font-weight: 600; }
.not_owed, .unknown { color: #555; }
@media (max-width: 45rem) {
  thead { display: none; }
  tr { display: block; padding: .5rem 0; border-bottom: 1px solid #ccc; }
  th, td, td.n { display: block; padding: 0; border: 0; text-align: left; overflow-wrap: anywhere; }
  td.n:empty { display: none; }
  td.n::after { content: " ms"; }
  td.n:nth-child(3)::before { content: "after "; }
  td.n:nth-child(4)::before { content: "limit "; }
}
@media print { body { margin: 0; max-width: none; } }
</style>
</head>
<body>
)";

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string words(std::string name) {
  for (char& c : name)
    if (c == '_') c = ' ';
  return name;
}

std::string cell(const std::string& text, std::string_view of_class = {}) {
  std::string html = of_class.empty() ? "<td>" : "<td class=\"" + std::string(of_class) + "\">";
  return html + escaped(text) + "</td>";
}

std::string row(std::string_view name, const std::string& value) {
  if (value.empty()) return {};
  return "<tr><th scope=\"row\">" + std::string(name) + "</th>" + cell(value) + "</tr>\n";
}

std::string number_of(const Json& document, std::string_view key) {
  const auto value = wire::optional_integer_at(document, key);
  return value ? std::to_string(*value) : "";
}

std::string call_table(const Json& report) {
  const Json& carrier = part_or_empty(report, "carrier");
  const Json& end = part_or_empty(report, "end");
  const std::string profile = text_or_empty(carrier, "profile");
  const std::string detail = text_or_empty(end, "detail");
  std::string html = "<table>\n";
  html += row("Vendor", text_or_empty(carrier, "vendor"));
  html +=
      row("Dialect", text_or_empty(carrier, "dialect") + (profile.empty() ? "" : ":" + profile));
  html += row("Your call id", text_or_empty(carrier, "call_id"));
  html += row("Your stream id", text_or_empty(carrier, "stream_id"));
  html += row("Our call id", text_or_empty(report, "call_id"));
  html += row("Audio", text_or_empty(carrier, "format"));
  html += row("Began", text_or_empty(report, "created_at"));
  html += row("Ended", text_or_empty(report, "ended_at"));
  html +=
      row("Ended by", words(text_or_empty(end, "cause")) + (detail.empty() ? "" : ": " + detail));
  return html + "</table>\n";
}

std::string obligation_table(const Json& report) {
  std::string html =
      "<table>\n<thead><tr><th>What is owed</th><th>Verdict</th><th class=\"n\">after ms</th>"
      "<th class=\"n\">limit ms</th><th>What was seen</th></tr></thead>\n<tbody>\n";
  for (const Json& it : part_or_empty(report, "obligations")) {
    const std::string verdict = text_or_empty(it, "verdict");
    html += "<tr>" + cell(text_or_empty(it, "owed")) + cell(words(verdict), verdict) +
            cell(number_of(it, "delay_ms"), "n") + cell(number_of(it, "limit_ms"), "n") +
            cell(text_or_empty(it, "evidence")) + "</tr>\n";
  }
  return html + "</tbody></table>\n";
}

std::string timeline_table(const Json& report) {
  std::string html =
      "<table>\n<thead><tr><th class=\"n\">ms</th><th>From</th><th>What</th><th>Detail</th></tr>"
      "</thead>\n<tbody>\n";
  for (const Json& event : part_or_empty(report, "timeline"))
    html += "<tr>" + cell(number_of(event, "at_ms"), "n") + cell(text_or_empty(event, "from")) +
            cell(words(text_or_empty(event, "event"))) + cell(text_or_empty(event, "detail")) +
            "</tr>\n";
  return html + "</tbody></table>\n";
}

}  // namespace

Result<std::string> conformance_page(std::string_view report_json) {
  constexpr std::size_t kMaxNodes = 1 << 16;  // a timeline of 2,000 events has 16,000
  const auto report = wire::read_object(report_json, kMaxNodes);
  if (!report) return tl::unexpected<Error>(report.error());
  std::string html(kHead);
  html += "<h1>Call " + escaped(text_or_empty(*report, "verdict")) + "</h1>\n";
  html += call_table(*report);
  html += "<h2>Obligations</h2>\n" + obligation_table(*report);
  html += "<h2>What was seen on the socket</h2>\n" + timeline_table(*report);
  html +=
      "<p>Times are milliseconds since the call began. Limits are those of this report: the "
      "protocol says what is sent, not how soon.</p>\n</body>\n</html>\n";
  return html;
}

}  // namespace hookswitch::api
