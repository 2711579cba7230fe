# RMSNorm of the first block: what goes in, and what comes out.
source tutorial/gdb/setup.gdb
set args trace --model data/micro aaabdaaab > /dev/null
set trace-commands on
enter rms_norm
print x
print weight
finish
kill
