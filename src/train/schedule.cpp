#include "train/schedule.h"

#include <cmath>
#include <numbers>

#include "base/error.h"

static void check_schedule(const ScheduleOptions& options) {
    if (!std::isfinite(options.peak) || options.peak <= 0) {
        throw Error("schedule: the peak learning rate must be a number above 0, not " + std::to_string(options.peak));
    }
    if (!(options.final_share >= 0 && options.final_share <= 1)) {
        throw Error("schedule: the final share of the peak must lie in 0 to 1, not " +
                    std::to_string(options.final_share));
    }
    if (options.warmup_steps < 0 || options.warmup_steps >= options.total_steps) {
        throw Error("schedule: " + std::to_string(options.warmup_steps) +
                    " steps of warm-up do not fit into a run of " + std::to_string(options.total_steps) +
                    "; make the run longer or the warm-up shorter");
    }
}

double learning_rate_at(int64_t step, const ScheduleOptions& options) {
    check_schedule(options);
    if (step < 0 || step >= options.total_steps) {
        throw Error("schedule: step " + std::to_string(step) + " lies outside a run of " +
                    std::to_string(options.total_steps) + " steps");
    }
    double rate = 0.0;
    //> schedule  up in a line, down along half a cosine
    const int64_t last_step = options.total_steps - 1;
    const double lowest = options.final_share * options.peak;
    if (step == last_step) {
        rate = lowest;
    } else if (step < options.warmup_steps) {
        const double climbed = double(step + 1) / double(options.warmup_steps + 1);
        rate = climbed * options.peak;
    } else {
        const double progress = double(step - options.warmup_steps) / double(last_step - options.warmup_steps);
        const double cosine = std::cos(std::numbers::pi * progress);
        rate = lowest + 0.5 * (options.peak - lowest) * (1.0 + cosine);
    }
    //< schedule
    return rate;
}
