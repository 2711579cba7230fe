#pragma once

#include <string>
#include <vector>

/// Runs a command line as a reader would, from the top folder; "build/stepwise" is the program of this build. Returns both
/// streams.
std::string output_of(std::string command);

/// Whether two lines of output are the same, but for the last place of numbers with four decimals or more, which may differ
/// by one: another processor or compiler sums in another order (docs/numerics.md).
bool same_but_for_rounding(const std::string& shown, const std::string& got);

/// What a console block should hold: its commands ("$ ...") as they stand, below each what it prints now. Where the block
/// ends an output with a line "...", it may go on: as many lines as are shown before are kept. A line that is the same but for
/// rounding is kept as it is shown. A command is not run, and
/// its output is kept, when it needs ../shared and that is not there, or when it calls gdb and `with_debugger` is false.
/// throws  TestFailure when the block does not begin with a command
std::vector<std::string> replayed(const std::vector<std::string>& block, bool with_debugger);

/// Whether sessions of the debugger are to be replayed: where STEPWISE_DEBUGGER is set, as `make test-debugger` does.
bool replays_debugger();
