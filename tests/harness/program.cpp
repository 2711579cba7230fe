#include "program.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cstdio>
#include <cstdlib>

#include "harness.h"

std::string stepwise_path() { return STEPWISE_BUILD "/stepwise"; }

static void redirect(const std::string& path, int flags, int descriptor) {
    const int opened = ::open(path.c_str(), flags, 0600);
    if (opened < 0 || ::dup2(opened, descriptor) < 0) ::_exit(127);
}

ProgramResult run_stepwise(const std::vector<std::string>& arguments, const std::string& input) {
    const std::string in_path = scratch_folder() + "/in";
    const std::string out_path = scratch_folder() + "/out";
    const std::string err_path = scratch_folder() + "/err";
    const std::string program = stepwise_path();
    write_text(in_path, input);
    std::vector<char*> argv = {const_cast<char*>(program.c_str())};
    for (const std::string& argument : arguments) {
        argv.push_back(const_cast<char*>(argument.c_str()));
    }
    argv.push_back(nullptr);
    std::fflush(stdout);
    const pid_t child = ::fork();
    if (child < 0) throw TestFailure("fork failed");
    if (child == 0) {
        // A test that has become another user for a while wants the program to be that user altogether.
        const uid_t user = ::geteuid();
        if (user != ::getuid() && ::setresuid(user, user, user) != 0) ::_exit(127);
        redirect(in_path, O_RDONLY, 0);
        redirect(out_path, O_WRONLY | O_CREAT | O_TRUNC, 1);
        redirect(err_path, O_WRONLY | O_CREAT | O_TRUNC, 2);
        ::execv(program.c_str(), argv.data());
        ::_exit(127);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ProgramResult result;
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    result.out = read_text(out_path);
    result.err = read_text(err_path);
    if (result.status == 127) throw TestFailure("cannot run " + program);
    return result;
}
