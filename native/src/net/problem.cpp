#include "net/problem.hpp"

#include <string>
#include <utility>

#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::net {

HttpResponse json_reply(int status, std::string body) {
  return {status, "application/json", std::move(body) + '\n', {{"Cache-Control", "no-store"}}};
}

HttpResponse problem(int status, Errc code, std::string_view detail) {
  const ErrorInfo& about = info(code);
  const std::string text =
      wire::to_text({{"type", "urn:hookswitch:error:" + std::string(about.name)},
                     {"title", about.title},
                     {"status", status},
                     {"code", number(code)},
                     {"name", about.name},
                     {"detail", detail.empty() ? about.meaning : detail},
                     {"remedy", about.remedy}});
  return {status, "application/problem+json", text + '\n'};
}

bool reads(const HttpRequest& request) {
  return request.method == "GET" || request.method == "HEAD";
}

HttpResponse wrong_method(std::string allowed) {
  HttpResponse answer = problem(405, Errc::method_not_allowed);
  answer.headers = {{"Allow", std::move(allowed)}};
  return answer;
}

}  // namespace hookswitch::net
