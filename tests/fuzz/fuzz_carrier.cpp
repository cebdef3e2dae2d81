// Frames of any content at either end of any dialect.
//
// input   a line "NAME N": the host's end (even) or the carrier's (odd) of a dialect; then frames,
//         one per line. A line that begins with '!' is a binary frame, any other a text frame
#include <algorithm>
#include <cstring>
#include <memory>

#include "hookswitch/base/check.hpp"
#include "hookswitch/base/overloaded.hpp"
#include "hookswitch/carrier/all.hpp"
#include "hookswitch/carrier/fields.hpp"
#include "kit/seed.hpp"

namespace hookswitch::carrier {
namespace {

constexpr std::size_t kMaxNameBytes = 4'096;

/// A frame in a heap block of its exact size, so that reading one byte too far is found.
class ExactFrame {
 public:
  explicit ExactFrame(std::string_view line)
      : opcode_(!line.empty() && line[0] == '!' ? wire::Opcode::binary : wire::Opcode::text) {
    if (opcode_ == wire::Opcode::binary) line.remove_prefix(1);
    size_ = line.size();
    bytes_ = std::make_unique<char[]>(size_);
    if (size_ > 0) std::memcpy(bytes_.get(), line.data(), size_);
  }
  wire::FrameView view() const { return {opcode_, {bytes_.get(), size_}}; }

 private:
  wire::Opcode opcode_;
  std::size_t size_ = 0;
  std::unique_ptr<char[]> bytes_;
};

/// Audio may have waited for a frame before it: `received` bytes hold all of it.
void check_audio(PcmView samples, int rate_hz, std::size_t received) {
  HS_CHECK(!samples.empty() && samples.size() <= received);
  HS_CHECK(rate_hz >= 8'000 && rate_hz <= 48'000);
}

/// What an end writes as text is one JSON object, where the dialect knows no other texts.
class Written {
 public:
  explicit Written(const CarrierDialect& dialect) : is_json_(dialect.traits->speaks_json_only) {}

  void check_frame(const wire::Frame& frame) const {
    if (is_json_ && frame.opcode == wire::Opcode::text)
      HS_CHECK(wire::read_object(frame.payload).has_value());
  }
  void check_frame(const std::optional<wire::Frame>& frame) const {
    if (frame) check_frame(*frame);
  }

