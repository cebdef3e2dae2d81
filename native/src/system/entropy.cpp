#include "system/entropy.hpp"

#include <random>

namespace hookswitch::system {

std::uint64_t entropy() {
  thread_local std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 32) | device();
}

std::string random_key() { return std::to_string(entropy()) + '-' + std::to_string(entropy()); }

}  // namespace hookswitch::system
