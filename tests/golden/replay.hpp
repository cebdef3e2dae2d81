#pragma once

#include <string>
#include <string_view>

namespace hookswitch::golden {

/// Plays one golden file and returns it as it should read: every input line as it was, and after
/// each the lines of what came out. The lines with "out" in `script` are only compared with, never
/// read. A file is in order when replay(file) says the same as the file.
///
/// shape   first line {"subject":...}; then one JSON object per line, "in" or "out"
/// units   at_us: microseconds since the start of the file
/// errors  a line that cannot be played becomes {"out":"refused"}, which no good file has
/// source  tests/golden/README.md
///
/// Needs no files and no clock, so that the same function runs natively and in WASM.
std::string replay(std::string_view script);

/// Whether two transcripts agree: line by line the same text, except that audio lines with
/// "tolerance" may differ by that much per sample. Returns "" or the first difference, in words.
std::string difference(std::string_view expected, std::string_view got);

}  // namespace hookswitch::golden
