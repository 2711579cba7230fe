#include "cli/token_budget.h"

#include "cli/console.h"
#include "cli/decimal.h"

constexpr int64_t most_tokens = 1000000000;
constexpr int per_million = 6;  // decimals: prices are for a million tokens

static int64_t completion_tokens(const Options& options) { return options.integer("--max-tokens", 0, 0, most_tokens); }

void check_budget_options(const Options& options) {
    for (const char* option : {"--price-in", "--price-out", "--max-tokens", "--window"}) {
        if (!options.has(option)) continue;
        if (!options.has("--count")) throw UsageError(std::string(option) + " goes with --count");
        if (options.has("--jsonl")) throw UsageError(std::string(option) + " does not go with --jsonl");
    }
    for (const char* option : {"--price-in", "--price-out"}) {
        if (options.has(option)) read_decimal(option, options.text(option, ""));
    }
    completion_tokens(options);
    options.integer("--window", 1, 1, most_tokens);
    if (options.has("--price-out") && !options.has("--max-tokens"))
        throw UsageError("--price-out needs --max-tokens N: how many tokens will be written?");
}

static void print_fact(const std::string& name, const std::string& value) {
    write_out(padded(name, 20) + value + "\n");
}

/// Prints what so many tokens cost, and returns it.
static Decimal print_cost(const Options& options, const std::string& option, const std::string& name, int64_t tokens) {
    const Decimal price = read_decimal(option, options.text(option, ""));
    const Decimal cost = times(price, tokens, per_million);
    print_fact(name, decimal_text(cost) + "  (at " + decimal_text(price) + " for a million tokens)");
    return cost;
}

static void print_window(int64_t window, int64_t needed) {
    print_fact("window", std::to_string(window));
    if (needed <= window)
        print_fact("left", std::to_string(window - needed));
    else
        print_fact("too many", std::to_string(needed - window) + "  (it does not fit)");
}

void print_budget(const Options& options, int64_t tokens, int64_t window) {
    const int64_t completion = completion_tokens(options);
    print_fact("prompt tokens", std::to_string(tokens));
    if (options.has("--max-tokens")) {
        print_fact("completion tokens", std::to_string(completion) + "  (as --max-tokens says)");
        print_fact("tokens in all", std::to_string(tokens + completion));
    }
    Decimal cost;
    if (options.has("--price-in")) cost = print_cost(options, "--price-in", "prompt cost", tokens);
    if (options.has("--price-out")) {
        const Decimal out = print_cost(options, "--price-out", "completion cost", completion);
        cost = sum_of(cost, out);
    }
    if (options.has("--price-in") && options.has("--price-out")) print_fact("cost in all", decimal_text(cost));
    const int64_t shown_window = options.integer("--window", window, 1, most_tokens);
    if (shown_window > 0) print_window(shown_window, tokens + completion);
}
