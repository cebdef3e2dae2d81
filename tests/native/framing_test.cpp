// Requests that two readers could take for different ones: refused, and nothing after them is read.
#include "net/framing.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "native/kit/http_client.hpp"
#include "native/kit/test_server.hpp"

namespace hookswitch {
namespace {

struct Probe {
  std::string name, head, body;
  int status;
};

std::string chunked(const std::string& chunks) {
  return "POST {} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks;
}
std::string post(const std::string& headers, const std::string& version = "1.1") {
  return "POST {} HTTP/" + version + "\r\nHost: localhost\r\n" + headers + "\r\n\r\n";
}

const std::string kChunks = "5\r\nhello\r\n0\r\n\r\n";

// source  RFC 9112: sections 2.2, 3.2, 5.1, 5.2, 6.1, 6.3, 7.1
const std::vector<Probe> kRefused = {
    {"both, coding first", post("Transfer-Encoding: chunked\r\nContent-Length: 5"), kChunks, 400},
    {"both, length first", post("Content-Length: 5\r\nTransfer-Encoding: chunked"), kChunks, 400},
    {"both, unknown coding", post("Transfer-Encoding: xchunked\r\nContent-Length: 5"), "hello",
     400},
    {"lengths differ", post("Content-Length: 5\r\nContent-Length: 6"), "hello", 400},
    {"list of lengths differs", post("Content-Length: 5, 6"), "hello", 400},
    {"length with a sign", post("Content-Length: +5"), "hello", 400},
    {"negative length", post("Content-Length: -5"), "hello", 400},
    {"length in hex", post("Content-Length: 0x5"), "hello", 400},
    {"two numbers", post("Content-Length: 5 5"), "hello", 400},
    {"empty length", post("Content-Length:"), "hello", 400},
    {"list with a hole", post("Content-Length: 5,"), "hello", 400},
    {"length of 65 bits", post("Content-Length: 18446744073709551621"), "hello", 400},
    {"chunked is not last", post("Transfer-Encoding: chunked, gzip"), kChunks, 400},
    {"not chunked", post("Transfer-Encoding: gzip"), "hello", 400},
    {"identity", post("Transfer-Encoding: identity"), "hello", 400},
    {"chunked twice", post("Transfer-Encoding: chunked, chunked"), kChunks, 400},
    {"chunked in two headers", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
     kChunks, 400},
    {"identity, then chunked", post("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked"),
     kChunks, 501},
    {"chunked with a parameter", post("Transfer-Encoding: chunked;q=1"), kChunks, 400},
    {"chunked in quotes", post("Transfer-Encoding: \"chunked\""), kChunks, 400},
    {"no coding", post("Transfer-Encoding:"), kChunks, 400},
    {"list of codings with a hole", post("Transfer-Encoding: chunked,"), kChunks, 400},
    {"a coding that is not known", post("Transfer-Encoding: gzip, chunked"), kChunks, 501},
    {"chunked in HTTP/1.0", post("Connection: keep-alive\r\nTransfer-Encoding: chunked", "1.0"),
     kChunks, 400},
    {"a size that is none", chunked("xyz\r\nhello\r\n0\r\n\r\n"), "", 400},
    {"negative size", chunked("-5\r\nhello\r\n0\r\n\r\n"), "", 400},
    {"size with 0x", chunked("0x5\r\nhello\r\n0\r\n\r\n"), "", 400},
    {"size of 65 bits", chunked("10000000000000005\r\nhello\r\n0\r\n\r\n"), "", 400},
    {"no size", chunked("\r\nhello\r\n0\r\n\r\n"), "", 400},
    {"more than the size", chunked("5\r\nhelloo\r\n0\r\n\r\n"), "", 400},
    {"line feeds between chunks", chunked("5\nhello\n0\n\n"), "", 400},
    {"a length in the trailer", chunked("0\r\nContent-Length: 5\r\n\r\n"), "", 400},
    {"a line without an end between chunks", chunked("5;" + std::string(40'000, 'x')), "", 431},
    {"folded header", post("X-A: 1\r\n folded\r\nContent-Length: 0"), "", 400},
    {"folded coding", post("Transfer-Encoding:\r\n chunked"), kChunks, 400},
    {"folded length", post("Content-Length:\r\n\t5"), "hello", 400},
    {"folded at once", "POST {} HTTP/1.1\r\n Host: localhost\r\n\r\n", "", 400},
    {"blank before the colon", post("Content-Length : 5"), "hello", 400},
    {"tab before the colon", post("Transfer-Encoding\t: chunked"), kChunks, 400},
    {"carriage return alone in a value", post("X-A: 1\rX-B: 2"), "", 400},
    {"carriage return alone after the line", "POST {} HTTP/1.1\rHost: localhost\r\n\r\n", "", 400},
    {"line feeds alone", "POST {} HTTP/1.1\nHost: localhost\n\n", "", 400},
    {"line feed alone in the head", post("X-A: 1\nContent-Length: 5"), "hello", 400},
    {"line feed alone at the end", "POST {} HTTP/1.1\r\nHost: localhost\r\n\n", "", 400},
    {"NUL", post(std::string("X-A: 1\0X", 9)), "", 400},
    {"no colon", post("X-A"), "", 400},
    {"no name", post(": 1"), "", 400},
    {"two hosts", post("Host: other.example"), "", 400},
    {"no host", "POST {} HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "", 400},
};

const std::vector<Probe> kAccepted = {
    {"one length", post("Content-Length: 5"), "hello", 0},
    {"the same length twice", post("Content-Length: 5\r\nContent-Length: 5"), "hello", 0},
    {"a list of the same length", post("Content-Length: 5, 5"), "hello", 0},
    {"chunks", post("Transfer-Encoding: Chunked"), kChunks, 0},
    {"chunks with extensions", chunked("5;a=b;c\r\nhello\r\n0\r\n\r\n"), "", 0},
    {"chunks with a trailer", chunked("0\r\nX-Sum: 1\r\n\r\n"), "", 0},
    {"HTTP/1.0 without a host", "POST {} HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "", 0},
};

/// With a body that is read, and where none is expected.
const std::vector<std::string> kPaths = {"/v1/queue/claim", "/healthz", "/nothing"};

std::string text_of(const Probe& probe, const std::string& path) {
  std::string text = probe.head + probe.body;
  return text.replace(text.find("{}"), 2, path);
}

/// Status lines of either version, not counting the text of a response.
int answers_in(const std::string& reply) {
  const std::string_view text = reply;
  int count = 0;
  for (auto at = text.find("HTTP/1."); at != text.npos; at = text.find("HTTP/1.", at + 1)) {
    const auto rest = text.substr(at + 8, 2);
    if (rest.size() == 2 && rest[0] == ' ' && rest[1] >= '0' && rest[1] <= '9') ++count;
  }
  return count;
}

const std::string kNext = "GET /v1/next HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

TEST(Framing, WhatHasTwoMeaningsIsRefusedAndNothingAfterItIsRead) {
  const kit::TestServer server;
  for (const Probe& probe : kRefused)
    for (const std::string& path : kPaths) {
      const auto reply = kit::exchange_bytes(server.port(), text_of(probe, path) + kNext);
      EXPECT_EQ(reply.substr(9, 3), std::to_string(probe.status)) << probe.name << ' ' << path;
      EXPECT_EQ(answers_in(reply), 1) << probe.name << ' ' << path;
      EXPECT_NE(reply.find("Connection: close"), reply.npos) << probe.name;
      EXPECT_EQ(reply.find("/v1/next"), reply.npos) << probe.name;
    }
}

TEST(Framing, ItIsRefusedBeforeAnythingElseHasCome) {
  const kit::TestServer server;
  for (const auto* name : {"line feeds between chunks", "line feeds alone", "not chunked"})
    for (const Probe& probe : kRefused) {
      if (probe.name != name) continue;
      const auto reply = kit::exchange_bytes(server.port(), text_of(probe, "/healthz"));
      EXPECT_EQ(reply.substr(9, 3), std::to_string(probe.status)) << name;
    }
}

TEST(Framing, WhatHasOneMeaningIsReadAndSoIsTheNextRequest) {
  const kit::TestServer server;
  for (const Probe& probe : kAccepted) {
    const auto reply = kit::exchange_bytes(server.port(), text_of(probe, "/healthz") + kNext);
    EXPECT_EQ(reply.substr(9, 3), "405") << probe.name;
    EXPECT_EQ(answers_in(reply), 2) << probe.name;
    EXPECT_NE(reply.find("/v1/next"), reply.npos) << probe.name;
  }
}

TEST(Framing, TheAnswerNamesTheFault) {
  const kit::TestServer server;
  const auto reply = kit::exchange_bytes(
      server.port(), text_of({"", post("Transfer-Encoding: gzip"), "", 0}, "/"));
  EXPECT_NE(reply.find("\"code\":5015"), reply.npos) << reply;
  EXPECT_NE(reply.find("not chunked: gzip"), reply.npos) << reply;
  const auto coded = kit::exchange_bytes(
      server.port(), text_of({"", post("Transfer-Encoding: br, chunked"), "", 0}, "/"));
  EXPECT_NE(coded.find("\"code\":5016"), coded.npos) << coded;
}

TEST(Framing, ATrailerIsNoHeader) {
  const kit::TestServer server;
  // The bridge does not know this page: its Origin would be refused.
  const auto reply = kit::exchange_bytes(
      server.port(),
      "POST /v1/queue/claim HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
      "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nOrigin: http://evil.example\r\n\r\n");
  EXPECT_EQ(reply.substr(9, 3), "200") << reply;
}

// The bytes that are still being written would make the kernel reset the connection, and the reset
// would overtake the response.
TEST(Framing, ARefusalIsReadByWhoStillSends) {
  const kit::TestServer server;
  const auto reply = kit::exchange_bytes(
      server.port(),
      "POST /v1/queue/claim HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n\r\n" +
          std::string(900'000, 'x'));
  EXPECT_EQ(reply.substr(0, 12), "HTTP/1.1 413");
}

}  // namespace
}  // namespace hookswitch
