// The Debian 12 packages that hookswitch needs, and what for. tools/setup.mjs installs them.
export const debianPackages = {
  // Compilers and build
  'ca-certificates': 'verified TLS for package sources and wss://',
  'g++': 'release build',
  clang: 'sanitizer build',
  'clang-format': 'format check',
  'libclang-rt-14-dev': 'sanitizer and fuzzer runtimes of clang',
  cmake: 'build description',
  'ninja-build': 'build',
  'pkg-config': 'finds libopus and speexdsp',
  'dpkg-dev': 'unpacks source packages for the WASM build',
  emscripten: 'WASM build',
  // Libraries
  'libboost1.81-dev': 'Asio and Beast: sockets, HTTP, WebSocket',
  'libcli11-dev': 'command line',
  'libexpected-dev': 'tl::expected',
  'libopus-dev': 'Opus',
  'libspdlog-dev': 'log',
  'libspeexdsp-dev': 'resampler',
  'libsqlite3-dev': 'store',
  'libssl-dev': 'TLS',
  'nlohmann-json3-dev': 'JSON',
  'prometheus-cpp-dev': 'metrics',
  // Tests and benchmarks
  'libbenchmark-dev': 'benchmarks',
  'libgtest-dev': 'unit tests',
  'libgmock-dev': 'unit tests',
  openssl: 'certificates for the TLS tests',
  curl: 'the remedies that name it, for tests',
  'asterisk-core-sounds-en-wav': 'human speech for tests and the demo page',
  chromium: 'browser tests',
  'python3-websockets': 'an independent WebSocket peer for tests',
  iproute2: 'a link that breaks, for tests',
};

// Needed by `npm run check` only.
export const checkPackages = {
  'clang-tidy': 'static analysis',
};
