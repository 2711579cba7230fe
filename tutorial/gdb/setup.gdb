# What every session here begins with. For one of your own:
#
#     make debug
#     gdb -x tutorial/gdb/setup.gdb
#     (gdb) run trace --model data/micro aaabdaaab
set pagination off
set confirm off
set print inferior-events off
set print thread-events off
set style enabled off
set debuginfod enabled off
set auto-load libthread-db off
set disable-randomization off
set print address off
set print pretty on
set print frame-arguments scalars
set print entry-values no
set breakpoint pending off
source tutorial/gdb/printers.py
file build/debug/stepwise
