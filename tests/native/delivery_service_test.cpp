#include "deliver/delivery_service.hpp"

#include <gtest/gtest.h>

#include "native/kit/eventually.hpp"
#include "native/kit/store_rig.hpp"

namespace hookswitch {
namespace {

deliver::Settings nowhere() {
  deliver::Settings settings;
  settings.url = "http://127.0.0.1:1/calls";
  settings.secret = "secret";
  settings.at_once = 1;
  return settings;
}

TEST_F(StoreTest, ADeliveryThatHasStoppedTakesNoCallThatEndsAfterwards) {
  const auto store = this->store();
  {
    deliver::DeliveryService service(*store, nowhere());
    service.start();
  }
  finish(*store, ended_call("id-1", "CA1"));
  const auto entry = queue(*store).at(0);
  EXPECT_EQ(entry.state, store::QueueState::ready);
  EXPECT_EQ(entry.attempts, 0);
}

/// Its only claim has its entry already when it is withdrawn.
class StoreThatIsQuicker final : public store::Store {
 public:
  store::ClaimTicket claim(const store::ClaimRequest&,
                           Answer<ReadResult<std::vector<store::ClaimedEntry>>> answer) override {
    const std::lock_guard lock(mutex_);
    claimed_ = std::move(answer);
    return 7;
  }
  void withdraw(store::ClaimTicket ticket) override {
    EXPECT_EQ(ticket, 7u);
    claimed_(std::vector<store::ClaimedEntry>{{"id-1", "service-1", 0, kCreated, 1, "{}"}});
  }
  void settle(const store::Settlement& settlement,
              Answer<ReadResult<store::SettleAnswer>> answer) override {
    settled.push_back(settlement);
    answer(store::SettleAnswer{store::Settled::done, {}});
  }
  bool is_asked() {
    const std::lock_guard lock(mutex_);
    return static_cast<bool>(claimed_);
  }
  std::vector<store::Settlement> settled;

  void journal(const std::string&, std::int64_t, record::Fact) override {}
  void finish(record::Record, std::function<void()>) override {}
  void find(const std::string&, Answer<ReadResult<std::optional<std::string>>>) override {}
  void list(const store::CallQuery&, Answer<ReadResult<std::vector<store::CallSummary>>>) override {
  }
  void queue(const store::QueueQuery&,
             Answer<ReadResult<std::vector<store::QueueEntry>>>) override {}
  void close_claims() override {}
  void latest(const std::string&, const std::string&, const std::string&,
              Answer<std::optional<std::string>>) override {}
  store::StoreHealth health() const override { return {}; }
  bool close() override { return true; }

 private:
  std::mutex mutex_;
  Answer<ReadResult<std::vector<store::ClaimedEntry>>> claimed_;
};

TEST(DeliveryService, AnEntryThatComesWhileItStopsIsReleasedWithoutAnAttempt) {
  StoreThatIsQuicker store;
  deliver::DeliveryService service(store, nowhere());
  service.start();
  ASSERT_TRUE(kit::eventually([&] { return store.is_asked(); }));
  service.stop();
  ASSERT_EQ(store.settled.size(), 1u);
  EXPECT_EQ(store.settled[0].kind, store::Settlement::Kind::release);
  EXPECT_EQ(store.settled[0].lease, "service-1");
}

}  // namespace
}  // namespace hookswitch
