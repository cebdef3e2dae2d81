#pragma once

#include <memory>
#include <string>

#include "cli/commands.hpp"
#include "net/tls_front.hpp"

namespace hookswitch::cli {

/// The TLS side of `emulate agent --tls`: the certificate, and the file that clients trust it by.
///
/// shape   open(), run(); the file of a generated certificate lives as long as this object
/// errors  bad_argument (the files, or one without the other), port_taken, cannot_listen
class TlsListener {
 public:
  static system::Checked<std::unique_ptr<TlsListener>> open(const EmulateAgentOptions& options);
  ~TlsListener();

  net::TlsFront& front() { return *front_; }
  /// Of a generated certificate; empty if one was configured.
  const std::string& made_certificate() const { return made_; }

 private:
  TlsListener() = default;

  std::unique_ptr<net::TlsFront> front_;
  std::string made_;
};

}  // namespace hookswitch::cli
