#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/model_speed.h"
#include "bench/startup.h"
#include "bench/tokenizer_speed.h"
#include "model/config.h"

/// What `stepwise bench` measured. What it could not measure is not there.
struct BenchReport {
    std::string model;  // the folder or the name of the shape
    Config config;
    std::string weights;              // "f32", "bf16", ...
    int64_t decode_weight_bytes = 0;  // read for each token
    int threads = 1;
    int rounds = 0;
    Rounds memory_bytes_per_second;
    Rounds operations_per_second;
    std::vector<SpeedResult> decode;
    std::vector<SpeedResult> prefill;
    std::optional<SpeedResult> training;
    std::optional<TokenizerSpeed> tokenizer;
    std::optional<StartupResult> startup;
};

/// The table for people, and the JSON object of docs/formats.md.
std::string bench_text(const BenchReport& report);
std::string bench_json(const BenchReport& report);

/// The roofline (Williams, Waterman & Patterson 2009) as SVG: operations a second against operations a byte read, under
/// the two limits, memory and multiply-adds; a dot each for decoding and for the prompts.
std::string roofline_svg(const BenchReport& report);
