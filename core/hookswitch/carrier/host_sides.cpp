#include "hookswitch/carrier/list.hpp"

// Apart from all.cpp, so that a program without hosts links none.

namespace hookswitch::carrier {
namespace {

struct Row {
  const CarrierDialect* dialect;
  const HostSide* host;
};
#define HOOKSWITCH_ROW(name) {&name##_dialect, &name##_host},
constexpr Row kRows[] = {HOOKSWITCH_CARRIERS(HOOKSWITCH_ROW)};
#undef HOOKSWITCH_ROW

const HostSide* side_of(const CarrierDialect& dialect) {
  for (const Row& row : kRows)
    if (row.dialect == &dialect) return row.host;
  return nullptr;
}

}  // namespace

std::unique_ptr<HostEnd> CarrierDialect::make_host() const {
  const HostSide* const side = side_of(*this);
  return side ? side->make() : nullptr;
}

std::string_view CarrierDialect::credentials() const {
  const HostSide* const side = side_of(*this);
  return side ? side->credentials : "";
}

const HangUpWebhook* CarrierDialect::hang_up_webhook() const {
  const HostSide* const side = side_of(*this);
  return side ? side->hang_up_webhook : nullptr;
}

const HangUpApi* CarrierDialect::hang_up_api() const {
  const HostSide* const side = side_of(*this);
  return side ? side->hang_up_api : nullptr;
}

}  // namespace hookswitch::carrier
