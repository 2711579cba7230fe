#pragma once

#include <cstdint>
#include <string>

/// A number from 0 up with its digits as they are written: money is added and multiplied without rounding.
struct Decimal {
    std::string digits = "0";  // all of them, the highest first
    int decimals = 0;          // how many of them stand behind the point
};

/// The number that "12", "0.15" or ".5" is. Throws UsageError, naming the option, for anything else, and for more than 18
/// digits.
Decimal read_decimal(const std::string& option, const std::string& written);

/// number * count / 10^shift.
Decimal times(const Decimal& number, int64_t count, int shift);

Decimal sum_of(const Decimal& a, const Decimal& b);

/// "0.00015", without zeros that say nothing.
std::string decimal_text(const Decimal& number);
