// npm run soak: whole calls with random faults in virtual time, each judged by a witness.
//
//   soak --calls N --seed S [--jobs J]     one line per broken promise, exit 1
//   soak --seed S --only K [--trace]       one call of that run again
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <mutex>
#include <string_view>
#include <thread>

#include "sim/soak_call.hpp"

namespace hookswitch::sim {
namespace {

struct Options {
  std::uint64_t calls = 1'000;
  std::uint64_t seed = 1;
  std::uint64_t jobs = 2;
  std::optional<std::uint64_t> only;
  bool trace = false;
};

long peak_kb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

std::optional<Options> read(int count, char** words) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view word = words[i];
    if (word == "--trace") {
      options.trace = true;
      continue;
    }
    if (++i == count) return std::nullopt;
    char* end = nullptr;
    const std::uint64_t value = std::strtoull(words[i], &end, 10);
    if (end == words[i] || *end != '\0') return std::nullopt;
    if (word == "--calls")
      options.calls = value;
    else if (word == "--seed")
      options.seed = value;
    else if (word == "--jobs" && value > 0)
      options.jobs = value;
    else if (word == "--only")
      options.only = value;
    else
      return std::nullopt;
  }
  return options;
}

int replay(const Options& options) {
  const Plan plan = draw(options.seed, *options.only);
  std::cout << to_string(plan) << '\n';
  const Outcome outcome = live(plan, options.trace ? &std::cout : nullptr);
  std::cout << "ended by " << (outcome.cause.empty() ? "nothing" : outcome.cause) << " after "
            << to_ms(outcome.lived) << " ms\n";
  for (const std::string& complaint : outcome.complaints)
    std::cout << "BROKEN " << complaint << '\n';
  return outcome.complaints.empty() ? 0 : 1;
}

/// All calls of a run, shared out to threads; the order in which they end does not matter.
class Run {
 public:
  explicit Run(const Options& options) : options_(options) {}

  int go() {
    const auto began = std::chrono::steady_clock::now();
    std::vector<std::thread> threads;
    for (std::uint64_t i = 0; i < options_.jobs; ++i) threads.emplace_back([this] { work(); });
    for (std::thread& thread : threads) thread.join();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    return report(took.count());
  }

 private:
  void work() {
    for (std::uint64_t number = next_++; number < options_.calls; number = next_++) {
      const Plan plan = draw(options_.seed, number);
      const Outcome outcome = live(plan);
      const std::scoped_lock lock(mutex_);
      if (++done_ == options_.calls / 10) peak_at_tenth_kb_ = peak_kb();
      ++causes_[outcome.cause.empty()
                    ? "(no record: killed at once, never connected, or never a word)"
                    : outcome.cause];
      texts_ += outcome.final_texts;
      virtual_s_ += static_cast<double>(outcome.lived.count()) / 1e6;
      if (!outcome.complaints.empty()) blame(number, plan, outcome);
    }
  }

  void blame(std::uint64_t number, const Plan& plan, const Outcome& outcome) {
    constexpr std::uint64_t kShown = 20;
    if (++broken_ > kShown) return;
    std::printf("BROKEN call %llu: %s\n", static_cast<unsigned long long>(number),
                to_string(plan).c_str());
    for (const std::string& complaint : outcome.complaints)
      std::printf("  %s\n", complaint.c_str());
    std::printf("  again: npm run soak -- --seed %llu --only %llu --trace\n",
                static_cast<unsigned long long>(options_.seed),
                static_cast<unsigned long long>(number));
    std::fflush(stdout);
  }

  int report(double seconds) const {
    for (const auto& [cause, calls] : causes_)
      std::printf("%8llu %s\n", static_cast<unsigned long long>(calls), cause.c_str());
    std::printf(
        "%llu calls, seed %llu: %llu broken; %lld final texts; %.0f hours of calls in %.0f s\n",
        static_cast<unsigned long long>(done_), static_cast<unsigned long long>(options_.seed),
        static_cast<unsigned long long>(broken_), static_cast<long long>(texts_),
        virtual_s_ / 3'600, seconds);
    const long peak = peak_kb();
    std::printf("peak memory %ld kB after a tenth, %ld kB at the end\n", peak_at_tenth_kb_, peak);
    const bool flat = options_.calls < 10'000 || peak <= peak_at_tenth_kb_ + 8'192;
    if (!flat) std::printf("BROKEN memory grew\n");
    return broken_ == 0 && flat ? 0 : 1;
  }

  const Options options_;
  std::atomic<std::uint64_t> next_{0};
  std::mutex mutex_;
  std::uint64_t done_ = 0, broken_ = 0;
  std::int64_t texts_ = 0;
  double virtual_s_ = 0;
  long peak_at_tenth_kb_ = 0;
  std::map<std::string, std::uint64_t> causes_;
};

}  // namespace
}  // namespace hookswitch::sim

int main(int count, char** words) {
  using namespace hookswitch::sim;
  const auto options = read(count, words);
  if (!options) {
    std::fprintf(stderr,
                 "usage: soak --calls N --seed S [--jobs J] | --seed S --only K [--trace]\n");
    return 2;
  }
  return options->only ? replay(*options) : Run(*options).go();
}
