#include "hookswitch/phone/refusal.hpp"

#include <algorithm>
#include <optional>

#include "hookswitch/wire/json_reader.hpp"
#include "hookswitch/wire/masked_url.hpp"

namespace hookswitch::phone {
namespace {

constexpr std::size_t kMaxPage = 120;  ///< of the text of a page

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Where `word`, in lower case, begins in `text`, in either case.
std::size_t find_word(std::string_view text, std::string_view word, std::size_t from) {
  const auto found =
      std::search(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), word.begin(),
                  word.end(), [](char a, char b) { return lower(a) == b; });
  return found == text.end() ? text.npos : static_cast<std::size_t>(found - text.begin());
}

bool begins_with(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && find_word(text.substr(0, word.size()), word, 0) == 0;
}

void append_sentence(std::string& line, std::string_view sentence) {
  constexpr std::string_view kStops = ".!?";
  if (!line.empty() && kStops.find(line.back()) == kStops.npos) line += '.';
  line.append(line.empty() ? "" : " ").append(sentence);
}

/// The sentences of a problem document; nullopt if it is not one.
std::optional<std::string> of_problem(std::string_view body) {
  const auto problem = wire::read_object(body);
  if (!problem) return std::nullopt;
  const auto title = wire::optional_text_at(*problem, "title");
  if (!title) return std::nullopt;
  std::string line;
  if (const auto code = wire::optional_text_at(*problem, "code")) line += *code + ' ';
  line += *title;
  if (const auto more = wire::optional_text_at(*problem, "detail")) line += ": " + *more;
  if (const auto remedy = wire::optional_text_at(*problem, "remedy"))
    append_sentence(line, *remedy);
  return line;
}

bool is_page(std::string_view body) {
  const auto first = body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first == body.npos || body[first] != '<') return false;
  body.remove_prefix(first);
  return begins_with(body, "<!doctype") || begins_with(body, "<html") ||
         begins_with(body, "<?xml") || begins_with(body, "<!--") || begins_with(body, "<head") ||
         begins_with(body, "<body") || begins_with(body, "<h1") || begins_with(body, "<p") ||
         begins_with(body, "<center");
}

/// After the element of `page` that begins at `at`, if its content is not text for people; else after
/// its tag.
std::size_t after_tag(std::string_view page, std::size_t at) {
  if (page.substr(at).starts_with("<!--")) {
    const auto end = page.find("-->", at);
    return end == page.npos ? page.size() : end + 3;
  }
  std::size_t from = at;
  for (const std::string_view silent : {"head", "script", "style"}) {
    if (!begins_with(page.substr(at + 1), silent)) continue;
    if (find_word(page, "<body", at) == page.npos && silent == "head") break;
    const auto end = find_word(page, std::string("</").append(silent), at);
    from = end == page.npos ? page.size() : end;
  }
  const auto end = page.find('>', from);
  return end == page.npos ? page.size() : end + 1;
}

/// The words of a page without its tags.
std::string of_page(std::string_view page) {
  std::string words;
  bool gap = false;
  for (std::size_t at = 0; at < page.size() && words.size() < kMaxPage;) {
    const char c = page[at];
    if (c == '<') {
      at = after_tag(page, at);
      gap = true;
      continue;
    }
    ++at;
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      gap = true;
      continue;
    }
    if (std::exchange(gap, false) && !words.empty()) words += ' ';
    words += c;
  }
  return words;
}

/// `words` without the status that stands before it already.
std::string_view without_status(std::string_view words, int status, std::string_view reason) {
  const auto skip = [&words](std::string_view what) {
    if (what.empty() || !words.starts_with(what)) return;
    words.remove_prefix(what.size());
    words.remove_prefix(std::min(words.find_first_not_of(" :-"), words.size()));
  };
  skip(std::to_string(status));
  skip(reason);
  return words;
}

}  // namespace

std::string refusal_text(int http_status, std::string_view detail, std::string_view location) {
  const bool bare = detail.starts_with('{') || detail.starts_with('<');  // no reason phrase
  const auto colon = bare ? detail.npos : detail.find(": ");
  const std::string_view reason = bare ? "" : detail.substr(0, colon);
  const std::string_view body = bare                   ? detail
                                : colon == detail.npos ? ""
                                                       : detail.substr(colon + 2);
  std::string said(body);
  if (is_page(body))
    said = without_status(of_page(body), http_status, reason);
  else if (const auto problem = of_problem(body))
    said = *problem;

  std::string line = "HTTP " + std::to_string(http_status);
  if (!reason.empty()) line.append(" ").append(reason);
  if (!location.empty()) line.append(", redirected to ").append(wire::masked_url(location));
  if (!said.empty()) line.append(": ").append(said);
  return line;
}

}  // namespace hookswitch::phone
