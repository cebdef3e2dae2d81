#include <cmath>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "app/server.hpp"
#include "cli/commands.hpp"
#include "cli/config_errors.hpp"
#include "cli/stop_signal.hpp"
#include "system/heap.hpp"
#include "system/version.hpp"

namespace hookswitch::cli {
namespace {

/// The page of a build tree: build/native/hookswitch serves web-demo/dist.
std::string page_near(const char* program) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (error) self = program;
  const fs::path page = self.parent_path() / "../../web-demo/dist";
  return fs::is_directory(page, error) ? fs::weakly_canonical(page, error).string() : "";
}

void apply(const ServeOptions& options, config::Settings& settings) {
  if (options.port) settings.server.port = *options.port;
  if (options.host) settings.server.host = *options.host;
  if (options.store) settings.store.file = *options.store;
  if (options.threads) settings.server.threads = *options.threads;
  if (options.page) settings.page = *options.page;
  if (options.drain_s) settings.drain.limit = Millis{std::llround(*options.drain_s * 1'000.0)};
}

int serve(config::Settings settings) {
  const StopSignal stop;
  const system::HeapKeeper heap;
  log::start(settings.log_level);
  const std::string store = settings.store.file;
  auto server = app::Server::start(std::move(settings));
  if (!server) {
    log::stop();
    return report_error(server.error().code, server.error().detail);
  }
  std::printf("hookswitch %s listens on http://%s\n", std::string(system::kVersion).c_str(),
              (*server)->authority().c_str());
  std::fflush(stdout);
  log::info("serving", {{"address", (*server)->authority()}, {"store", store}});
  stop.wait();
  log::info("draining");
  {
    const StopSignal::Next hurried([&] { (*server)->hurry(); });
    (*server)->drain();
  }
  const bool all_stored = (*server)->stop();
  server->reset();
  if (all_stored)
    log::info("stopped");
  else
    log::error("stopped, and not everything is in the store");
  log::stop();
  return all_stored ? kDone : kFailed;
}

}  // namespace

int run_serve(const ServeOptions& options, const char* program) {
  config::Settings settings;
  if (!options.config.empty()) {
    auto read = config::read_settings_file(options.config);
    if (!read) return report_config_errors(options.config, read.error());
    settings = std::move(*read);
  }
  apply(options, settings);
  if (settings.page.empty()) settings.page = page_near(program);
  return serve(std::move(settings));
}

}  // namespace hookswitch::cli
