#include "bench/report.h"

#include <cstdarg>
#include <cstdio>

#include "bench/work.h"

/// As printf writes it.
static std::string line(const char* pattern, ...) __attribute__((format(printf, 1, 2)));

static std::string line(const char* pattern, ...) {
    char text[200];
    va_list values;
    va_start(values, pattern);
    std::vsnprintf(text, sizeof(text), pattern, values);
    va_end(values);
    return text;
}

static std::string speed_row(const std::string& what, const SpeedResult& result) {
    return line("  %-26s %11.1f tok/s  %5.1f%%  (%.1f%% to %.1f%%)\n", what.c_str(), result.tokens_per_second.median,
                100 * result.share.median, 100 * result.share.lowest, 100 * result.share.highest);
}

std::string bench_text(const BenchReport& report) {
    const Rounds& memory = report.memory_bytes_per_second;
    const Rounds& peak = report.operations_per_second;
    const bool has_model = !report.decode.empty();
    std::string text = report.model + ": ";
    if (has_model) {
        text += line("%.1f million numbers in matrices (%s), ", double(matrix_numbers(report.config)) / 1e6,
                     report.weights.c_str());
    }
    text += line("%d threads, median of %d rounds (lowest to highest)\n\n", report.threads, report.rounds);
    text += "the machine\n";
    text += line("  %-26s %11.1f GB/s   (%.1f to %.1f)\n", "reading memory", memory.median / 1e9, memory.lowest / 1e9,
                 memory.highest / 1e9);
    text += line("  %-26s %11.1f GFLOP/s (%.1f to %.1f)\n", "multiply-adds, float32", peak.median / 1e9,
                 peak.lowest / 1e9, peak.highest / 1e9);
    if (has_model) text += "\ndecoding, one token at a time                       of memory bandwidth\n";
    for (const SpeedResult& result : report.decode) {
        text += speed_row("at a context of " + std::to_string(result.tokens), result);
    }
    if (has_model) text += "\nreading a prompt                                    of the multiply-add peak\n";
    for (const SpeedResult& result : report.prefill) {
        text += speed_row(std::to_string(result.tokens) + " tokens", result);
    }
    if (report.training) {
        text += "\nlearning                                            of the multiply-add peak\n";
        text += speed_row("a batch of " + std::to_string(report.training->tokens), *report.training);
    }
    if (report.tokenizer) {
        text += "\nthe tokenizer\n";
        text += line("  %-26s %11.1f MB/s\n", "encoding", report.tokenizer->encode.median / 1e6);
        text += line("  %-26s %11.1f MB/s\n", "decoding", report.tokenizer->decode.median / 1e6);
    }
    if (report.startup) {
        text += "\nfrom the start of the process\n";
        text += line("  %-26s %11.1f ms\n", "first token of a short text", 1e3 * report.startup->seconds.median);
        text += line("  %-26s %11.1f MB\n", "memory at most", report.startup->peak_bytes / 1e6);
    }
    return text;
}

static std::string rounds_json(const Rounds& rounds, double unit) {
    return line("{\"median\":%.6g,\"lowest\":%.6g,\"highest\":%.6g}", rounds.median / unit, rounds.lowest / unit,
                rounds.highest / unit);
}

static std::string speed_json(const SpeedResult& result) {
    return "{\"tokens\":" + std::to_string(result.tokens) +
           ",\"tokens_per_second\":" + rounds_json(result.tokens_per_second, 1) +
           ",\"share\":" + rounds_json(result.share, 1) + "}";
}

static std::string speeds_json(const std::vector<SpeedResult>& results) {
    std::string json = "[";
    for (size_t i = 0; i < results.size(); ++i) {
        json += (i == 0 ? "" : ",") + speed_json(results[i]);
    }
    return json + "]";
}

static std::string quoted(const std::string& text) {
    std::string json = "\"";
    for (const char c : text) {
        const bool is_control = static_cast<unsigned char>(c) < 0x20;
        if (is_control)
            json += line("\\u%04x", unsigned(c));
        else if (c == '"' || c == '\\')
            json += std::string("\\") + c;
        else
            json += c;
    }
    return json + "\"";
}

std::string bench_json(const BenchReport& report) {
    std::string json = "{\"model\":" + quoted(report.model) + ",\"weights\":" + quoted(report.weights) +
                       ",\"threads\":" + std::to_string(report.threads) +
                       ",\"rounds\":" + std::to_string(report.rounds);
    json += ",\"memory_gb_s\":" + rounds_json(report.memory_bytes_per_second, 1e9);
    json += ",\"peak_gflop_s\":" + rounds_json(report.operations_per_second, 1e9);
    json += ",\"decode\":" + speeds_json(report.decode) + ",\"prefill\":" + speeds_json(report.prefill);
    json += ",\"train\":" + (report.training ? speed_json(*report.training) : std::string("null"));
    json += ",\"tokenizer\":";
    if (report.tokenizer)
        json += "{\"encode_mb_s\":" + rounds_json(report.tokenizer->encode, 1e6) +
                ",\"decode_mb_s\":" + rounds_json(report.tokenizer->decode, 1e6) +
                ",\"bytes\":" + std::to_string(report.tokenizer->bytes) +
                ",\"tokens\":" + std::to_string(report.tokenizer->tokens) + "}";
    else
        json += "null";
    json += ",\"startup_ms\":" + (report.startup ? rounds_json(report.startup->seconds, 1e-3) : std::string("null"));
    json += ",\"rss_mb\":" + (report.startup ? line("%.6g", report.startup->peak_bytes / 1e6) : std::string("null"));
    return json + "}\n";
}
