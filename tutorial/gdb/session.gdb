# What the sessions of the chapters begin with: the setup, and an output that is the same on every machine and does not change
# with each line of the source. Commands are shown as they are typed.
source tutorial/gdb/setup.gdb
set print frame-info short-location
set print frame-arguments none
set charset ASCII
set trace-commands on
