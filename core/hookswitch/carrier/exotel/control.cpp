#include "hookswitch/carrier/exotel/exotel.hpp"

namespace hookswitch::carrier {
namespace {

constexpr std::string_view kWords[] = {"completed", "failed", "busy", "no-answer"};

}  // namespace

/// source  Exotel: Make a call, status callback
extern const HangUpWebhook kExotelHangUp{.field = "Status", .words = kWords, .call_id = "CallSid"};

}  // namespace hookswitch::carrier
