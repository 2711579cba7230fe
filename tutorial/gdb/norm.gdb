# RMSNorm of the first block: what goes in, its weights, and what comes out.
source tutorial/gdb/session.gdb
set args trace --model data/micro aaabdaaab > /dev/null
enter rms_norm
print x
print weight
print eps
finish
kill
