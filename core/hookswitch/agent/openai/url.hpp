#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hookswitch::agent::openai {

/// Every model that an address names, decoded and in order: the query's `model`, and the
/// deployments of Azure (`deployment=NAME`, `/deployments/NAME/`), which stand for a model. Empty
/// names count as none; what is not a URL names none.
///
/// source  OpenAI Realtime, GA: connection; Azure OpenAI: realtime URLs, both generations
std::vector<std::string> models_in_url(std::string_view url);

/// Whether the vendor itself answers under this host name, so that no stand-in can.
bool is_vendors_host(std::string_view host);

/// The address to dial. One that names a model stays as it is written; to another the model is
/// added behind the other parameters, which keep their order, or put where `model=` was left empty.
/// A fragment is cut off: it never goes over the wire.
std::string url_with_model(std::string_view url, std::string_view model);

}  // namespace hookswitch::agent::openai
