#include "cli/decimal.h"

#include <algorithm>

#include "base/utf8.h"
#include "cli/options.h"

Decimal read_decimal(const std::string& option, const std::string& written) {
    Decimal number;
    number.digits.clear();
    bool point_seen = false;
    bool is_number = true;
    for (char c : written) {
        const bool is_digit = c >= '0' && c <= '9';
        is_number = is_number && (is_digit || (c == '.' && !point_seen));
        if (c == '.') point_seen = true;
        if (!is_digit) continue;
        number.digits += c;
        if (point_seen) ++number.decimals;
    }
    if (!is_number || number.digits.empty() || number.digits.size() > 18)
        throw UsageError(option + " must be a number from 0 up, such as 0.15, not " + show_bytes(written));
    return number;
}

Decimal times(const Decimal& number, int64_t count, int shift) {
    Decimal product;
    product.digits.clear();
    product.decimals = number.decimals + shift;
    int64_t carry = 0;
    for (size_t i = number.digits.size(); i > 0; --i) {  // as on paper, from the lowest digit up
        carry += int64_t(number.digits[i - 1] - '0') * count;
        product.digits += char('0' + carry % 10);
        carry /= 10;
    }
    for (; carry > 0; carry /= 10) {
        product.digits += char('0' + carry % 10);
    }
    std::reverse(product.digits.begin(), product.digits.end());
    return product;
}

Decimal sum_of(const Decimal& a, const Decimal& b) {
    Decimal sum;
    sum.decimals = std::max(a.decimals, b.decimals);
    std::string first = a.digits + std::string(size_t(sum.decimals - a.decimals), '0');
    std::string second = b.digits + std::string(size_t(sum.decimals - b.decimals), '0');
    const size_t length = std::max(first.size(), second.size()) + 1;
    first.insert(0, length - first.size(), '0');
    second.insert(0, length - second.size(), '0');
    sum.digits.assign(length, '0');
    int carry = 0;
    for (size_t i = length; i > 0; --i) {
        carry += (first[i - 1] - '0') + (second[i - 1] - '0');
        sum.digits[i - 1] = char('0' + carry % 10);
        carry /= 10;
    }
    return sum;
}

std::string decimal_text(const Decimal& number) {
    std::string digits = number.digits;
    const size_t decimals = size_t(number.decimals);
    if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
    std::string whole = digits.substr(0, digits.size() - decimals);
    std::string part = digits.substr(digits.size() - decimals);
    while (!part.empty() && part.back() == '0') {
        part.pop_back();
    }
    whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size() - 1));
    return part.empty() ? whole : whole + "." + part;
}
