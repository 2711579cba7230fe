#pragma once

#include <string>

#include "train/trainer.h"

/// Everything that the next step depends on, as text: a resumed run must have the same, or it would be another run.
std::string settings_text(const Config& config, const TrainOptions& options, const TokenFile& data);

/// Writes weights, both moments and the step to a safetensors file, beside the target and then renamed: a kill at any
/// moment leaves the checkpoint before. Throws Error when it cannot be written; the one before is then still whole.
void save_checkpoint(const std::string& path, const TrainState& state, const std::string& settings);

/// Reads it back, bit for bit.
/// Throws Error when the file is damaged, holds tensors of other shapes, or was made with other settings.
TrainState load_checkpoint(const std::string& path, const Config& config, const std::string& settings);
