#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "config.hpp"
#include "hookswitch/phone/phone.hpp"
#include "output.hpp"

namespace hookswitch::wasm {

/// phone::Phone with JavaScript's types. Its configuration has passed check_config().
class RawPhone {
 public:
  RawPhone(const val& config, double now_us)
      : phone_(*read_config(config, instant(now_us)), instant(now_us)) {}

  void dial(const std::string& url, double now_us) { handle(phone::Dial{url}, now_us); }
  void opened(const std::string& host_call_id, const std::string& subprotocol, double now_us) {
    handle(phone::Opened{host_call_id, subprotocol}, now_us);
  }
  void not_opened(int http_status, const std::string& detail, const std::string& location,
                  double now_us) {
    handle(phone::NotOpened{http_status, detail, location}, now_us);
  }
  void tls_refused(const std::string& fault, const std::string& detail, double now_us) {
    const auto known = wire::tls_fault_from_name(fault);
    handle(phone::TlsRefused{known.value_or(wire::TlsFault::other), detail}, now_us);
  }
  void text(const std::string& payload, double now_us) {
    handle(phone::FrameIn{{wire::Opcode::text, payload}}, now_us);
  }
  void binary(const std::string& payload, double now_us) {
    handle(phone::FrameIn{{wire::Opcode::binary, payload}}, now_us);
  }
  void closed(int code, const std::string& reason, const std::string& lost_by, double now_us) {
    const auto loss = lost_by == "host"      ? phone::Loss::by_host
                      : lost_by == "network" ? phone::Loss::by_network
                                             : phone::Loss::unknown;
    handle(phone::Closed{static_cast<std::uint16_t>(code), reason, loss}, now_us);
  }
  void broken(const std::string& rule, const std::string& detail, double now_us) {
    const auto known = wire::protocol_rule_from_name(rule);
    handle(phone::Broken{known.value_or(wire::ProtocolRule::other), detail}, now_us);
  }
  void too_large(double now_us) { handle(phone::TooLarge{}, now_us); }
  /// Sends the first `samples` of buffer().
  void microphone(unsigned samples, double lead_in_us, double now_us) {
    handle(phone::Microphone{{buffer_.data(), std::min<std::size_t>(samples, buffer_.size())},
                             micros(lead_in_us)},
           now_us);
  }
  void end_turn(double now_us) { handle(phone::EndTurn{}, now_us); }
  /// A test call whose speech is the first `samples` of buffer(). A negative `barge_in_us`: no
  /// barge-in.
  void follow(int id, unsigned samples, const std::string& digits, double barge_in_us,
              double quiet_us, double within_us, double limit_us, double now_us);
  void digit(const std::string& digit, double now_us) {
    if (digit.size() == 1) handle(phone::PressDigit{digit[0]}, now_us);
  }
  void hang_up(double now_us) { handle(phone::HangUp{}, now_us); }
  void abort(bool at_limit, const std::string& why, double now_us) {
    handle(phone::Abort{at_limit, why}, now_us);
  }
  void remark(const std::string& name, const std::string& evidence, double now_us) {
    if (const auto code = errc_from_name(name)) handle(phone::Remark{*code, evidence}, now_us);
  }
  void give_up(const std::string& why, double now_us) { handle(phone::GiveUp{why}, now_us); }
  void tick(double now_us) { handle(phone::Tick{}, now_us); }

  val poll() {
    const auto output = phone_.poll();
    return output ? to_object(*output) : val::undefined();
  }
  val next_deadline_us() const {
    const auto deadline = phone_.next_deadline();
    return deadline ? val(us(deadline->time_since_epoch())) : val::undefined();
  }

  /// The one view: `samples` floats that microphone() reads and pull() writes.
  val buffer(unsigned samples) {
    if (buffer_.size() < samples) buffer_.resize(samples);
    return val(emscripten::typed_memory_view(std::size_t{samples}, buffer_.data()));
  }
  /// Fills the first `samples` of buffer(); says how many are real audio.
  unsigned pull(unsigned samples, double now_us) {
    const auto size = std::min<std::size_t>(samples, buffer_.size());
    return static_cast<unsigned>(phone_.pull({buffer_.data(), size}, instant(now_us)));
  }
  val take_heard() {
    Pcm heard;
    phone_.take_heard(heard);
    return copied(heard.data(), heard.size());
  }

  std::string state() const { return std::string(phone::to_string(phone_.state())); }
  std::string call_id() const { return phone_.call_id(); }
  int carrier_rate_hz() const { return phone_.carrier_rate_hz(); }
  double microphone_backlog() const { return static_cast<double>(phone_.microphone_backlog()); }
  std::string report(double now_us) const { return phone_.report(instant(now_us)); }
  int microphone_dbfs() const { return phone_.levels().microphone_dbfs; }
  int speaker_dbfs() const { return phone_.levels().speaker_dbfs; }

  val stats() const;

 private:
  void handle(const phone::Input& input, double now_us) { phone_.handle(input, instant(now_us)); }

  phone::Phone phone_;
  std::vector<float> buffer_;
};

}  // namespace hookswitch::wasm
