#pragma once

#include <cstdint>

/// How the learning rate goes over a run.
struct ScheduleOptions {
    double peak = 1e-3;        // the highest rate
    double final_share = 0.1;  // of the peak: the rate of the last step
    int64_t warmup_steps = 0;  // steps before the peak
    int64_t total_steps = 0;   // of the whole run
};

/// The learning rate of a step. Up in a straight line, then down along half a cosine:
///     step < warmup_steps    peak (step + 1) / (warmup_steps + 1)
///     after that             final + (peak - final) (1 + cos(pi progress)) / 2
/// with final = final_share peak, and progress going from 0 at step = warmup_steps, where the rate is the peak, to 1 at
/// the last step. Warm-up, because AdamW's means know little at first; down at the end, because small steps settle.
///
/// step      from 0; the first one already learns
/// throws    Error when the step is outside the run, the rates are no numbers above 0, or the warm-up leaves no step
///           for the way down
/// source    Loshchilov & Hutter 2017, "SGDR", equation 5 (one period, no restart); the warm-up of Goyal et al. 2017,
///           section 2.2
double learning_rate_at(int64_t step, const ScheduleOptions& options);
