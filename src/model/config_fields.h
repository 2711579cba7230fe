#pragma once

#include "formats/json.h"
#include "model/config.h"

// Fields of config.json, each checked as it is read. All throw Error with file, line and key.

/// A whole number from 1 on.
int read_size(const JsonDocument& json, const char* key);

/// The same; `otherwise` where the key is missing or null.
int read_size_or(const JsonDocument& json, const char* key, int otherwise);

/// A number above 0 of an object; `otherwise` where the key is missing or null.
double read_positive_or(const JsonDocument& json, const JsonValue& object, const char* key, double otherwise);

/// A flag; `otherwise` where the key is missing or null.
bool read_flag_or(const JsonDocument& json, const char* key, bool otherwise);

/// RoPE's settings, of layers that see everything and of those with a window: config.rope, config.local_rope.
void read_rope(const JsonDocument& json, Config& config);

/// How many tokens a token sees, layer by layer: config.seen.
void read_seen(const JsonDocument& json, Config& config);
