#pragma once

#include <cstdint>
#include <string>

namespace hookswitch::system {

/// 64 bits of the system's entropy, to seed what the core generates.
std::uint64_t entropy();

/// An unguessable text of 128 bits, different in each process.
std::string random_key();

}  // namespace hookswitch::system
