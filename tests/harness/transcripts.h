#pragma once

#include <string>
#include <vector>

/// Runs a command line as a reader would, from the top folder; "build/stepwise" is the program of this build. Returns both
/// streams.
std::string output_of(std::string command);

/// What a console block should hold: its commands ("$ ...") as they stand, below each what it prints now. Where the block
/// ends an output with a line "...", it may go on: as many lines as are shown before are kept. A command is not run, and
/// its output is kept, when it needs ../shared and that is not there, or when it calls gdb and `with_debugger` is false.
/// throws  TestFailure when the block does not begin with a command
std::vector<std::string> replayed(const std::vector<std::string>& block, bool with_debugger);

/// Whether sessions of the debugger are to be replayed: where STEPWISE_DEBUGGER is set, as `make test-debugger` does.
bool replays_debugger();
