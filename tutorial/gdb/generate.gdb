# The loop: prefill, then sample, show, feed back.
source tutorial/gdb/setup.gdb
set args generate --model data/micro --temperature 0 aaab > /dev/null
set trace-commands on
at sample.token
print token
callers
at sample.token
print token
at sample.token
print token
kill
