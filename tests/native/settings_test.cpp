#include "config/settings.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "hookswitch/carrier/all.hpp"
#include "native/kit/test_server.hpp"

namespace hookswitch {
namespace {

std::optional<std::string> some_environment(const std::string& name) {
  if (name == "KEY") return "sk-1";
  if (name == "HOST_PART") return "example.org";
  return std::nullopt;
}

auto read(std::string_view text) { return config::read_settings(text, some_environment); }

bool names(const std::vector<config::ConfigError>& errors, Errc code, std::string_view path) {
  return std::any_of(errors.begin(), errors.end(), [&](const config::ConfigError& error) {
    return error.code == code && error.path == path;
  });
}

TEST(Settings, AnEmptyObjectMeansTheDefaults) {
  const auto settings = read("{}");
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->server.port, 8080);
  EXPECT_EQ(settings->server.host, "127.0.0.1");
  EXPECT_EQ(settings->calls.usual.agent.endpoint.url, "");
  EXPECT_EQ(settings->calls.usual.agent.session.silence_duration, Millis{1'000});
}

TEST(Settings, QueueDrainAndRetentionAreRead) {
  const auto settings = read(R"({
    "store": {"keep_days": 30, "keep_records": 1000, "reserve_mb": 8},
    "queue": {"max_attempts": 3, "first_pause_s": 0.5, "longest_pause_s": 60,
              "delivery": {"url": "https://${HOST_PART}/calls", "secret": "${KEY}", "at_once": 2,
                           "timeout_s": 1.5}},
    "drain": {"lead_s": 5, "limit_s": 600}
  })");
  ASSERT_TRUE(settings) << settings.error().front().path << settings.error().front().detail;
  EXPECT_EQ(settings->store.reserve, 8u << 20);
  EXPECT_EQ(settings->store.retention.days, 30);
  EXPECT_EQ(settings->store.retention.records, 1'000);
  EXPECT_EQ(settings->store.queue.max_attempts, 3);
  EXPECT_EQ(settings->store.queue.first_pause, Millis{500});
  EXPECT_EQ(settings->store.queue.longest_pause, Millis{60'000});
  EXPECT_EQ(settings->delivery.url, "https://example.org/calls");
  EXPECT_EQ(settings->delivery.secret, "sk-1");
  EXPECT_EQ(settings->delivery.at_once, 2);
  EXPECT_EQ(settings->delivery.timeout, Millis{1'500});
  EXPECT_EQ(settings->drain.lead, Millis{5'000});
  EXPECT_EQ(settings->drain.limit, Millis{600'000});
}

TEST(Settings, ADeliveryThatCannotBeSignedOrSentIsRefused) {
  const auto refused = [](std::string_view delivery, std::string_view path) {
    const auto settings = read(R"({"queue": {"delivery": )" + std::string(delivery) + "}}");
    return !settings && names(settings.error(), Errc::bad_value, path);
  };
  EXPECT_TRUE(refused(R"({"url": "https://h/"})", "queue.delivery.secret"));
  EXPECT_TRUE(refused(R"({"url": "https://h/", "secret": "plain"})", "queue.delivery.secret"));
  EXPECT_TRUE(refused(R"({"url": "wss://h/", "secret": "${KEY}"})", "queue.delivery.url"));
  EXPECT_TRUE(refused(R"({"url": "https://u@h/", "secret": "${KEY}"})", "queue.delivery.url"));
}

TEST(Settings, EverythingIsRead) {
  const auto settings = read(R"({
    // comments are allowed
    "server": {"host": "::1", "port": 9000, "threads": 3, "page": "/srv/page"},
    "store": {"file": "/var/lib/hookswitch.db"}, /* here, too */
    "agent": {"dialect": "openai", "url": "wss://${HOST_PART}/v1/realtime", "model": "gpt-realtime",
              "key": "${KEY}", "voice": "cedar", "instructions": "Be // brief.",
              "greeting": "Say hello.", "audio": "pcm", "silence_ms": 600, "prefix_ms": 200,
              "transcription_model": "", "tools": [{"name": "lookup", "description": "Find",
              "parameters": {"type": "object"}}]},
    "carriers": {"ucid:waybeo": {"bounds": {"media_silence_s": 4.5, "agent_tries": 1},
                                 "lead_ms": 120, "agent": {"voice": "marin"}}},
    "limits": {"calls": 12},
    "log": {"level": "warn"}
  })");
  ASSERT_TRUE(settings) << settings.error().front().path << settings.error().front().detail;
  EXPECT_EQ(settings->server.port, 9000);
  EXPECT_EQ(settings->calls.usual.agent.endpoint.url, "wss://example.org/v1/realtime");
  EXPECT_EQ(settings->calls.usual.agent.endpoint.key, "sk-1");
  EXPECT_EQ(settings->calls.usual.agent.session.instructions, "Be // brief.");
  EXPECT_EQ(settings->calls.usual.agent.audio, bridge::AgentAudio::pcm);
  ASSERT_EQ(settings->calls.usual.agent.session.tools.size(), 1u);
  const auto& waybeo = settings->calls.carrier(*carrier::dialect_from_name("ucid:waybeo"));
  EXPECT_EQ(waybeo.bounds.media_silence, Millis{4'500});
  EXPECT_EQ(waybeo.bounds.agent_tries, 1);
  EXPECT_EQ(waybeo.lead, Millis{120});
  EXPECT_EQ(waybeo.agent.session.voice, "marin");
  EXPECT_EQ(waybeo.agent.endpoint.model, "gpt-realtime");
  const auto& twilio = settings->calls.carrier(*carrier::dialect_from_name("twilio"));
  EXPECT_EQ(twilio.bounds.media_silence, Millis{10'000});
  EXPECT_EQ(settings->calls.max_calls, 12u);
  EXPECT_EQ(settings->log_level, log::Level::warn);
}

TEST(Settings, AnEntryForADialectHoldsForItsProfilesWithoutOne) {
  const auto settings = read(R"({"carriers": {"ucid": {"lead_ms": 60}, "ucid:waybeo": {}}})");
  ASSERT_TRUE(settings);
  const auto lead = [&](std::string_view name) {
    return settings->calls.carrier(*carrier::dialect_from_name(name)).lead;
  };
  EXPECT_EQ(lead("ucid"), Millis{60});
  EXPECT_EQ(lead("ucid:ozonetel"), Millis{60});
  EXPECT_EQ(lead("ucid:waybeo"), Millis{200});
  EXPECT_EQ(lead("twilio"), Millis{200});
}

TEST(Settings, BoundsThatContradictEachOtherAreRefused) {
  const auto settings = read(R"({
    "carriers": {"twilio": {"bounds": {"end_to_gone_s": 1}},
                 "vonage": {"bounds": {"longest_pause_s": 600}},
                 "ucid": {"bounds": {"longest_call_s": 9}}}
  })");
  ASSERT_FALSE(settings);
  EXPECT_TRUE(names(settings.error(), Errc::bad_value, "carriers.twilio.bounds.last_words_s"));
  EXPECT_TRUE(names(settings.error(), Errc::bad_value, "carriers.ucid.bounds.longest_call_s"));
  EXPECT_EQ(settings.error().size(), 2u);
  const auto pauses = read(R"({"queue": {"first_pause_s": 60, "longest_pause_s": 30}})");
  ASSERT_FALSE(pauses);
  EXPECT_TRUE(names(pauses.error(), Errc::bad_value, "queue.longest_pause_s"));
  EXPECT_EQ(pauses.error().front().detail, "30 s is shorter than first_pause_s (60 s)");
}

TEST(Settings, EveryContradictionOfBoundsIsNamedByTheKeysThatWereTyped) {
  const auto settings =
      read(R"({"carriers": {"twilio": {"bounds": {"end_to_gone_s": 0.4, "longest_call_s": 9}}}})");
  ASSERT_FALSE(settings);
  std::string all;
  for (const auto& error : settings.error()) all += error.path + ": " + error.detail + "\n";
  EXPECT_EQ(settings.error().size(), 3u) << all;
  for (const auto* key : {"end_to_gone_s (0.4 s)", "start_to_media_s (10 s)", "bounds.last_words_s",
                          "bounds.stop_to_close_s", "bounds.longest_call_s"})
    EXPECT_NE(all.find(key), std::string::npos) << key << " in " << all;
}

TEST(Settings, TheBuiltInAgentHasPersonasAndNoKey) {
  EXPECT_TRUE(read(R"({"agent": {"model": "farewell"}})"));
  EXPECT_TRUE(read(R"({"agent": {"model": "gpt-realtime", "url": "wss://h/"}})"));
  const auto settings = read(R"({"agent": {"model": "gpt-realtime", "key": "${KEY}"}})");
  ASSERT_FALSE(settings);
  EXPECT_TRUE(names(settings.error(), Errc::bad_value, "agent.model"));
  EXPECT_TRUE(names(settings.error(), Errc::bad_value, "agent.key"));
  EXPECT_NE(settings.error().front().detail.find("parrot, silent, farewell"), std::string::npos);
}

std::string dialled_url(const agent::Endpoint& endpoint) {
  return std::get<agent::Dial>(endpoint.dialect->make_client(endpoint, {})->plan()).url;
}

TEST(Settings, AModelIsNamedOnceByTheUrlOrByItsKey) {
  const auto dialled = [](std::string_view agent) {
    const auto settings = read(R"({"agent": )" + std::string(agent) + "}");
    if (!settings) return std::string("refused");
    return dialled_url(settings->calls.usual.agent.endpoint);
  };
  EXPECT_EQ(dialled(R"({"url": "wss://h/r?model=a&x=1"})"), "wss://h/r?model=a&x=1");
  EXPECT_EQ(dialled(R"({"url": "wss://h/r?model=a", "model": "a"})"), "wss://h/r?model=a");
  EXPECT_EQ(dialled(R"({"url": "wss://h/openai/realtime?api-version=1&deployment=mine"})"),
            "wss://h/openai/realtime?api-version=1&deployment=mine");
  EXPECT_EQ(dialled(R"({"url": "wss://h/openai/deployments/mine/realtime?api-version=1"})"),
            "wss://h/openai/deployments/mine/realtime?api-version=1");
  EXPECT_EQ(dialled(R"({"url": "wss://h/r?api-version=1&", "model": "a b"})"),
            "wss://h/r?api-version=1&model=a%20b");
  EXPECT_EQ(dialled(R"({"url": "ws://127.0.0.1:8081/v1/realtime", "model": "silent"})"),
            "ws://127.0.0.1:8081/v1/realtime?model=silent");

  const auto wrong = [](std::string_view agent) {
    const auto settings = read(R"({"agent": )" + std::string(agent) + "}");
    if (settings || settings.error().size() != 1) return std::string("not one error");
    const auto& error = settings.error().front();
    return std::string(to_string(error.code)) + " " + error.path;
  };
  EXPECT_EQ(wrong(R"({"url": "wss://api.openai.com/v1/realtime"})"), "model_missing agent.model");
  EXPECT_EQ(wrong(R"({"url": "wss://h/r?", "model": ""})"), "model_missing agent.model");
  EXPECT_EQ(wrong(R"({"url": "wss://h/r?model=&x"})"), "model_missing agent.model");
  EXPECT_EQ(wrong(R"({"url": "wss://h/r?model=a", "model": "b"})"), "model_conflict agent.model");
  EXPECT_EQ(wrong(R"({"url": "wss://h/r?model=a&model=b"})"), "model_conflict agent.url");
  EXPECT_EQ(wrong(R"({"url": "wss://h/r?deployment=mine", "model": "b"})"),
            "model_conflict agent.model");
  EXPECT_EQ(wrong(R"({"url": "wss://api.openai.com/v1/realtime", "model": "parrot"})"),
            "model_missing agent.model");
  EXPECT_EQ(wrong(R"({"url": "wss://api.openai.com/v1/realtime?model=parrot"})"),
            "model_missing agent.url");
  EXPECT_EQ(wrong(R"({"url": "wss://h/r#x", "model": "a"})"), "bad_value agent.url");
}

TEST(Settings, ACarrierWithAnAddressOfItsOwnTakesNoModelThatIsMeantForAnother) {
  const auto persona = read(R"({"agent": {"model": "silent"},
    "carriers": {"twilio": {"agent": {"url": "wss://h/r"}}}})");
  ASSERT_FALSE(persona);
  EXPECT_TRUE(names(persona.error(), Errc::model_missing, "carriers.twilio.agent.model"));

  const auto common = read(R"({"agent": {"model": "a", "url": "wss://h/r"}, "carriers": {
    "twilio": {"agent": {"url": "wss://h/other"}}, "vonage": {"agent": {"url": "wss://h/r?model=b"}},
    "ucid": {"agent": {"model": "c"}}}})");
  ASSERT_TRUE(common);
  const auto dialled = [&](std::string_view dialect) {
    return dialled_url(common->calls.carrier(*carrier::dialect_from_name(dialect)).agent.endpoint);
  };
  EXPECT_EQ(dialled("twilio"), "wss://h/other?model=a");
  EXPECT_EQ(dialled("vonage"), "wss://h/r?model=b");
  EXPECT_EQ(dialled("ucid"), "wss://h/r?model=c");

  EXPECT_TRUE(read(R"({"agent": {"url": "wss://h/r"},
    "carriers": {"twilio": {"agent": {"model": "a"}}}})"))
      << "the carriers complete the common part";
  const auto twice = read(R"({"agent": {"url": "wss://h/r?model=a"},
    "carriers": {"twilio": {"agent": {"model": "b"}}}})");
  ASSERT_FALSE(twice);
  EXPECT_TRUE(names(twice.error(), Errc::model_conflict, "carriers.twilio.agent.model"));
}

TEST(Settings, TheVoiceIsTheVendorsUnlessOneIsNamed) {
  EXPECT_EQ(read("{}")->calls.usual.agent.session.voice, "");
}

TEST(Settings, AKeyThatIsThereTwiceIsNamedWithItsPath) {
  const auto settings = read(R"({
    "server": {"port": 1, "host": "::1", "port": 2},
    "agent": {"tools": [{"name": "a"}, {"name": "b", "name": "c"}]}, "log": {}, "log": {}
  })");
  ASSERT_FALSE(settings);
  EXPECT_TRUE(names(settings.error(), Errc::bad_value, "server.port"));
  EXPECT_TRUE(names(settings.error(), Errc::bad_value, "agent.tools[1].name"));
  EXPECT_TRUE(names(settings.error(), Errc::bad_value, "log"));
  EXPECT_EQ(settings.error().size(), 3u);
}

TEST(Settings, AStoreNeedsAName) {
  const auto settings = read(R"({"store": {"file": ""}})");
  ASSERT_FALSE(settings);
  EXPECT_TRUE(names(settings.error(), Errc::bad_value, "store.file"));
}

TEST(Settings, ANodeHasAName) {
  const auto named = read(R"({"store": {"node": "bridge-7.${HOST_PART}"}})");
  ASSERT_TRUE(named);
  EXPECT_EQ(named->store.node, "bridge-7.example.org");
  EXPECT_EQ(read("{}")->store.node, "");
  for (const std::string& wrong : {std::string(), std::string("a b"), std::string(65, 'x')}) {
    const auto refused = read(R"({"store": {"node": ")" + wrong + "\"}}");
    ASSERT_FALSE(refused) << wrong;
    EXPECT_TRUE(names(refused.error(), Errc::bad_value, "store.node")) << wrong;
  }
}

TEST(Settings, WhatIsNoObjectIsToldSo) {
  const auto told = [](std::string_view text) {
    const auto settings = read(text);
    return settings ? "nothing" : settings.error().front().detail;
  };
  EXPECT_EQ(told("[]"), "it must hold one JSON object: { ... }");
  EXPECT_EQ(told("// only this\n"), "it is empty");
  EXPECT_EQ(told("{} {}"), "no JSON at line 1, column 4");
}

TEST(Settings, AllErrorsAreNamedAtOnceWithTheirPaths) {
  const auto settings = read(R"({
    "server": {"port": 70000, "prot": 1},
    "agent": {"key": "sk-in-the-file", "url": "http://x", "voice": 3, "audio": "mp3"},
    "carriers": {"twilio": {"bounds": {"media_silence_s": 60}}, "pigeon": {}},
    "log": {"level": "${NOT_SET}"}, "store": [],
    "limits": {"calls": 1.5}
  })");
  ASSERT_FALSE(settings);
  const auto& errors = settings.error();
  EXPECT_TRUE(names(errors, Errc::bad_value, "server.port"));
  EXPECT_TRUE(names(errors, Errc::unknown_key, "server.prot"));
  EXPECT_TRUE(names(errors, Errc::bad_value, "agent.key"));
  EXPECT_TRUE(names(errors, Errc::bad_value, "agent.url"));
  EXPECT_TRUE(names(errors, Errc::bad_value, "agent.voice"));
  EXPECT_TRUE(names(errors, Errc::bad_value, "agent.audio"));
  EXPECT_TRUE(names(errors, Errc::bad_value, "carriers.twilio.bounds.media_silence_s"));
  EXPECT_TRUE(names(errors, Errc::unknown_key, "carriers.pigeon"));
  EXPECT_TRUE(names(errors, Errc::bad_value, "log.level"));
  EXPECT_TRUE(names(errors, Errc::bad_value, "store"));
  EXPECT_TRUE(names(errors, Errc::bad_value, "limits.calls"));
  EXPECT_EQ(errors.size(), 11u);
}

TEST(Settings, G711IsForAgentsThatTakeItOnly) {
  for (const agent::AgentDialect* const dialect : agent::all_dialects())
    for (const auto& [name, encoding] :
         {std::pair{"pcmu", codec::Encoding::pcmu}, std::pair{"pcma", codec::Encoding::pcma}}) {
      const codec::MediaFormat format{encoding, 8'000};
      const auto has = [&](auto formats) {
        return std::find(formats.begin(), formats.end(), format) != formats.end();
      };
      const std::string agent = R"("agent": {"dialect": ")" + std::string(dialect->name) +
                                R"(", "audio": ")" + name + "\"}";
      const auto settings = read("{" + agent + "}");
      ASSERT_EQ(settings.has_value(), has(dialect->inputs) && has(dialect->outputs)) << agent;
      if (settings) continue;
      EXPECT_TRUE(names(settings.error(), Errc::bad_value, "agent.audio")) << agent;
      EXPECT_NE(settings.error().front().detail.find(dialect->name), std::string::npos);
      const auto of_carrier = read(R"({"carriers": {"ucid": {)" + agent + "}}}");
      ASSERT_FALSE(of_carrier);
      EXPECT_TRUE(names(of_carrier.error(), Errc::bad_value, "carriers.ucid.agent.audio"));
    }
  EXPECT_FALSE(read(R"({"agent": {"dialect": "gemini", "audio": "pcmu"}})"));
}

TEST(Settings, AMissingVariableIsNamed) {
  const auto settings =
      read(R"({"agent": {"url": "wss://h/", "key": "${ABSENT}"}, "store": {"file": "${ALSO}/x"}})");
  ASSERT_FALSE(settings);
  EXPECT_TRUE(names(settings.error(), Errc::missing_environment, "agent.key"));
  EXPECT_TRUE(names(settings.error(), Errc::missing_environment, "store.file"));
}

TEST(Settings, ASyntaxErrorIsNamedWithItsLine) {
  const auto settings = read("{\n  \"server\": {\n  /* a\n comment */ \"port\": }\n}");
  ASSERT_FALSE(settings);
  ASSERT_EQ(settings.error().size(), 1u);
  EXPECT_EQ(settings.error().front().code, Errc::config_unreadable);
  EXPECT_NE(settings.error().front().detail.find("line 4"), std::string::npos)
      << settings.error().front().detail;
}

TEST(Settings, AMissingFileIsUnreadable) {
  const auto settings = config::read_settings_file("/no/such/file.json");
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().front().code, Errc::config_unreadable);
}

TEST(Settings, ASecretEndsBeforeItsLineEndAndHoldsNoOther) {
  const kit::TemporaryFolder folder;
  const auto key_of = [&](const std::string& content) {
    std::ofstream(folder.file("key"), std::ios::binary) << content;
    return read(R"({"agent": {"url": "wss://h/", "model": "m", "key": {"file": ")" +
                folder.file("key") + R"("}}})");
  };
  for (const auto* content : {"sk-1", "sk-1\n", "sk-1\r\n", "sk-1\r\nsecond line\n"}) {
    const auto settings = key_of(content);
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->calls.usual.agent.endpoint.key, "sk-1");
  }
  for (const auto* content : {"sk-1\rX-Evil: 1", "sk\t1", "\n", ""}) {
    const auto settings = key_of(content);
    ASSERT_FALSE(settings);
    EXPECT_TRUE(names(settings.error(), Errc::bad_value, "agent.key"));
  }
  const auto from_environment = config::read_settings(
      R"({"agent": {"url": "wss://h/", "key": "${KEY}"}})",
      [](const std::string&) { return std::optional<std::string>("sk-1\r\nX-Evil: 1"); });
  ASSERT_FALSE(from_environment);
  EXPECT_TRUE(names(from_environment.error(), Errc::bad_value, "agent.key"));
}

TEST(Settings, AFileThatCannotBeReadIsNamed) {
  const kit::TemporaryFolder folder;
  for (const auto& file : {folder.path(), folder.file("nothing")}) {
    const auto settings = config::read_settings_file(file);
    ASSERT_FALSE(settings);
    EXPECT_TRUE(names(settings.error(), Errc::config_unreadable, ""));
  }
  const auto key = read(R"({"agent": {"url": "wss://h/", "model": "m", "key": {"file": ")" +
                        folder.path() + R"("}}})");
  ASSERT_FALSE(key);
  EXPECT_TRUE(names(key.error(), Errc::bad_value, "agent.key"));
}

TEST(Settings, WebhooksAreVerifiedWithATokenAndAPublicUrlTogether) {
  const auto with = [](const std::string& carrier, const std::string& webhooks) {
    return read(R"({"carriers": {")" + carrier + R"(": {"webhooks": )" + webhooks + "}}}");
  };
  const auto settings =
      with("twilio", R"({"auth_token": "${KEY}", "public_url": "https://${HOST_PART}/phone/"})");
  ASSERT_TRUE(settings);
  const auto& webhooks = settings->webhooks.carriers.at("twilio");
  EXPECT_EQ(webhooks.auth_token, "sk-1");
  EXPECT_EQ(webhooks.public_url, "https://example.org/phone");
  const auto refused = [&](const std::string& carrier, const std::string& given, Errc code,
                           const std::string& path) {
    const auto wrong = with(carrier, given);
    return !wrong && names(wrong.error(), code, "carriers." + carrier + ".webhooks" + path);
  };
  EXPECT_TRUE(refused("twilio", R"({"auth_token": "${KEY}"})", Errc::bad_value, ".public_url"));
  EXPECT_TRUE(refused("twilio", R"({"public_url": "https://h"})", Errc::bad_value, ".auth_token"));
  EXPECT_TRUE(refused("twilio", R"({"auth_token": "${KEY}", "public_url": "https://h/?a"})",
                      Errc::bad_value, ".public_url"));
  EXPECT_TRUE(refused("vonage", R"({"auth_token": "${KEY}"})", Errc::unknown_key, ""));
}

TEST(Settings, WhatIsWrongIsShownAsItIsWrittenAndNotWithWhatVariablesHold) {
  const auto read = config::read_settings(
      R"({"server": {"allowed_origins": ["${KEY}"]}, "agent": {"model": "m${KEY}"}})",
      [](const std::string&) { return std::optional<std::string>("sk-live-1234"); });
  ASSERT_FALSE(read);
  ASSERT_EQ(read.error().size(), 2u);
  EXPECT_NE(read.error()[0].detail.find("'${KEY}'"), std::string::npos) << read.error()[0].detail;
  for (const auto& error : read.error())
    EXPECT_EQ(error.detail.find("sk-live"), std::string::npos) << error.detail;
}

TEST(Settings, KnowTheirSecrets) {
  const auto settings = read(
      R"({"agent": {"url": "wss://h/", "model": "m", "key": "${KEY}"}, "carriers": {"twilio": {"webhooks":
          {"auth_token": "${KEY}", "public_url": "https://h"}}}})");
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->secrets().hidden("the key is sk-1"), "the key is ***");
}

TEST(Settings, AllowedOriginsAreOrigins) {
  const auto settings =
      read(R"({"server": {"allowed_origins": ["https://${HOST_PART}", "http://localhost:5173"]}})");
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->server.allowed_origins,
            (std::vector<std::string>{"https://example.org", "http://localhost:5173"}));
  for (const auto* wrong : {R"("https://a.example/")", R"("a.example")", R"("")", "7",
                            R"("ftp://a.example")", R"("https://a.example:x")"}) {
    const auto refused = read(std::string(R"({"server": {"allowed_origins": [)") + wrong + "]}}");
    ASSERT_FALSE(refused) << wrong;
    EXPECT_TRUE(names(refused.error(), Errc::bad_value, "server.allowed_origins")) << wrong;
  }
}

}  // namespace
}  // namespace hookswitch
