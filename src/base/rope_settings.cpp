#include "base/rope_settings.h"

#include <cmath>
#include <numbers>

double rope_frequency(const RopeSettings& settings, int64_t i, int64_t head_dim) {
    //> rope.frequency  the first pair turns fastest, each later one slower
    const double exponent = -2.0 * double(i) / double(head_dim);
    const double fast = std::pow(settings.theta, exponent);
    //< rope.frequency
    if (settings.scaling == RopeSettings::Scaling::none) return fast;
    const double slow = fast / settings.factor;
    if (settings.scaling == RopeSettings::Scaling::linear) return slow;
    //> rope.llama3  slow turns are slowed down further, fast ones are left alone
    const double wavelength = 2.0 * std::numbers::pi / fast;
    const double turns = settings.original_window / wavelength;  // within the old window
    if (turns < settings.low_freq_factor) return slow;
    if (turns > settings.high_freq_factor) return fast;
    const double share = (turns - settings.low_freq_factor) / (settings.high_freq_factor - settings.low_freq_factor);
    return (1.0 - share) * slow + share * fast;
    //< rope.llama3
}
