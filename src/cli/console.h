#pragma once

#include <string>
#include <string_view>

// Results go to standard output, everything else to standard error.

/// Writes to standard output. Errors are noticed by finish_output.
void write_out(std::string_view text);

/// What was written so far becomes visible.
void flush_out();

/// Throws Error when something could not be written (a full disk).
void finish_output();

/// Writes a line to standard error.
void write_note(const std::string& line);

/// Writes to standard error without ending the line: a terminal's user is to type behind it.
void write_prompt(const std::string& text);

/// All of standard input.
std::string read_standard_input();

/// The next line of standard input, without its line feed; false at the end.
bool read_line(std::string& line);

/// The shortest text that reads as this number again: "0", "0.5", "1e+09".
std::string short_number(double value);

/// The token id that the digits stand for, or -1 where there is none. Nine digits fit an int, and no vocabulary
/// has more.
int token_id_of(const std::string& digits);

/// The text with spaces behind it up to a width.
std::string padded(const std::string& text, size_t width);
