#include "hookswitch/phone/phone.hpp"

#include <utility>

#include "hookswitch/phone/impl.hpp"

namespace hookswitch::phone {

Phone::Phone(const Config& config, Instant now) : impl_(std::make_unique<Impl>(config, now)) {}
Phone::~Phone() = default;
Phone::Phone(Phone&&) noexcept = default;
Phone& Phone::operator=(Phone&&) noexcept = default;

void Phone::handle(const Input& input, Instant now) { impl_->handle(input, now); }

std::optional<Output> Phone::poll() {
  auto& outputs = impl_->context.outputs;
  if (outputs.empty()) return std::nullopt;
  Output output = std::move(outputs.front());
  outputs.pop_front();
  return output;
}

std::optional<Instant> Phone::next_deadline() const { return impl_->next_deadline(); }

std::size_t Phone::pull(std::span<float> out, Instant now) { return impl_->pull(out, now); }

void Phone::take_heard(Pcm& out) { impl_->handset.take_heard(out); }

State Phone::state() const { return impl_->context.state; }

const std::string& Phone::call_id() const { return impl_->context.report.identity.call_id; }

int Phone::carrier_rate_hz() const { return impl_->end->host_format().rate_hz; }

std::size_t Phone::microphone_backlog() const {
  return impl_->handset.mouthpiece().waiting_at_device_rate();
}

const jitter::Stats& Phone::stats() const { return impl_->handset.earpiece().stats(); }

Levels Phone::levels() const {
  const auto whole = [](double dbfs) { return static_cast<int>(dbfs - 0.5); };  // never above 0
  return {whole(impl_->handset.mouthpiece().dbfs()), whole(impl_->handset.earpiece().dbfs())};
}

std::string Phone::report(Instant now) const { return impl_->report_text(now); }

}  // namespace hookswitch::phone
