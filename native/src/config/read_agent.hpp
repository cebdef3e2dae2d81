#pragma once

#include "config/checked_object.hpp"

namespace hookswitch::config {

/// What the carriers' own agents add to the common one, which may lack it then.
struct CompletedByCarriers {
  bool url = false;
  bool model = false;
};

/// Reads `agent`, the common one or a carrier's, over what holds without it.
///
/// shape   the model is named once: by the URL or by `model`. An entry with an address of its own
///         takes neither a persona's name from above nor, when its URL names a model, any
/// errors  those of CheckedObject; model_conflict, model_missing
void read_agent(CheckedObject agent, calls::AgentSettings& into, CompletedByCarriers completed);

}  // namespace hookswitch::config
