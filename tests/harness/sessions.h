#pragma once

#include <string>
#include <vector>

#include "chapters.h"

// The debugger's part of the pages: the sessions that chapters show, the README's table of stages, the stops of Visual
// Studio Code. None of these checks needs a debugger. Like those of chapters.h they return complaints.

/// The scripts of tutorial/gdb that are sessions: all but those that others begin with.
std::vector<std::string> session_scripts();

/// The scripts whose sessions a page shows: the files of its commands "gdb -q -batch -x FILE", in order.
std::vector<std::string> shown_sessions(const Page& page);

/// A chapter has a section "In the debugger", and a session in it, of a script that is there; its output is whole.
std::vector<std::string> check_session(const Page& page);

/// A session's script begins with session.gdb, ends with `kill`, and says in its first line what it shows.
std::vector<std::string> check_script(const std::string& path, const std::string& text);

/// The table of stages in README.md: each row has code, a test of the same name, a golden file, a chapter and a script of
/// the debugger, all of them there; and that chapter shows that script.
std::vector<std::string> check_stages(const Page& readme);

/// A file of Visual Studio Code is JSON; each configuration starts the debug build after a task that exists, and stops in
/// a function that `sources` have.
std::vector<std::string> check_stops(const Page& launch, const Page& tasks, const std::string& sources);
