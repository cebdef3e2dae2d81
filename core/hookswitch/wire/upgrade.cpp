#include "hookswitch/wire/upgrade.hpp"

namespace hookswitch::wire {

std::string UpgradeOffer::apply_to(std::string_view url) const {
  const auto mark = url.find('?');
  std::string whole(url.substr(0, mark));
  if (!path.empty() && !whole.empty() && whole.back() == '/') whole.pop_back();
  whole += path;
  if (mark != std::string_view::npos) whole += url.substr(mark);
  if (query.empty()) return whole;
  whole += mark == std::string_view::npos ? "?" : mark + 1 == url.size() ? "" : "&";
  return whole + query;
}

std::string UpgradeOffer::subprotocol_list() const {
  std::string list;
  for (const std::string& one : subprotocols) list.append(list.empty() ? "" : ", ").append(one);
  return list;
}

}  // namespace hookswitch::wire
