// Frames of any content at either end of any dialect.
//
// input   one byte: which end of which dialect; then frames, one per line. A line that begins with
//         '!' is a binary frame, any other a text frame. The seeds are readable that way.
#include <algorithm>
#include <cstring>
#include <memory>

#include "hookswitch/base/check.hpp"
#include "hookswitch/base/overloaded.hpp"
#include "hookswitch/carrier/dialect_table.hpp"
#include "hookswitch/carrier/fields.hpp"

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

void check_audio(PcmView samples, int rate_hz, wire::FrameView frame) {
  HS_CHECK(!samples.empty() && samples.size() <= frame.payload.size());
  HS_CHECK(rate_hz >= 8'000 && rate_hz <= 48'000);
}

void check_frame(const wire::Frame& frame, Dialect dialect) {
  if (dialect == Dialect::vonage && frame.opcode == wire::Opcode::binary) return;
  HS_CHECK(wire::read_object(frame.payload).has_value());
}

void check_frame(const std::optional<wire::Frame>& frame, Dialect dialect) {
  if (frame) check_frame(*frame, dialect);
}

void check_error(const Error& error) { HS_CHECK(info(error.code).code == error.code); }

void check(const CarrierMessage& message, wire::FrameView frame) {
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
                 [&](const Media& media) { check_audio(media.samples, media.rate_hz, frame); },
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
void try_host(DialectProfile which, std::string_view input) {
  const auto host = make_host_end(which);
  const auto twin = make_host_end(which);
  while (!input.empty()) {
    const std::string_view line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(input.size(), line.size() + 1));
    const ExactFrame frame(line);
    const auto read = host->read(frame.view());
    const auto again = twin->read(frame.view());
    HS_CHECK(read.has_value() == again.has_value());
    if (!read) {
      check_error(read.error());
      HS_CHECK(read.error() == again.error());
      continue;
    }
    HS_CHECK(read->message.index() == again->message.index() && read->oddity == again->oddity);
    if (read->oddity) check_error(*read->oddity);
    check(read->message, frame.view());
    if (const auto* const mark = std::get_if<MarkPlayed>(&read->message))
      check_frame(host->write_mark(mark->name), which.dialect);
    check_frame(host->write_audio(Pcm{1, -2, 3}), which.dialect);
    check_frame(host->write_clear(), which.dialect);
  }
  const std::string_view last =
      which.dialect == Dialect::vonage ? R"({"event":"websocket:closed"})" : R"({"event":"stop"})";
  const auto read = host->read({wire::Opcode::text, last});
  HS_CHECK(read && std::holds_alternative<Stopped>(read->message));
}

/// The same for the carrier's end; it can write what it is asked to return.
void try_carrier(DialectProfile which, std::string_view input) {
  Rng rng(1);
  CallFacts facts;
  facts.call_id = "call-1";
  facts.stream_id = "stream-1";
  const auto carrier = make_carrier_end(which, facts, rng);
  std::vector<std::string> pending;
  while (!input.empty()) {
    const std::string_view line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(input.size(), line.size() + 1));
    const ExactFrame frame(line);
    const auto read = carrier->read(frame.view());
    if (!read) {
      check_error(read.error());
      continue;
    }
    if (read->oddity) check_error(*read->oddity);
    if (const auto* const audio = std::get_if<Audio>(&read->message)) {
      check_audio(audio->samples, audio->rate_hz, frame.view());
      HS_CHECK(audio->mark.size() <= kMaxIdBytes);
      if (!audio->mark.empty() && pending.size() < 8) pending.emplace_back(audio->mark);
    } else if (const auto* const mark = std::get_if<Mark>(&read->message)) {
      HS_CHECK(mark->name.size() <= kMaxNameBytes);
      check_frame(carrier->write_mark_played(mark->name, 0), which.dialect);
    } else if (std::holds_alternative<Clear>(read->message)) {
      for (const wire::Frame& reply : carrier->write_cleared(pending, 0))
        check_frame(reply, which.dialect);
      pending.clear();
    }
  }
  const auto host = make_host_end(which);
  for (const wire::Frame& frame : carrier->write_opening()) HS_CHECK(host->read(frame.view()));
  const auto read = carrier->read(host->write_clear()->view());
  HS_CHECK(read && std::holds_alternative<Clear>(read->message));
}

}  // namespace
}  // namespace hookswitch::carrier

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hookswitch::carrier;
  if (size == 0) return 0;
  const auto rows = dialect_table();
  const auto& row = rows[data[0] / 2 % rows.size()];
  const std::string_view frames(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 2 == 0)
    try_host({row.dialect, row.profile}, frames);
  else
    try_carrier({row.dialect, row.profile}, frames);
  return 0;
}
