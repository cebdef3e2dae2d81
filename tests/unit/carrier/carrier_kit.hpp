#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "hookswitch/carrier/all.hpp"
#include "kit/read_one.hpp"

/// Short ways to say what the carrier tests mean.
namespace hookswitch::carrier {

inline wire::FrameView text(std::string_view payload) { return {wire::Opcode::text, payload}; }
inline wire::FrameView binary(std::string_view payload) { return {wire::Opcode::binary, payload}; }

/// What `end` reads from `frame` as an M; a failed test and an empty M when it is anything else.
/// `anomaly`, when given, receives the anomaly; without it there must be none.
template <class M, class End>
M read_as(End& end, wire::FrameView frame, std::optional<Errc>* anomaly = nullptr) {
  const auto read = kit::read_one(end, frame);
  const std::string shown(frame.payload.substr(0, 200));
  if (!read) {
    ADD_FAILURE() << to_string(read.error().code) << " for " << shown;
    return M{};
  }
  if (anomaly != nullptr) {
    *anomaly = read->anomaly ? std::optional<Errc>{read->anomaly->code} : std::nullopt;
  } else if (read->anomaly) {
    ADD_FAILURE() << "odd: " << to_string(read->anomaly->code) << " for " << shown;
  }
  const M* const message = std::get_if<M>(&read->message);
  if (message == nullptr) {
    ADD_FAILURE() << "alternative " << read->message.index() << " for " << shown;
    return M{};
  }
  return *message;
}

/// The error with which `end` refuses `frame`; nullopt when it does not.
template <class End>
std::optional<Error> refusal(End& end, wire::FrameView frame) {
  const auto read = kit::read_one(end, frame);
  if (read) return std::nullopt;
  return read.error();
}

/// The code of the refusal.
template <class End>
std::optional<Errc> refused(End& end, wire::FrameView frame) {
  const auto error = refusal(end, frame);
  return error ? std::optional<Errc>{error->code} : std::nullopt;
}

/// A wave that touches the whole range, different in every sample.
inline Pcm wave(std::size_t samples) {
  Pcm pcm(samples);
  for (std::size_t i = 0; i < samples; ++i)
    pcm[i] = static_cast<Sample>(static_cast<std::uint16_t>(i * 40'503u + 0x8000u));
  return pcm;
}

inline Pcm owned(PcmView samples) { return {samples.begin(), samples.end()}; }

}  // namespace hookswitch::carrier
