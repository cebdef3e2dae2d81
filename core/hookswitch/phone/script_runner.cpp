#include "hookswitch/phone/script_runner.hpp"

namespace hookswitch::phone {

std::optional<Input> ScriptRunner::next(const Script::Call& call, Instant now,
                                        std::deque<Output>& out) {
  while (at_ < running_.size()) {
    Script& script = running_[at_].script;
    if (auto input = script.next(call, now)) return input;
    if (!script.over()) {
      ++at_;
      continue;
    }
    out.push_back(ScriptDone{running_[at_].id, call.answer.answered()});
    running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(at_));
  }
  at_ = 0;
  return std::nullopt;
}

std::optional<Instant> ScriptRunner::next_deadline(const Script::Call& call) const {
  std::optional<Instant> soonest;
  for (const Running& running : running_) {
    const auto due = running.script.next_deadline(call);
    if (due && (!soonest || *due < *soonest)) soonest = due;
  }
  return soonest;
}

void ScriptRunner::finish(const Script::Call& call, std::deque<Output>& out) {
  for (const Running& running : running_)
    out.push_back(ScriptDone{running.id, call.answer.answered()});
  running_.clear();
  at_ = 0;
}

}  // namespace hookswitch::phone
