#pragma once

#include <cstdint>

/// A stretch of rows: one document among those that lie one after another in a batch.
struct Span {
    int64_t first;
    int64_t length;
};
