#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hookswitch::agent::openai {

/// Every model that an address names, decoded and in order: the query's `model`, and the
/// deployments of Azure (`deployment=NAME`, `/deployments/NAME/`), which stand for a model. Empty
/// names do not count; an invalid URL names no model.
///
/// source  OpenAI Realtime, GA: connection; Azure OpenAI: realtime URLs, both generations
std::vector<std::string> models_in_url(std::string_view url);

/// Whether this host name is the vendor's own.
bool is_vendors_host(std::string_view host);

/// The address to dial. A URL that names a model is kept as written. Otherwise the model is
/// added after the other parameters, which keep their order, or put where `model=` was left empty.
/// The fragment is removed: it is never sent.
std::string url_with_model(std::string_view url, std::string_view model);

}  // namespace hookswitch::agent::openai
