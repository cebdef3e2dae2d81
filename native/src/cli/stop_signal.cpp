#include "cli/stop_signal.hpp"

#include <pthread.h>

#include <csignal>
#include <utility>

namespace hookswitch::cli {
namespace {

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

void wait_for_one() {
  const sigset_t set = stop_signals();
  int signal = 0;
  while (sigwait(&set, &signal) != 0) {
  }
}

}  // namespace

StopSignal::StopSignal() {
  const sigset_t set = stop_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);  // threads made later inherit it
}

void StopSignal::wait() const { wait_for_one(); }

StopSignal::Next::Next(std::function<void()> then)
    : thread_([then = std::move(then)] {
        wait_for_one();
        then();
      }) {}

StopSignal::Next::~Next() {
  pthread_kill(thread_.native_handle(), SIGTERM);  // to this thread only
  thread_.join();
}

}  // namespace hookswitch::cli
