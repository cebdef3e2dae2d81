#pragma once

#include "hookswitch/bridge/agent_leg.hpp"
#include "hookswitch/bridge/carrier_leg.hpp"
#include "hookswitch/bridge/dialogue.hpp"

namespace hookswitch::bridge {

/// The running totals of a call's media at `when`, from the parts that count them.
record::MediaFact media_figures(const CallContext& context, const CarrierLeg& carrier,
                                const AgentLeg& agent, const Dialogue& dialogue, Instant when);

}  // namespace hookswitch::bridge