 private:
  bool is_json_;
};

void check_error(const Error& error) { HS_CHECK(info(error.code).code == error.code); }

void check(const CarrierMessage& message, std::size_t received) {
  std::visit(
      Overloaded{[&](const Started& started) {
                   HS_CHECK(started.call_id.size() <= kMaxIdBytes);
                   HS_CHECK(started.stream_id.size() <= kMaxIdBytes);
                   HS_CHECK(started.from.size() <= kMaxIdBytes);
                   HS_CHECK(started.to.size() <= kMaxIdBytes);
                   HS_CHECK(started.parameters.size() <= kMaxParameters);
                   for (const auto& [name, value] : started.parameters)
                     HS_CHECK(name.size() <= kMaxParameterBytes &&
                              value.size() <= kMaxParameterBytes);
                 },
                 [&](const Media& media) { check_audio(media.samples, media.rate_hz, received); },
                 [](const Digit& digit) {
                   HS_CHECK(std::string_view("0123456789*#ABCD").find(digit.digit) !=
                            std::string_view::npos);
                 },
                 [](const MarkPlayed& mark) { HS_CHECK(mark.name.size() <= kMaxNameBytes); },
                 [](const Ignored& other) { HS_CHECK(other.event.size() <= kMaxIdBytes); },
                 [](const Stopped& stop) { HS_CHECK(stop.reason.size() <= kMaxIdBytes + 8); },
                 [](const auto&) {}},
      message);
}

/// The host's end: the same frames mean the same to a second one, and both outlive them.
void try_host(const CarrierDialect& dialect, std::string_view input) {
  const Written written(dialect);
  std::size_t received = 0;
  const auto host = dialect.make_host();
  const auto twin = dialect.make_host();
  CarrierReading read, again;
  while (!input.empty()) {
    const std::string_view line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(input.size(), line.size() + 1));
    const ExactFrame frame(line);
    received += line.size();
    const auto result = host->read(frame.view(), read);
    const auto same = twin->read(frame.view(), again);
    HS_CHECK(result.has_value() == same.has_value());
    HS_CHECK(read.anomalies == again.anomalies && read.replies == again.replies);
    HS_CHECK(read.messages.size() == again.messages.size());
    for (const Error& anomaly : read.anomalies) check_error(anomaly);
    for (const wire::Frame& reply : read.replies) written.check_frame(reply);
    if (!result) {
      check_error(result.error());
      HS_CHECK(result.error() == same.error() && read.messages.empty());
      continue;
    }
    for (std::size_t i = 0; i < read.messages.size(); ++i) {
      HS_CHECK(read.messages[i].index() == again.messages[i].index());
      check(read.messages[i], received);
      if (const auto* const mark = std::get_if<MarkPlayed>(&read.messages[i])) {
        const MarkRequest next = host->write_mark(mark->name);
        HS_CHECK(next.index() == twin->write_mark(mark->name).index());
        if (const auto* const frame_of_mark = std::get_if<wire::Frame>(&next))
          written.check_frame(*frame_of_mark);
      }
    }
    for (HostEnd* const end : {host.get(), twin.get()}) {
      written.check_frame(end->write_audio(Pcm{1, -2, 3}));
      written.check_frame(end->write_clear());
    }
  }
}

/// The same for the carrier's end; it can write what it is asked to return.
void try_carrier(const CarrierDialect& dialect, std::string_view input) {
  const Written written(dialect);
  Rng rng(1);
  CallFacts facts;
  facts.call_id = "call-1";
  facts.stream_id = "stream-1";
  const auto carrier = dialect.make_carrier(facts, rng);
  for (const wire::Frame& frame : carrier->write_opening()) written.check_frame(frame);
  std::vector<std::string> pending;
  HostReading read;
  while (!input.empty()) {
    const std::string_view line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(input.size(), line.size() + 1));
    const ExactFrame frame(line);
    const auto result = carrier->read(frame.view(), read);
    for (const Error& anomaly : read.anomalies) check_error(anomaly);
    for (const wire::Frame& reply : read.replies) written.check_frame(reply);
    if (!result) {
      check_error(result.error());
      HS_CHECK(read.messages.empty());
      continue;
    }
    for (const HostMessage& message : read.messages) {
      if (const auto* const audio = std::get_if<Audio>(&message)) {
        check_audio(audio->samples, audio->rate_hz, frame.view().payload.size());
        HS_CHECK(audio->mark.size() <= kMaxIdBytes);
        if (!audio->mark.empty() && pending.size() < 8) pending.emplace_back(audio->mark);
      } else if (const auto* const mark = std::get_if<Mark>(&message)) {
        HS_CHECK(mark->name.size() <= kMaxNameBytes);
        written.check_frame(carrier->write_mark_played(mark->name, 0));
      } else if (std::holds_alternative<Clear>(message)) {
        for (const wire::Frame& reply : carrier->write_cleared(pending, 0))
          written.check_frame(reply);
        pending.clear();
      }
    }
    HostReading due;
    carrier->write_keep_alive(due);
    for (const wire::Frame& reply : due.replies) written.check_frame(reply);
    wire::Frame media;
    if (carrier->write_media(Pcm{1, -2, 3}, Micros{0}, media)) written.check_frame(media);
  }
  const auto host = dialect.make_host();
  CarrierReading heard;
  for (const wire::Frame& frame : carrier->write_opening())
    HS_CHECK(host->read(frame.view(), heard));
  HS_CHECK(carrier->read(host->write_clear()->view(), read));
  HS_CHECK(read.messages.size() == 1 && std::holds_alternative<Clear>(read.messages[0]));
  written.check_frame(carrier->write_stop());
}

}  // namespace
}  // namespace hookswitch::carrier

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hookswitch::carrier;
  std::string_view frames(reinterpret_cast<const char*>(data), size);
  const auto [dialect, end] = hookswitch::kit::choose(
      all_dialects(), [](const CarrierDialect& one) { return one.full_name(); }, frames);
  if (end % 2 == 0)
    try_host(*dialect, frames);
  else
    try_carrier(*dialect, frames);
  return 0;
}
