// The account at a carrier, as the configuration has it, and the tokens that its key signs.
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "config/settings.hpp"
#include "crypto/token.hpp"

namespace hookswitch {
namespace {

/// A private key in PEM, made for this run.
const std::string& rsa_key() {
  static const std::string pem = [] {
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(EVP_RSA_gen(2048), EVP_PKEY_free);
    const std::unique_ptr<BIO, void (*)(BIO*)> text(BIO_new(BIO_s_mem()), BIO_free_all);
    PEM_write_bio_PrivateKey(text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(text.get(), &bytes);
    return std::string(bytes, static_cast<std::size_t>(size));
  }();
  return pem;
}

auto read_carriers(const std::string& carriers) {
  return config::read_settings(R"({"carriers": )" + carriers + "}",
                               [](const std::string& name) -> std::optional<std::string> {
                                 if (name == "TOKEN") return "token-1";
                                 if (name == "KEY") return rsa_key();
                                 return std::nullopt;
                               });
}

bool refused(const std::string& carriers, std::string_view path, Errc code = Errc::bad_value) {
  const auto settings = read_carriers(carriers);
  return !settings && std::any_of(settings.error().begin(), settings.error().end(),
                                  [&](const config::ConfigError& error) {
                                    return error.code == code && error.path == path;
                                  });
}

TEST(Account, HasTheKeysOfItsCarriersApi) {
  const auto settings = read_carriers(
      R"({"vonage": {"account": {"application_id": "a-1", "private_key": "${KEY}"}},
          "signalwire": {"account": {"api_url": "https://s.example/", "project_id": "p",
                                     "api_token": "${TOKEN}"}}})");
  ASSERT_TRUE(settings);
  const auto& vonage = settings->calls.carriers.at("vonage").account;
  EXPECT_EQ(carrier::value_of(vonage, "application_id"), "a-1");
  EXPECT_EQ(carrier::value_of(vonage, "private_key"), rsa_key());
  EXPECT_EQ(carrier::value_of(vonage, carrier::kApiUrl), "");
  const auto& signalwire = settings->calls.carriers.at("signalwire").account;
  EXPECT_EQ(carrier::value_of(signalwire, carrier::kApiUrl), "https://s.example");
  EXPECT_EQ(settings->secrets().hidden("token-1 of p"), "*** of p");
}

TEST(Account, ThatIsIncompleteOrWrongIsRefusedByTheKeysPath) {
  EXPECT_TRUE(refused(R"({"twilio": {"account": {"auth_token": "${TOKEN}"}}})",
                      "carriers.twilio.account.account_sid"));
  EXPECT_TRUE(refused(R"({"twilio": {"account": {"account_sid": "AC1", "auth_token": "plain"}}})",
                      "carriers.twilio.account.auth_token"));
  EXPECT_TRUE(
      refused(R"({"signalwire": {"account": {"project_id": "p", "api_token": "${TOKEN}"}}})",
              "carriers.signalwire.account.api_url"));
  EXPECT_TRUE(refused(R"({"twilio": {"account": {"api_url": "ftp://x", "account_sid": "AC1",
                                                 "auth_token": "${TOKEN}"}}})",
                      "carriers.twilio.account.api_url"));
  EXPECT_TRUE(
      refused(R"({"vonage": {"account": {"application_id": "a", "private_key": "${TOKEN}"}}})",
              "carriers.vonage.account.private_key"));
  EXPECT_TRUE(refused(R"({"twilio": {"account": {"project_id": "p"}}})",
                      "carriers.twilio.account.project_id", Errc::unknown_key));
  EXPECT_TRUE(
      refused(R"({"audiohook": {"account": {}}})", "carriers.audiohook.account", Errc::unknown_key))
      << "no API is known of that carrier";
}

TEST(Token, IsThreePartsOfWhichTheLastIsTheSignature) {
  const auto token = crypto::rs256_token(R"({"iat":1})", rsa_key());
  ASSERT_TRUE(token);
  EXPECT_EQ(std::count(token->begin(), token->end(), '.'), 2);
  EXPECT_TRUE(token->starts_with("eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjF9."));
  EXPECT_EQ(token->find_first_of("+/="), token->npos);
}

TEST(Token, NeedsAPrivateRsaKey) {
  EXPECT_FALSE(crypto::rs256_token("{}", ""));
  EXPECT_FALSE(crypto::rs256_token("{}", "-----BEGIN PRIVATE KEY-----\nAAAA\n"));
  EXPECT_TRUE(crypto::is_rsa_key(rsa_key()));
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> other(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const std::unique_ptr<BIO, void (*)(BIO*)> text(BIO_new(BIO_s_mem()), BIO_free_all);
  PEM_write_bio_PrivateKey(text.get(), other.get(), nullptr, nullptr, 0, nullptr, nullptr);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(text.get(), &bytes);
  EXPECT_FALSE(crypto::is_rsa_key({bytes, static_cast<std::size_t>(size)}));
}

}  // namespace
}  // namespace hookswitch
