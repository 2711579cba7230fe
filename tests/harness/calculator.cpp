#include "calculator.h"

#include <cctype>
#include <cmath>
#include <cstdlib>

#include "harness.h"

/// Recursive descent: sum -> product -> factor; `at` is the next character.
struct Calculator {
    const std::string& text;
    size_t at = 0;

    [[noreturn]] void fail(const std::string& problem) {
        throw TestFailure("\"" + text + "\": " + problem + " at character " + std::to_string(at));
    }

    char next() {
        while (at < text.size() && text[at] == ' ') {
            ++at;
        }
        return at < text.size() ? text[at] : '\0';
    }

    double sum() {
        double value = product();
        while (next() == '+' || next() == '-') {
            const char sign = text[at++];
            const double term = product();
            value += sign == '+' ? term : -term;
        }
        return value;
    }

    double product() {
        double value = factor();
        while (next() == '*' || next() == '/') {
            const char sign = text[at++];
            const double other = factor();
            value = sign == '*' ? value * other : value / other;
        }
        return value;
    }

    double factor() {
        const char c = next();
        if (c == '-') {
            ++at;
            return -factor();
        }
        if (c == '(') {
            ++at;
            const double value = sum();
            if (next() != ')') fail("expected ')'");
            ++at;
            return value;
        }
        if (std::isalpha(static_cast<unsigned char>(c)) != 0) return function();
        char* end = nullptr;
        const double value = std::strtod(text.c_str() + at, &end);
        if (end == text.c_str() + at) fail("expected a number");
        at = size_t(end - text.c_str());
        return value;
    }

    double function() {
        std::string name;
        while (at < text.size() && std::isalpha(static_cast<unsigned char>(text[at])) != 0) {
            name += text[at++];
        }
        if (next() != '(') fail("expected '(' after " + name);
        const double x = factor();
        if (name == "sqrt") return std::sqrt(x);
        if (name == "exp") return std::exp(x);
        if (name == "sin") return std::sin(x);
        if (name == "cos") return std::cos(x);
        fail("unknown function " + name);
    }
};

double calculate(const std::string& expression) {
    Calculator calculator = {expression};
    const double value = calculator.sum();
    if (calculator.next() != '\0') calculator.fail("unexpected text");
    return value;
}
