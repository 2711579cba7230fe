#include <cstdio>

#include "eval/evaluate.h"

static std::string format(const char* pattern, double value) {
    char text[64];
    std::snprintf(text, sizeof(text), pattern, value);
    return text;
}

static double share_of(const Share& share) { return share.of == 0 ? 0.0 : double(share.right) / double(share.of); }

static std::string share_line(const std::string& name, const Share& share) {
    std::string line = name + std::string(name.size() < 38 ? 38 - name.size() : 0, ' ');
    return line + format("%6.2f%%", 100 * share_of(share)) + "  " + std::to_string(share.right) + " of " +
           std::to_string(share.of) + "\n";
}

static std::string calibration_text(const EvalReport& report) {
    std::string text = "\nhow sure it was, and how often right    answers  mean confidence   right\n";
    for (const CalibrationBand& band : report.calibration) {
        char line[120];
        std::snprintf(line, sizeof(line), "  %.2f to %.2f                        %8d          %6.2f%%  %6.2f%%\n",
                      band.from, band.to, band.correct.of, 100 * band.confidence, 100 * share_of(band.correct));
        text += line;
    }
    return text;
}

std::string report_text(const EvalReport& report) {
    std::string text = "held-out documents\n";
    text += "  loss                                " + format("%.4f nats per token", report.loss) +
            format(", %.4f bits per byte\n", report.bits_per_byte);
    text += "  floor: entropy of the source        " + format("%.4f nats per token", report.floor) +
            format(", %.4f bits per byte\n", report.floor_bits_per_byte);
    text += "  above the floor                     " + format("%.4f nats per token\n", report.loss - report.floor);
    text += "\nright to the letter\n";
    text += share_line("  answered from the context", report.answerable);
    text += share_line("  \"I don't know.\" where it must be", report.unanswerable);
    text += share_line("  who a pronoun means", report.pronouns);
    text += share_line("  sums", report.sums);
    text += "\nanswered from the context, by where the fact stands\n";
    text += share_line("  first third", report.by_position[0]);
    text += share_line("  middle third", report.by_position[1]);
    text += share_line("  last third", report.by_position[2]);
    text += calibration_text(report);
    text += "\n" + share_line("wrong among those at least 0.90 sure", report.sure_and_wrong);
    text += share_line("stories consistent from end to end", report.stories);
    text += share_line("stories that came to an end", report.endings);
    return text;
}

static std::string share_json(const Share& share) {
    return "{\"right\":" + std::to_string(share.right) + ",\"of\":" + std::to_string(share.of) +
           ",\"share\":" + format("%.6f", share_of(share)) + "}";
}

std::string report_json(const EvalReport& report) {
    std::string json = "{\"loss\":" + format("%.6f", report.loss) + ",\"floor\":" + format("%.6f", report.floor);
    json += ",\"bits_per_byte\":" + format("%.6f", report.bits_per_byte);
    json += ",\"floor_bits_per_byte\":" + format("%.6f", report.floor_bits_per_byte);
    json += ",\"answerable\":" + share_json(report.answerable);
    json += ",\"unanswerable\":" + share_json(report.unanswerable);
    json += ",\"pronouns\":" + share_json(report.pronouns) + ",\"sums\":" + share_json(report.sums);
    json += ",\"by_position\":[";
    for (size_t i = 0; i < report.by_position.size(); ++i) {
        json += (i == 0 ? "" : ",") + share_json(report.by_position[i]);
    }
    json += "],\"calibration\":[";
    for (size_t i = 0; i < report.calibration.size(); ++i) {
        const CalibrationBand& band = report.calibration[i];
        json += (i == 0 ? "{\"from\":" : ",{\"from\":") + format("%g", band.from) + ",\"to\":" + format("%g", band.to);
        json += ",\"confidence\":" + format("%.6f", band.confidence) + ",\"correct\":" + share_json(band.correct) + "}";
    }
    json += "],\"sure_and_wrong\":" + share_json(report.sure_and_wrong);
    json += ",\"stories\":" + share_json(report.stories) + ",\"endings\":" + share_json(report.endings);
    return json + "}\n";
}
