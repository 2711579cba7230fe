#pragma once

#include <string>
#include <vector>

#include "model/transformer.h"

/// "small", "110m" and "1b".
std::vector<std::string> shape_names();

/// The sizes of a model to be measured without its weights: `small` is the default model's shape, `110m` that of a GPT-2
/// small as a Llama (Touvron et al. 2023 has the parts, Radford et al. 2019, table 2, the sizes), `1b` that of Llama 3.2 1B.
/// Throws Error for any other name, with those that there are.
Config config_of_shape(const std::string& name);

/// A model of these sizes with numbers in place of learned weights: as fast as a real one, and as many bytes.
Model model_of_shape(const Config& config);
