#pragma once

#include "config/checked_object.hpp"

namespace hookswitch::config {

/// What the carriers' own agents add to the common one, which may omit it then.
struct CompletedByCarriers {
  bool url = false;
  bool model = false;
};

/// Reads `agent`, the common one or a carrier's, over the defaults.
///
/// shape   the model is named once: by the URL or by `model`. An entry with its own URL
///         inherits neither a persona's name nor, if the URL names a model, any model
/// errors  those of CheckedObject; model_conflict, model_missing
void read_agent(CheckedObject agent, calls::AgentSettings& into, CompletedByCarriers completed);

}  // namespace hookswitch::config
