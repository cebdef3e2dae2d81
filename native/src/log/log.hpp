#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "hookswitch/base/error_catalogue.hpp"
#include "hookswitch/base/secrets.hpp"

/// The program's log: JSON lines on stderr, ASCII whatever the locale.
///
/// shape   start() once, then info/warn/error with fields; one info line per lifecycle change
/// errors  none: a slow reader costs the oldest lines, never a call, and a reader that has stopped
///         never keeps the process from ending; see dropped()
/// range   of a value the first 4096 bytes
/// cost    the caller's thread formats, another one writes
namespace hookswitch::log {

enum class Level : unsigned char { debug, info, warn, error, off };

using Fields = std::initializer_list<std::pair<std::string_view, std::string_view>>;

void start(Level level);
void stop();            ///< writes what is still queued, for StderrSink::kLastLines at most
std::size_t dropped();  ///< lines that found no reader, since start()
/// From now on no field contains one of these. Call before any other thread logs.
void hide(Secrets secrets);

void debug(std::string_view message, Fields fields = {});
void info(std::string_view message, Fields fields = {});
void warn(std::string_view message, Fields fields = {});
void error(std::string_view message, Fields fields = {});

/// An entry of the catalogue: its title is the message, `code` and `name` come before the fields.
void warn(Errc code, Fields fields = {});
void error(Errc code, Fields fields = {});

}  // namespace hookswitch::log
