// The same traces through our jitter buffer, NetEq and Speex's, in step, in one process.
//
//   jitter_compare TRACE.csv... [--speech FILE.wav|FOLDER] [--json]
//
// Run it by `npm run bench -- jitter`, which fetches NetEq. docs/media.md explains the columns.
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "peers/neteq_player.hpp"
#include "peers/speex_player.hpp"
#include "score_print.hpp"
#include "trace_arguments.hpp"

using namespace hookswitch;

namespace {

std::vector<std::unique_ptr<kit::TracePlayer>> make_players(int rate_hz) {
  jitter::JitterBuffer::Config config;
  config.rate_hz = rate_hz;
  std::vector<std::unique_ptr<kit::TracePlayer>> players;
  players.push_back(std::make_unique<kit::OurTracePlayer>(config));
  if (auto neteq = bench::make_neteq_player(rate_hz)) players.push_back(std::move(neteq));
  players.push_back(bench::make_speex_player(rate_hz));
  return players;
}

struct Row {
  std::string trace;
  std::vector<kit::TraceScore> scores;  ///< by player
};

void print_table(const std::vector<Row>& rows, const std::vector<std::string>& names) {
  std::printf("%-34s %s\n", "trace", bench::kScoreColumns);
  for (const Row& row : rows)
    for (std::size_t i = 0; i < names.size(); ++i)
      bench::print_score(row.trace + " " + names[i], row.scores[i]);
}

void print_json(const std::vector<Row>& rows, const std::vector<std::string>& names) {
  std::printf("[\n");
  for (std::size_t r = 0; r < rows.size(); ++r) {
    std::printf("  {\"trace\": \"%s\"", rows[r].trace.c_str());
    for (std::size_t i = 0; i < names.size(); ++i)
      std::printf(",\n   \"%s\": {%s}", names[i].c_str(),
                  bench::score_json(rows[r].scores[i]).c_str());
    std::printf("}%s\n", r + 1 == rows.size() ? "" : ",");
  }
  std::printf("]\n");
}

/// On how many traces each goal against NetEq is met.
void print_goals(const std::vector<Row>& rows) {
  int concealed = 0, delay = 0, r = 0, cost = 0;
  for (const Row& row : rows) {
    const auto& ours = row.scores[0];
    const auto& neteq = row.scores[1];
    concealed += ours.concealed_pct + ours.dropped_pct <= neteq.concealed_pct + neteq.dropped_pct;
    delay += ours.mean_ms <= 0.8 * neteq.mean_ms;
    r += ours.r_factor > neteq.r_factor;
    cost += ours.ns_per_20ms <= neteq.ns_per_20ms;
  }
  std::printf(
      "against neteq, of %zu traces: concealed + dropped at most its on %d, mean delay at "
      "most 0.8 of its on %d, R above its on %d, ns at most its on %d\n",
      rows.size(), concealed, delay, r, cost);
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = bench::read_trace_arguments(argc, argv);
  if (!arguments) return 2;

  std::vector<Row> rows;
  std::vector<std::string> names;
  Row average{"average", {}};
  for (const auto& trace : arguments->traces) {
    const auto players = make_players(arguments->speech.rate_hz);
    std::vector<kit::TracePlayer*> seats;
    names.clear();
    for (const auto& player : players) {
      seats.push_back(player.get());
      names.push_back(player->name());
    }
    rows.push_back({trace.name, kit::run_trace(trace, arguments->speech.samples,
                                               arguments->speech.rate_hz, seats)});
    average.scores.resize(names.size());
    for (std::size_t i = 0; i < names.size(); ++i)
      bench::add_share(average.scores[i], rows.back().scores[i], arguments->traces.size());
  }
  const bool with_neteq = names.size() == 3;
  if (!with_neteq)
    std::fprintf(stderr, "built without NetEq: `npm run bench -- jitter` fetches it\n");
  const std::vector<Row> traces = rows;
  if (rows.size() > 1) rows.push_back(average);
  if (arguments->json) {
    print_json(rows, names);
  } else {
    print_table(rows, names);
    if (with_neteq) print_goals(traces);
  }
  return 0;
}
