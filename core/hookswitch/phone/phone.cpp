#include "hookswitch/phone/phone.hpp"

#include <utility>

#include "hookswitch/phone/body.hpp"

namespace hookswitch::phone {

Phone::Phone(const Config& config, Instant now) : body_(std::make_unique<Body>(config, now)) {}
Phone::~Phone() = default;
Phone::Phone(Phone&&) noexcept = default;
Phone& Phone::operator=(Phone&&) noexcept = default;

void Phone::handle(const Input& input, Instant now) { body_->handle(input, now); }

std::optional<Output> Phone::poll() {
  if (body_->outputs.empty()) return std::nullopt;
  Output output = std::move(body_->outputs.front());
  body_->outputs.pop_front();
  return output;
}

std::optional<Instant> Phone::next_deadline() const { return body_->next_deadline(); }

std::size_t Phone::pull(std::span<float> out, Instant now) { return body_->pull(out, now); }

void Phone::take_heard(Pcm& out) { body_->earpiece.take_heard(out); }

State Phone::state() const { return body_->state; }

const std::string& Phone::call_id() const { return body_->report.identity.call_id; }

int Phone::carrier_rate_hz() const { return body_->end->host_format().rate_hz; }

std::size_t Phone::microphone_backlog() const { return body_->mouthpiece.waiting_at_device_rate(); }

const jitter::Stats& Phone::stats() const { return body_->earpiece.stats(); }

Levels Phone::levels() const {
  const auto whole = [](double dbfs) { return static_cast<int>(dbfs - 0.5); };  // never above 0
  return {whole(body_->mouthpiece.dbfs()), whole(body_->earpiece.dbfs())};
}

std::string Phone::report(Instant now) const { return body_->report_text(now); }

}  // namespace hookswitch::phone
