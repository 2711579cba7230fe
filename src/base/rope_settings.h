#pragma once

#include <cstdint>

/// How fast each pair of a head turns: theta, and what a model does to the frequencies that theta gives so as to see further
/// than it was first trained for.
struct RopeSettings {
    enum class Scaling { none, linear, llama3 };

    double theta = 10000.0;
    Scaling scaling = Scaling::none;
    double factor = 1.0;            // linear, llama3: how many times slower
    double low_freq_factor = 1.0;   // llama3: pairs that turn fewer times than this in the old window are slowed down
    double high_freq_factor = 1.0;  // llama3: those that turn more often than this are left alone; between them a blend
    double original_window = 0.0;   // llama3: the window of the first training, in tokens

    RopeSettings() = default;
    RopeSettings(double theta_alone) : theta(theta_alone) {}  // not explicit: most models have no more than a theta

    bool operator==(const RopeSettings&) const = default;
};

/// Radians a position that pair i of a head turns by: theta^(-2i / head_dim), and with
///     linear   that divided by factor
///     llama3   that divided by factor for pairs whose wavelength is above original_window / low_freq_factor, left alone below
///              original_window / high_freq_factor, and between the two (1 - s) * slow + s * fast with
///              s = (original_window / wavelength - low_freq_factor) / (high_freq_factor - low_freq_factor)
/// source   Su et al. 2021, section 3.2.2; linear: Chen et al. 2023, "Extending Context Window of Large Language Models via
///          Positional Interpolation", section 2.3; llama3: Meta's Llama 3.1 (model card and reference implementation)
double rope_frequency(const RopeSettings& settings, int64_t i, int64_t head_dim);
