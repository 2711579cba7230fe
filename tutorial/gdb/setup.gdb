# For a session of your own:
#
#     make debug
#     gdb -x tutorial/gdb/setup.gdb
#     (gdb) set args trace --model data/micro aaabdaaab
#     (gdb) at attn.scores 0
set pagination off
set width 0
set height 0
set confirm off
set print inferior-events off
set print thread-events off
set style enabled off
set debuginfod enabled off
set auto-load libthread-db off
set disable-randomization off
set print address off
set print pretty on
set print elements 200
set print frame-arguments scalars
set print entry-values no
set breakpoint pending off
set language c++
source tutorial/gdb/printers.py
file build/debug/stepwise
