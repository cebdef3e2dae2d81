#include "log/log.hpp"

#include <spdlog/async.h>
#include <spdlog/spdlog.h>

#include <array>
#include <utility>

#include "hookswitch/base/identifiers.hpp"
#include "hookswitch/wire/json_writer.hpp"
#include "log/stderr_sink.hpp"
#include "system/clock.hpp"

namespace hookswitch::log {
namespace {

constexpr std::array<std::string_view, 5> kNames{"debug", "info", "warn", "error", "off"};
constexpr std::size_t kQueuedLines = 8'192;
constexpr std::size_t kMaxValue =
    4'096;  ///< bytes; what is longer is cut, so that the queue is bounded

std::shared_ptr<spdlog::logger>& logger() {
  static std::shared_ptr<spdlog::logger> instance;  // empty: nothing is logged (tests)
  return instance;
}

Secrets& secrets() {
  static Secrets instance;
  return instance;
}

std::shared_ptr<StderrSink>& sink() {
  static std::shared_ptr<StderrSink> instance;
  return instance;
}

spdlog::level::level_enum severity(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warn:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
    case Level::off:
      return spdlog::level::off;
  }
  return spdlog::level::off;
}

void write(Level level, std::string_view message, Fields fields, const ErrorInfo* about = nullptr) {
  const auto& to = logger();
  if (!to || !to->should_log(severity(level))) return;
  std::string line = "{\"at\":\"" + rfc3339(system::wall_clock().unix_ms) + "\",\"level\":\"";
  line += kNames[static_cast<std::size_t>(level)];
  line += "\",\"message\":";
  wire::append_quoted(message, line);
  if (about) {
    line += ",\"code\":" + std::to_string(number(about->code)) + ",\"name\":";
    wire::append_quoted(about->name, line);
  }
  for (const auto& [name, value] : fields) {
    line += ',';
    wire::append_quoted(name, line);
    line += ':';
    wire::append_quoted(std::string_view(secrets().hidden(value)).substr(0, kMaxValue), line);
  }
  line += '}';
  to->log(severity(level), spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace

void start(Level level) {
  spdlog::init_thread_pool(kQueuedLines, 1);
  sink() = std::make_shared<StderrSink>(*spdlog::thread_pool());
  logger() = std::make_shared<spdlog::async_logger>("hookswitch", sink(), spdlog::thread_pool(),
                                                    spdlog::async_overflow_policy::overrun_oldest);
  logger()->set_pattern("%v");
  logger()->set_level(severity(level));
}

void stop() {
  if (sink()) sink()->hurry();
  spdlog::shutdown();  // ends the thread that writes, which uses the logger until then
  logger().reset();
  sink().reset();
}

void hide(Secrets wanted) { secrets() = std::move(wanted); }
std::size_t dropped() { return sink() ? sink()->dropped() : 0; }

void debug(std::string_view message, Fields fields) { write(Level::debug, message, fields); }
void info(std::string_view message, Fields fields) { write(Level::info, message, fields); }
void warn(std::string_view message, Fields fields) { write(Level::warn, message, fields); }
void error(std::string_view message, Fields fields) { write(Level::error, message, fields); }
void warn(Errc code, Fields fields) { write(Level::warn, info(code).title, fields, &info(code)); }
void error(Errc code, Fields fields) { write(Level::error, info(code).title, fields, &info(code)); }

}  // namespace hookswitch::log
