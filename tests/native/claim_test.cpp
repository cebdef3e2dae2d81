#include <gtest/gtest.h>

#include "native/kit/eventually.hpp"
#include "native/kit/store_rig.hpp"

namespace hookswitch {
namespace {

/// A pending claim, and its response.
struct Claim {
  Claim(store::Store& store, Millis wait, store::Claimer claimer = store::Claimer::client) {
    auto promise = std::make_shared<std::promise<store::WaitingClaims::Claimed>>();
    answer = promise->get_future();
    ticket = store.claim({1, Millis{1'000}, wait, claimer},
                         [promise](auto claimed) { promise->set_value(std::move(claimed)); });
  }
  bool waits() const {
    return answer.wait_for(std::chrono::seconds(0)) == std::future_status::timeout;
  }
  store::ClaimTicket ticket;
  std::future<store::WaitingClaims::Claimed> answer;
};

TEST_F(StoreTest, AClaimThatWaitsGetsTheNextCallThatEnds) {
  const auto store = this->store();
  Claim claim(*store, Millis{20'000});
  finish(*store, ended_call("id-1", "CA1"));
  const auto entries = claim.answer.get().value();
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].call_id, "id-1");
  EXPECT_EQ(store->health().queue.of(store::QueueState::leased), 1u);
  // The lease ends, and the entry returns.
  EXPECT_TRUE(
      kit::eventually([&] { return store->health().queue.of(store::QueueState::ready) == 1; }));
}

TEST_F(StoreTest, AClaimThatWaitsInVainIsAnsweredAtItsTimeAndAtTheEnd) {
  auto store = this->store();
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(Claim(*store, Millis{150}).answer.get()->size(), 0u);
  EXPECT_GE(std::chrono::steady_clock::now() - before, Millis{150});
  Claim endless(*store, Millis{20'000});
  queue(*store);  // it has been heard
  store->close();
  EXPECT_EQ(endless.answer.get()->size(), 0u);
}

TEST_F(StoreTest, AClaimThatWasWithdrawnTakesNoEntry) {
  const auto store = this->store();
  Claim gone(*store, Millis{20'000});
  Claim stays(*store, Millis{20'000});
  store->withdraw(gone.ticket);
  EXPECT_EQ(gone.answer.get()->size(), 0u);
  finish(*store, ended_call("id-1", "CA1"));
  const auto entries = stays.answer.get().value();
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].attempts, 1);
  store->withdraw(stays.ticket);  // too late: nothing happens
  EXPECT_EQ(queue(*store).at(0).state, store::QueueState::leased);
}

TEST_F(StoreTest, ClientsThatWaitNeverTakeThePlaceOfTheBridgesOwnClaims) {
  const auto store = this->store();
  std::vector<std::unique_ptr<Claim>> clients;
  for (auto i = store::WaitingClaims::kMaxWaiting; i > 0; --i)
    clients.push_back(std::make_unique<Claim>(*store, Millis{20'000}));
  EXPECT_EQ(Claim(*store, Millis{20'000}).answer.get().error().code, Errc::too_many_connections);
  EXPECT_EQ(Claim(*store, Millis{0}).answer.get()->size(), 0u) << "it need not wait";
  Claim own(*store, Millis{20'000}, store::Claimer::delivery);
  for (const auto& client : clients) store->withdraw(client->ticket);
  finish(*store, ended_call("id-1", "CA1"));
  EXPECT_EQ(own.answer.get()->size(), 1u);
}

TEST_F(StoreTest, WhenClaimsAreClosedTheLastCallsStayInTheQueue) {
  const auto store = this->store();
  Claim client(*store, Millis{20'000});
  Claim own(*store, Millis{20'000}, store::Claimer::delivery);
  queue(*store);  // they have been heard
  store->close_claims();
  EXPECT_EQ(client.answer.get()->size(), 0u);
  EXPECT_EQ(Claim(*store, Millis{0}).answer.get().error().code, Errc::shutting_down);
  EXPECT_TRUE(own.waits());
  store->withdraw(own.ticket);
  finish(*store, ended_call("id-1", "CA1"));
  EXPECT_EQ(queue(*store).at(0).state, store::QueueState::ready);
  EXPECT_EQ(queue(*store).at(0).attempts, 0);
}

}  // namespace
}  // namespace hookswitch
