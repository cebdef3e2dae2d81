#pragma once

#include <memory>
#include <string>

#include "cli/commands.hpp"
#include "net/tls_front.hpp"

namespace hookswitch::native {

/// The TLS side of `emulate agent --tls`: the certificate, and the file that clients trust it by.
///
/// shape   open(), run(); the file of a certificate that was made lives as long as this object
/// errors  bad_argument (the files, or one without the other), port_taken, cannot_listen
class TlsListener {
 public:
  static tl::expected<std::unique_ptr<TlsListener>, StartError> open(
      const EmulateAgentOptions& options);
  ~TlsListener();

  TlsFront& front() { return *front_; }
  /// Of a certificate that was made; empty when it was given.
  const std::string& made_certificate() const { return made_; }

 private:
  TlsListener() = default;

  std::unique_ptr<TlsFront> front_;
  std::string made_;
};

}  // namespace hookswitch::native
