#include <CLI/CLI.hpp>
#include <csignal>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands.hpp"
#include "cli/number_option.hpp"
#include "cli/report_error.hpp"
#include "config/settings.hpp"
#include "hookswitch/wire/masked_url.hpp"
#include "system/version.hpp"

namespace {

using namespace hookswitch;

void describe_serve(CLI::App& app, cli::ServeOptions& options) {
  app.add_option("--config", options.config, "Configuration file (docs/configuration.md)")
      ->type_name("FILE");
  app.add_option("--port", options.port, "Port for everything [8080]")
      ->type_name("N")
      ->check(cli::whole_number("--port", 0, 65'535));
  app.add_option("--host", options.host, "Address to listen on [127.0.0.1]")->type_name("ADDRESS");
  app.add_option("--store", options.store, "SQLite file of the records [./hookswitch.db]")
      ->type_name("FILE");
  app.add_option("--threads", options.threads, "Threads; 0: one per core [0]")
      ->type_name("N")
      ->check(cli::whole_number("--threads", 0, 256));
  app.add_option("--page", options.page, "Folder of the demo page")->type_name("DIR");
  app.add_option("--drain", options.drain_s, "How long live calls may continue after SIGTERM [20]")
      ->type_name("S")
      ->check(cli::number("--drain", 0, 86'400));
}

void describe_call(CLI::App& app, cli::CallOptions& options) {
  app.add_option("url", options.url, "Media URL, ws:// or wss://")->type_name("URL");
  app.add_option("--as", options.as, "Carrier to play: " + calls::dialect_list())
      ->type_name("DIALECT[:PROFILE]");
  app.add_option("--say", options.say, "Speech to say, after 0.3 s")->type_name("WAV");
  app.add_option("--record", options.record, "Where to write what was heard")->type_name("WAV");
  app.add_option("--from", options.from,
                 "Caller's number (dialects: " + calls::dialects_with_numbers() + ")")
      ->type_name("N");
  app.add_option("--to", options.to,
                 "Called number (dialects: " + calls::dialects_with_numbers() + ")")
      ->type_name("N");
  app.add_option("--param", options.params, "Custom parameter; repeatable")->type_name("K=V");
  app.add_option("--digits", options.digits, "Digits to press after speaking")->type_name("DIGITS");
  app.add_option("--barge-in", options.barge_in_ms,
                 "Say the speech again when the answer has lasted so long")
      ->type_name("MS")
      ->check(cli::whole_number("--barge-in", 0, 60'000));
  app.add_option("--rate", options.rate_hz, "Carrier's sample rate, if it has a choice")
      ->type_name("HZ")
      ->check(cli::whole_number("--rate", 8'000, 48'000));
  app.add_option("--wait", options.wait_s, "Quiet after the answer before hanging up [2]")
      ->type_name("S")
      ->check(cli::number("--wait", 0, 600));
  app.add_option("--max-seconds", options.max_seconds, "Maximum call length [120]")
      ->type_name("S")
      ->check(cli::number("--max-seconds", 0.1, 7'200));
  app.add_option("--seed", options.seed, "Seed of generated ids [random]")
      ->type_name("N")
      ->check(cli::whole_number("--seed", 0, 9'007'199'254'740'991));
  app.add_flag("--insecure", options.insecure, "Do not verify the host's certificate");
  app.add_flag("--json", options.json, "Print the report as JSON");
  app.footer(
      "Exit code: 0 the call was completed and the host was heard; 1 it failed, or nothing was "
      "heard;\n2 wrong usage; 4 it was stopped by a signal or at --max-seconds.");
}

void describe_agent(CLI::App& app, cli::EmulateAgentOptions& options) {
  app.add_option("--as", options.as,
                 "Dialect to speak: " + cli::agent_dialect_list() + " [the first]")
      ->type_name("DIALECT");
  app.add_option("--port", options.port, "Port [8081]")
      ->type_name("N")
      ->check(cli::whole_number("--port", 0, 65'535));
  app.add_option("--host", options.host, "Address to listen on [127.0.0.1]")->type_name("ADDRESS");
  app.add_option("--persona", options.persona,
                 "Who answers unless the URL's model is one of them: parrot, silent, farewell "
                 "[parrot]")
      ->type_name("NAME");
  app.add_option("--report", options.report,
                 "File to which a line of JSON per session is appended [standard output]")
      ->type_name("FILE");
  app.add_flag("--tls", options.tls,
               "wss:// instead of ws://, with a generated certificate or that of --cert");
  app.add_option("--cert", options.cert, "Certificate chain, PEM; with --key")->type_name("FILE");
  app.add_option("--key", options.key, "Its private key, PEM; with --cert")->type_name("FILE");
}

std::string command_list(const std::vector<const CLI::App*>& commands) {
  std::string list = commands.size() == 1 ? "there is " : "there are ";
  for (const auto* each : commands)
    list += (each == commands.front() ? "" : ", ") + each->get_name();
  return list;
}

/// What is wrong with the command itself, as the npm package's program says it; empty if nothing.
std::string wrong_command(const CLI::App& app, int argc, char** argv, int at = 1) {
  const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
  if (commands.empty()) return {};
  const std::string_view word = at < argc ? argv[at] : "";
  if (word.starts_with('-')) return {};
  for (const auto* each : commands)
    if (each->get_name() == word) return wrong_command(*each, argc, argv, at + 1);
  if (word.empty() || word.find("://") != word.npos)
    return "a command is required; " + command_list(commands);
  return "unknown command: " + std::string(word) + "; " + command_list(commands);
}

/// Reports unexpected arguments; never a whole URL, which may contain secrets.
std::string unexpected(const std::vector<std::string>& words) {
  for (const auto& word : words)
    if (word.starts_with('-')) return "unexpected argument: " + word.substr(0, word.find('='));
  return words.front().find("://") != std::string::npos
             ? "only one URL is accepted"
             : "unexpected argument: " + hookswitch::wire::masked_url(words.front());
}

/// The error as the npm package's program words it.
std::string what_is_wrong(const CLI::ParseError& wrong) {
  std::string text = wrong.what();
  const auto colon = text.find(": ");
  if (colon == text.npos) return text;
  if (dynamic_cast<const CLI::ValidationError*>(&wrong)) return text.substr(colon + 2);
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&wrong))
    return text.substr(0, colon) + " needs a value";
  return text;
}

int run(int argc, char** argv) {
  CLI::App app("The test phone and the bridge for voice agents on the phone network", "hookswitch");
  app.set_version_flag("--version", "hookswitch " + std::string(system::kVersion));
  app.require_subcommand(1);

  cli::ServeOptions serve;
  auto* serve_command = app.add_subcommand("serve", "Bridge, demo page and built-in agent");
  describe_serve(*serve_command, serve);
  cli::CallOptions call;
  auto* call_command = app.add_subcommand("call", "Place one call to a media URL");
  describe_call(*call_command, call);
  auto* emulate_command = app.add_subcommand("emulate", "Run a local substitute for a vendor");
  emulate_command->require_subcommand(1);
  cli::EmulateAgentOptions agent;
  auto* agent_command = emulate_command->add_subcommand("agent", "An agent, at its vendor's path");
  describe_agent(*agent_command, agent);
  auto* config_command = app.add_subcommand("config", "Configuration files");
  config_command->require_subcommand(1);
  std::string file;
  auto* check_command = config_command->add_subcommand("check", "Check one; reports every error");
  check_command->add_option("file", file, "Configuration file")->required()->type_name("FILE");

  if (const auto wrong = wrong_command(app, argc, argv); !wrong.empty())
    return cli::report_error(hookswitch::Errc::bad_argument, wrong);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ExtrasError&) {
    return cli::report_error(hookswitch::Errc::bad_argument, unexpected(app.remaining(true)));
  } catch (const CLI::ParseError& wrong) {
    if (wrong.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app.exit(wrong);
    return cli::report_error(hookswitch::Errc::bad_argument, what_is_wrong(wrong));
  }
  if (serve_command->parsed()) return cli::run_serve(serve, argv[0]);
  if (call_command->parsed()) return cli::run_call(call);
  if (agent_command->parsed()) return cli::run_emulate_agent(agent);
  return cli::run_config_check(file);
}

}  // namespace

int main(int argc, char** argv) {
  // A closed pipe or a file that may not grow is an error of that write only.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return run(argc, argv);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "error: %s\n", failure.what());
    return cli::kFailed;
  }
}
