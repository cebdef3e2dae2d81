#include "hookswitch/persona/parrot.hpp"

#include <algorithm>
#include <utility>

#include "hookswitch/audio/resampler.hpp"
#include "hookswitch/persona/chime.hpp"
#include "hookswitch/persona/listener.hpp"
#include "hookswitch/persona/seconds.hpp"

namespace hookswitch::persona {
namespace {

Pcm at_rate(const Speech& speech, int rate_hz) {
  if (speech.rate_hz == rate_hz) return Pcm(speech.samples.begin(), speech.samples.end());
  Resampler resampler(speech.rate_hz, rate_hz);
  Pcm out;
  resampler.process(speech.samples, out);
  const Pcm tail(static_cast<std::size_t>(samples_in(resampler.latency(), speech.rate_hz)));
  resampler.process(tail, out);
  return out;
}

}  // namespace

void Parrot::caller_said(const Speech& speech, Instant now, agent::Replies& out) {
  const int rate = server_.output_format().rate_hz;
  const Pcm audio = at_rate(speech, rate);
  pending_.insert(pending_.end(), audio.begin(), audio.end());
  const std::int64_t length = speech.length * rate / speech.rate_hz;
  dropped_ += std::max<std::int64_t>(0, length - static_cast<std::int64_t>(audio.size()));
  trim();
  if (server_.turn_detection().automatic && server_.turn_detection().create_response)
    say_pending(now, out);
}

void Parrot::asked(Instant now, agent::Replies& out) {
  if (pending_.empty())
    greet(now, out);
  else
    say_pending(now, out);
}

void Parrot::cancelled() {
  speaker_.stop();
  answer_due_ = false;
  resay_at_ = 0;
  if (item_id_.empty()) return;
  Pcm unsaid;
  remember(speaker_.take_said(unsaid));
  pending_.insert(pending_.begin(), unsaid.begin(), unsaid.end());
  trim();
}

void Parrot::truncated(std::string_view item_id, Millis heard) {
  const auto item = std::find_if(said_.begin(), said_.end(),
                                 [&](const SpokenItem& said) { return said.item_id == item_id; });
  if (item == said_.end()) return;
  const auto cut = static_cast<std::size_t>(samples_in(heard, server_.output_format().rate_hz));
  const Pcm audio = std::move(item->audio);
  const auto rest = PcmView(audio).subspan(std::min(cut, audio.size()));
  said_.erase(item);
  if (speaker_.speaking() && !item_id_.empty()) {
    // The news came after the next response had begun.
    const std::size_t room = kMaxKept - std::min(kMaxKept, speaker_.audio().size());
    speaker_.say_more(rest.first(std::min(rest.size(), room)));
  } else {
    pending_.insert(pending_.begin() + static_cast<std::ptrdiff_t>(resay_at_), rest.begin(),
                    rest.end());
    resay_at_ += rest.size();
  }
  trim();
}

void Parrot::due(Instant now, agent::Replies& out) {
  while (speaker_.due(now, server_, out)) {
    server_.finish_response(agent::TurnDone::Outcome::completed, out);
    Pcm unsaid;
    Pcm said = speaker_.take_said(unsaid);
    if (!item_id_.empty()) remember(std::move(said));
    if (std::exchange(answer_due_, false)) say_pending(now, out);
  }
}

void Parrot::say_pending(Instant now, agent::Replies& out) {
  if (pending_.empty()) return;
  if (!server_.begin_response(out)) {
    answer_due_ = true;
    return;
  }
  const int rate = server_.output_format().rate_hz;
  const auto size = static_cast<std::int64_t>(pending_.size());
  std::string text = seconds(size, rate) + " of speech said back";
  if (const auto dropped = std::exchange(dropped_, 0); dropped > 0)
    text += ", " + seconds(dropped, rate) + " more were too much to keep";
  item_id_ = server_.response_item();
  server_.response_text(text, out);
  speaker_.say(std::exchange(pending_, {}), now);
  resay_at_ = 0;
}

void Parrot::greet(Instant now, agent::Replies& out) {
  if (!server_.begin_response(out)) return;
  item_id_.clear();
  server_.response_text("(two soft tones)", out);
  speaker_.say(chime(server_.output_format().rate_hz), now);
}

void Parrot::remember(Pcm said) {
  constexpr std::size_t kMaxItems = 4;
  said_.push_back({std::exchange(item_id_, {}), std::move(said)});
  if (said_.size() > kMaxItems) said_.pop_front();
  trim();
}

// What is still to be said comes before what has been, which is kept only in case of a truncation.
void Parrot::trim() {
  const std::size_t room = kMaxKept - std::min(kMaxKept, speaker_.audio().size());
  if (pending_.size() > room) {
    dropped_ += static_cast<std::int64_t>(pending_.size() - room);
    pending_.resize(room);
    resay_at_ = std::min(resay_at_, room);
  }
  if (constexpr std::size_t kWorthIt = 16'384; pending_.capacity() > pending_.size() + kWorthIt)
    pending_.shrink_to_fit();
  std::size_t kept = speaker_.audio().size() + pending_.size();
  for (const SpokenItem& said : said_) kept += said.audio.size();
  for (; !said_.empty() && kept > kMaxKept; said_.pop_front()) kept -= said_.front().audio.size();
}

}  // namespace hookswitch::persona
