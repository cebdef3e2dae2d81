#include "calls/event_hub.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace hookswitch::calls {
namespace {

constexpr std::chrono::seconds kHeartbeat{15};

}  // namespace

EventReader::EventReader(EventHub& hub, std::string only_call,
                         const asio::any_io_executor& executor)
    : hub_(hub), only_call_(std::move(only_call)), timer_(executor) {
  hub_.readers_.fetch_add(1, std::memory_order_relaxed);
}

EventReader::~EventReader() { hub_.readers_.fetch_sub(1, std::memory_order_relaxed); }

asio::awaitable<std::string> EventReader::next(std::shared_ptr<EventReader> self) {
  for (bool waited = false;; waited = true) {
    {
      const std::lock_guard lock(self->mutex_);
      if (self->cut_off_) co_return std::string();
      if (!self->waiting_.empty()) co_return std::exchange(self->waiting_, {});
    }
    if (waited) co_return std::string(": still here\n\n");
    self->timer_.expires_after(kHeartbeat);
    co_await self->timer_.async_wait(net::kTuple);
  }
}

void EventReader::leave(const std::shared_ptr<EventReader>& reader) {
  {
    const std::lock_guard lock(reader->mutex_);
    reader->cut_off_ = true;
  }
  reader->timer_.cancel();
}

void EventReader::take(const std::string& call_id, const std::string& event) {
  if (!only_call_.empty() && only_call_ != call_id) return;
  {
    const std::lock_guard lock(mutex_);
    if (cut_off_) return;
    if (waiting_.size() + event.size() > kMaxWaiting)
      cut_off_ = true;
    else
      waiting_ += event;
  }
  wake(self_);
}

void EventReader::wake(const std::weak_ptr<EventReader>& reader) {
  const auto self = reader.lock();
  if (!self) return;
  asio::post(self->timer_.get_executor(), [self] { self->timer_.cancel(); });
}

std::shared_ptr<EventReader> EventHub::subscribe(std::string only_call,
                                                 const asio::any_io_executor& executor) {
  const std::lock_guard lock(mutex_);
  if (reader_count() >= kMaxReaders) return nullptr;
  auto reader = std::make_shared<EventReader>(*this, std::move(only_call), executor);
  reader->self_ = reader;
  reader->waiting_ = ": hookswitch events\n\n";  // shows the reader at once that it is connected
  std::erase_if(list_, [](const auto& known) { return known.expired(); });
  list_.push_back(reader);
  return reader;
}

std::vector<std::shared_ptr<EventReader>> EventHub::alive() {
  std::vector<std::shared_ptr<EventReader>> readers;
  for (const auto& known : list_)
    if (auto reader = known.lock()) readers.push_back(std::move(reader));
  return readers;
}

void EventHub::publish(std::string_view name, const std::string& call_id, std::string_view data) {
  if (!has_readers()) return;
  const std::lock_guard lock(mutex_);  // one order of events for all readers
  std::string event = "id: " + std::to_string(++last_id_) + "\nevent: ";
  event.append(name).append("\ndata: ").append(data).append("\n\n");
  for (const auto& reader : alive()) reader->take(call_id, event);
}

void EventHub::close() {
  const std::lock_guard lock(mutex_);
  for (const auto& reader : alive()) {
    {
      const std::lock_guard reader_lock(reader->mutex_);
      reader->cut_off_ = true;
    }
    EventReader::wake(reader);
  }
}

}  // namespace hookswitch::calls
