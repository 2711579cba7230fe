#include <cmath>
#include <limits>
#include <numbers>

#include "golden.h"
#include "harness.h"
#include "train/schedule.h"

static ScheduleOptions schedule_of(double peak, double final_share, int64_t warmup_steps, int64_t total_steps) {
    ScheduleOptions options;
    options.peak = peak;
    options.final_share = final_share;
    options.warmup_steps = warmup_steps;
    options.total_steps = total_steps;
    return options;
}

static std::vector<double> rates_of(const ScheduleOptions& options) {
    std::vector<double> rates;
    for (int64_t step = 0; step < options.total_steps; ++step) {
        rates.push_back(learning_rate_at(step, options));
    }
    return rates;
}

TEST(every_step_matches_golden) {
    const Golden golden("schedule");
    EXPECT_EQUAL(golden.cases().size(), size_t(5));
    for (const std::string& name : golden.cases()) {
        const ScheduleOptions options =
            schedule_of(golden.number(name + "/peak"), golden.number(name + "/final_share"),
                        golden.integers(name + "/warmup_steps")[0], golden.integers(name + "/total_steps")[0]);
        const std::vector<double> rates = rates_of(options);
        const Tensor got = Tensor::from({int64_t(rates.size())}, std::vector<float>(rates.begin(), rates.end()));
        EXPECT_GOLDEN(golden, name + "/rates", got, one_ulp, 0);
    }
}

static const std::vector<ScheduleOptions> many_schedules = {
    schedule_of(1e-3, 0.1, 10, 100),    schedule_of(3.0, 0.0, 0, 50),  schedule_of(0.3, 0.7, 1, 3),
    schedule_of(6e-4, 0.1, 700, 20000), schedule_of(1.0, 0.3, 48, 50), schedule_of(0.1, 0.9, 0, 2),
};

TEST(the_first_step_learns_the_peak_is_reached_and_the_last_step_has_the_final_rate_exactly) {
    for (const ScheduleOptions& options : many_schedules) {
        const std::vector<double> rates = rates_of(options);
        const double peak_rate = rates[size_t(options.warmup_steps)];
        EXPECT(rates.front() > 0);
        EXPECT(std::fabs(peak_rate - options.peak) <= 1e-15 * options.peak);
        EXPECT_EQUAL(rates.back(), options.final_share * options.peak);
    }
}

TEST(the_rate_rises_to_the_peak_and_falls_after_it_without_a_jump) {
    for (const ScheduleOptions& options : many_schedules) {
        const std::vector<double> rates = rates_of(options);
        const double rise = options.peak / double(options.warmup_steps + 1);
        const double steps_down = double(options.total_steps - 1 - options.warmup_steps);
        const double drop = options.peak * (1 - options.final_share);
        const double steepest = drop * std::fmin(1.0, std::numbers::pi / 2 / steps_down);  // half-way down a cosine
        for (size_t step = 1; step < rates.size(); ++step) {
            const double change = rates[step] - rates[step - 1];
            if (int64_t(step) <= options.warmup_steps) {
                EXPECT(std::fabs(change - rise) < 1e-12 * options.peak);  // a straight line
            } else {
                EXPECT(change < 0);
                EXPECT(-change <= steepest * (1 + 1e-12));
            }
        }
    }
}

// Half-way between peak and last step the cosine is 0; the two halves mirror each other.
TEST(the_way_down_is_symmetric) {
    const ScheduleOptions options = schedule_of(2.0, 0.25, 20, 121);
    EXPECT(std::fabs(learning_rate_at(70, options) - 1.25) < 1e-15);
    for (int64_t i = 0; i <= 50; ++i) {
        const double above = learning_rate_at(20 + i, options);
        const double below = learning_rate_at(120 - i, options);
        EXPECT(std::fabs(above + below - 2.5) < 1e-14);
    }
}

TEST(runs_of_one_and_two_steps_are_fine) {
    EXPECT_EQUAL(learning_rate_at(0, schedule_of(1.0, 0.5, 0, 1)), 0.5);
    EXPECT_EQUAL(learning_rate_at(0, schedule_of(1.0, 0.5, 1, 2)), 0.5);
    EXPECT_EQUAL(learning_rate_at(1, schedule_of(1.0, 0.25, 1, 2)), 0.25);
}

TEST(nonsense_is_an_error) {
    const double infinity = std::numeric_limits<double>::infinity();
    EXPECT_ERROR(learning_rate_at(-1, schedule_of(1, 0.1, 2, 10)), "step -1 lies outside a run of 10 steps");
    EXPECT_ERROR(learning_rate_at(10, schedule_of(1, 0.1, 2, 10)), "step 10 lies outside");
    EXPECT_ERROR(learning_rate_at(0, schedule_of(0, 0.1, 2, 10)), "peak learning rate");
    EXPECT_ERROR(learning_rate_at(0, schedule_of(-1, 0.1, 2, 10)), "peak learning rate");
    EXPECT_ERROR(learning_rate_at(0, schedule_of(infinity, 0.1, 2, 10)), "peak learning rate");
    EXPECT_ERROR(learning_rate_at(0, schedule_of(std::nan(""), 0.1, 2, 10)), "peak learning rate");
    EXPECT_ERROR(learning_rate_at(0, schedule_of(1, -0.1, 2, 10)), "final share");
    EXPECT_ERROR(learning_rate_at(0, schedule_of(1, 1.1, 2, 10)), "final share");
    EXPECT_ERROR(learning_rate_at(0, schedule_of(1, std::nan(""), 2, 10)), "final share");
    EXPECT_ERROR(learning_rate_at(0, schedule_of(1, 0.1, -1, 10)), "-1 steps of warm-up do not fit");
    EXPECT_ERROR(learning_rate_at(0, schedule_of(1, 0.1, 10, 10)), "10 steps of warm-up do not fit into a run of 10");
    EXPECT_ERROR(learning_rate_at(0, schedule_of(1, 0.1, 0, 0)), "do not fit into a run of 0");
}

TEST_MAIN
