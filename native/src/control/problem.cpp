#include "control/problem.hpp"

#include <string>

#include "hookswitch/wire/json_writer.hpp"

namespace hookswitch::native {

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

}  // namespace hookswitch::native
