#pragma once

#include <string>

#include "model/transformer.h"

/// The text of a config.json of the Llama family that reads back as `config`.
std::string config_to_json(const Config& config);

/// Makes the folder, where it is not there yet. Throws Error when that cannot be done.
void make_model_folder(const std::string& folder);

/// Writes config.json, generation_config.json and model.safetensors into the folder, which is made if it is not there;
/// each file is written beside and renamed. The tokenizer is the caller's business.
///
/// dtype    "F32", "BF16" or "F16": how the weights are stored
/// throws   Error when the folder or a file cannot be written, or the dtype is none of these
void save_model(const std::string& folder, const Model& model, const std::string& dtype);

/// Writes the model of another folder with its matrices narrowed to `type` and all else as it is stored: names, fused
/// and turned matrices (but 8-bit blocks, which are always [out, in]), norms, config.json's text. Several files become
/// one. For any family; save_model and save_model_as_it_is write the family llama without RoPE scaling.
/// Throws Error when the weights are quantized already, a number does not fit, or a file cannot be written.
void save_narrowed(const std::string& to, const ModelFolder& from, const Config& config, NumberType type);

/// The same as save_model with every matrix in the form that it has in memory, and norms in float32.
/// A folder with 8-bit blocks is for this program alone; its config.json says so, so that no other takes the quants for weights.
void save_model_as_it_is(const std::string& folder, const Model& model);
