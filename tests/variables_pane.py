#!/usr/bin/env python3
"""What Visual Studio Code's panes hold: each configuration of .vscode/launch.json is started as its C++ extension does.

    python3 tests/variables_pane.py          (make debug first; needs gdb)

The extension talks to gdb by its machine interface: the setup commands of the configuration, then a variable object for each
argument and local of the frame that the program stops in, the children of those that a reader unfolds, and whether a child may
be written to (https://github.com/microsoft/MIEngine, MICommandFactory.cs and Variables.cs). Printed is where each one stops
and what its first tensor unfolds to; exit status 1 where one does not stop in its function, gdb refuses a command or never
answers, a row of a tensor holds no numbers, or a tensor that is an argument has no rows.
"""
import json
import os
import pathlib
import re
import signal
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SECONDS = 60  # for a configuration


class Gdb:
    """One gdb with its machine interface: a command in, records out up to the result."""

    def __init__(self, program, arguments):
        command = ["gdb", "-q", "-nx", "--interpreter=mi2", "--args", program] + arguments
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.keyboard, self.terminal = os.openpty()  # the program has a terminal of its own, and what is typed in it
        os.write(self.keyboard, b"What is your name?\n")
        self.send("-inferior-tty-set " + os.ttyname(self.terminal))

    def send(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self.wait_for("^")

    def wait_for(self, sign):
        for line in self.process.stdout:
            if line.startswith(sign):
                if line.startswith("^error"):
                    raise RuntimeError(line.strip())
                return line
        raise RuntimeError(f"gdb ended before a {sign} came")

    def end(self):
        self.process.kill()
        self.process.wait()
        os.close(self.terminal)
        os.close(self.keyboard)


def fields(name, record):
    """The texts of all name="..." in a record."""
    return [json.loads(text) for text in re.findall(rf'[{{,]{name}=("(?:[^"\\]|\\.)*")', record)]


def numbers_in(text):
    return re.findall(r"-?(?:\d+\.\d+(?:e[+-]?\d+)?|nan|inf)", text)


def unfold(gdb, variable):
    """The rows of a tensor as the pane shows them: name and value."""
    record = gdb.send(f'-var-list-children --simple-values "{variable}" 0 1000')
    for child in re.findall(r'child=\{name="([^"]*)"', record):
        gdb.send(f"-var-show-attributes {child}")  # as it stands: a name with a space in it would be two words
    names, values = fields("exp", record), fields("value", record)
    if len(names) != len(values):
        raise RuntimeError(f"not each row has a value: {record.strip()}")
    return list(zip(names, values))


def variables(gdb):
    """Name and whether it is an argument, of each variable of the frame that is selected."""
    record = gdb.send("-stack-list-variables --no-values")
    return {name: bool(argument) for name, argument in re.findall(r'\{name="([^"]*)"(,arg="1")?', record)}


def check(configuration, tasks):
    task = configuration["preLaunchTask"]
    if task != "make debug":
        subprocess.run(tasks[task], shell=True, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    function = configuration["setupCommands"][-1]["text"].split()[-1]
    gdb = Gdb(configuration["program"].replace("${workspaceFolder}", str(ROOT)), configuration["args"])
    try:
        for command in configuration["setupCommands"]:
            text = command["text"].replace("${workspaceFolder}", str(ROOT))
            gdb.send(text if text.startswith("-") else f'-interpreter-exec console "{text}"')
        gdb.send('-interpreter-exec console "set startup-with-shell off"')
        gdb.send("-exec-run")
        stop = gdb.wait_for("*stopped")
        if not fields("func", stop) or not fields("func", stop)[0].startswith(function):
            raise RuntimeError(f"stopped elsewhere than in {function}: {stop.strip()}")
        shown = ""
        for name, is_argument in variables(gdb).items():
            made = gdb.send(f'-var-create - * "{name}"')
            variable, value = re.search(r'name="([^"]*)"', made)[1], fields("value", made)[0]
            if not re.fullmatch(r"(const )?(Tensor|Matrix)( &)?", fields("type", made)[0]):
                continue
            rows = unfold(gdb, variable) if value == "{...}" else []
            if not rows and is_argument and not value.endswith("empty"):
                raise RuntimeError(f"{name} has no rows: {value}")
            for row, numbers in rows:
                if row != "more_rows" and not numbers_in(numbers):
                    raise RuntimeError(f"{name}, row {row}: no numbers in {numbers!r}")
            if rows and not shown:
                shown = f"; {name}, row {rows[0][0]}: {rows[0][1].strip()}"
        return fields("func", stop)[0] + shown
    finally:
        gdb.end()


def main():
    configurations = json.loads((ROOT / ".vscode" / "launch.json").read_text())["configurations"]
    tasks = {task["label"]: task["command"]
             for task in json.loads((ROOT / ".vscode" / "tasks.json").read_text())["tasks"]}
    failed = 0
    for configuration in configurations:
        try:
            signal.alarm(SECONDS)  # ends all where gdb never answers
            print(f"{configuration['name']}: stopped in {check(configuration, tasks)}")
        except RuntimeError as error:
            failed += 1
            print(f"{configuration['name']}: {error}")
    return 1 if failed or not configurations else 0


if __name__ == "__main__":
    sys.exit(main())
