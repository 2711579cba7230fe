#include "bench/startup.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <chrono>

#include "base/error.h"

/// In the new process: standard output goes into the pipe, and the program takes over.
[[noreturn]] static void become(const std::string& program, const std::vector<std::string>& arguments,
                                const int* pipe_ends) {
    std::vector<char*> words = {const_cast<char*>(program.c_str())};
    for (const std::string& argument : arguments) {
        words.push_back(const_cast<char*>(argument.c_str()));
    }
    words.push_back(nullptr);
    dup2(pipe_ends[1], STDOUT_FILENO);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    execv(program.c_str(), words.data());
    _exit(127);
}

/// Reads until the other side closes; returns the seconds from `start` to the first byte, or -1 where none came.
static double read_all(int from, std::chrono::steady_clock::time_point start) {
    double first = -1.0;
    char bytes[4096];
    while (read(from, bytes, sizeof(bytes)) > 0) {
        if (first < 0) first = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    return first;
}

/// One run; adds its seconds, and its memory to the largest.
static double run_once(const std::string& program, const std::vector<std::string>& arguments, double& peak_bytes) {
    int pipe_ends[2];
    if (pipe(pipe_ends) != 0) throw Error("bench: no pipe to another process");
    const auto start = std::chrono::steady_clock::now();
    const pid_t child = fork();
    if (child < 0) throw Error("bench: no second process");
    if (child == 0) become(program, arguments, pipe_ends);
    close(pipe_ends[1]);
    const double seconds = read_all(pipe_ends[0], start);
    close(pipe_ends[0]);
    int status = 0;
    rusage usage = {};
    wait4(child, &status, 0, &usage);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || seconds < 0) {
        throw Error("bench: " + program + " " + (arguments.empty() ? "" : arguments[0]) + " failed or printed nothing");
    }
    const double unit = 1024.0;  // of ru_maxrss on Linux
    peak_bytes = std::max(peak_bytes, double(usage.ru_maxrss) * unit);
    return seconds;
}

StartupResult measure_startup(const std::string& program, const std::vector<std::string>& arguments, int rounds) {
    StartupResult result;
    std::vector<double> seconds;
    for (int round = 0; round < rounds; ++round) {
        seconds.push_back(run_once(program, arguments, result.peak_bytes));
    }
    result.seconds = rounds_of(seconds);
    return result;
}
