#pragma once

#include <string>

/// The value of an arithmetic expression as pages write it: numbers, + - * /, brackets, sqrt exp sin cos.
/// Throws TestFailure when it is malformed.
double calculate(const std::string& expression);
