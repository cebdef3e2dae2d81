#include "hookswitch/bridge/leg_socket.hpp"

#include <gtest/gtest.h>

#include <array>

#include "hookswitch/carrier/all.hpp"

namespace hookswitch::bridge {
namespace {

using namespace std::chrono_literals;

constexpr Instant kBegin{Micros{1'000'000}};

Config twilio() {
  Config config;
  config.carrier = carrier::dialect_from_name("twilio");
  return config;
}

struct Rig {
  CallContext context{twilio(), kBegin};
  LegSocket socket{Leg::agent, context};

  Rig() {
    context.log.begin();
    while (context.out.pop()) {
    }
  }
  template <class Wanted>
  int take() {
    int seen = 0;
    while (auto output = context.out.pop()) seen += std::holds_alternative<Wanted>(*output);
    return seen;
  }
};

TEST(LegSocket, SendsWhileItIsOpenAndAtNoOtherTime) {
  Rig rig;
  const auto sends = [&rig] {
    rig.socket.send({wire::Opcode::text, "x"});
    return rig.take<SendFrame>() == 1;
  };
  EXPECT_FALSE(sends()) << "absent";
  EXPECT_TRUE(rig.socket.dials());
  EXPECT_FALSE(sends()) << "dialing";
  EXPECT_TRUE(rig.socket.opens());
  EXPECT_TRUE(sends());
  rig.socket.close(wire::CloseCode::normal, {}, 1s);
  EXPECT_FALSE(sends()) << "closing";
  rig.socket.ends();
  EXPECT_FALSE(sends()) << "closed";
}

TEST(LegSocket, RepliesUntilItsCloseIsSent) {
  Rig rig;
  rig.socket.opens();
  rig.socket.leave(1s);
  rig.socket.send({wire::Opcode::text, "of our own"});
  EXPECT_EQ(rig.take<SendFrame>(), 0);
  rig.socket.reply({wire::Opcode::text, "asked for"});
  EXPECT_EQ(rig.take<SendFrame>(), 1);
  EXPECT_EQ(rig.context.call.deadline(call::Bound::agent_close), kBegin + 1s);

  Rig closed;
  closed.socket.opens();
  closed.socket.close(wire::CloseCode::normal, {}, 1s);
  closed.take<CloseLeg>();
  closed.socket.reply({wire::Opcode::text, "asked for"});
  EXPECT_EQ(closed.take<SendFrame>(), 0);
}

TEST(LegSocket, ClosesAndDropsOnce) {
  Rig rig;
  rig.socket.opens();
  rig.socket.close(wire::CloseCode::normal, "bye", 1s);
  rig.socket.close(wire::CloseCode::normal, "bye", 1s);
  EXPECT_EQ(rig.take<CloseLeg>(), 1);
  rig.socket.drop();
  rig.socket.drop();
  EXPECT_EQ(rig.take<DropLeg>(), 1);
  EXPECT_TRUE(rig.socket.is_over());
  EXPECT_FALSE(rig.context.call.deadline(call::Bound::agent_close)) << "nothing is awaited";
}

TEST(LegSocket, WhatItHasNotTakenIsForgottenWithIt) {
  Rig rig;
  rig.socket.opens();
  for (int i = 0; i < 3; ++i) rig.socket.send({wire::Opcode::text, "x"});
  rig.socket.sent(1);
  EXPECT_EQ(rig.socket.unsent(), 2u);
  EXPECT_TRUE(rig.context.call.deadline(call::Bound::agent_send));
  rig.socket.sent(900);
  EXPECT_EQ(rig.socket.unsent(), 0u) << "more than was handed out is no debt";
  EXPECT_FALSE(rig.context.call.deadline(call::Bound::agent_send));
  rig.socket.send({wire::Opcode::text, "x"});
  rig.socket.ends();
  EXPECT_EQ(rig.socket.unsent(), 0u);
  EXPECT_FALSE(rig.context.call.deadline(call::Bound::agent_send));
}

TEST(LegSocket, MayBeDialedAgainAndOnlyTheLastEndIsNoted) {
  Rig rig;
  const auto noted = [&rig] {
    return rig.context.log.record().at(record::Milestone::agent_closed);
  };
  rig.socket.dials();
  rig.socket.opens();
  rig.context.now += 1s;
  rig.socket.ends();
  EXPECT_FALSE(noted()) << "the call is up: it may come back";
  EXPECT_TRUE(rig.socket.dials());
  EXPECT_FALSE(rig.socket.dials()) << "it is being dialed";
  rig.socket.opens();
  rig.context.call.end({call::EndCause::carrier_closed, {}, {}}, rig.context.now);
  rig.context.now += 1s;
  rig.socket.ends();
  EXPECT_EQ(noted(), 2'000);
}

TEST(LegSocket, TheEndOfASocketIsTheFaultOfWhoeverBrokeIt) {
  Rig rig;
  LegSocket carrier(Leg::carrier, rig.context);
  EXPECT_EQ(carrier.fault_of(wire::SocketEnd::protocol_error),
            call::EndCause::carrier_protocol_error);
  EXPECT_EQ(rig.socket.fault_of(wire::SocketEnd::protocol_error),
            call::EndCause::agent_protocol_error);
  EXPECT_EQ(carrier.fault_of(wire::SocketEnd::too_large), call::EndCause::carrier_too_large);
  EXPECT_EQ(rig.socket.fault_of(wire::SocketEnd::closed), std::nullopt);
  EXPECT_EQ(carrier.closed_text(std::nullopt, 1006, "reset"), "close code 1006: reset");
  EXPECT_EQ(carrier.closed_text(call::EndCause::send_backlog, 1006, {}), "to the carrier");
}

}  // namespace
}  // namespace hookswitch::bridge
