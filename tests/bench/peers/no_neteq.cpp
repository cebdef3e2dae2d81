// Takes the place of neteq_player.cpp while NetEq has not been fetched: node tools/fetch-neteq.mjs
#include "peers/neteq_player.hpp"

namespace hookswitch::bench {

std::unique_ptr<kit::TracePlayer> make_neteq_player(int) { return nullptr; }

}  // namespace hookswitch::bench
