# What a session is made of: stop at a value's name, look, find the way there, go on to the next, enter a function, step.
source tutorial/gdb/session.gdb
set args trace --model data/micro aaabdaaab > /dev/null
at attn.scores 0
print scores
print weights
callers
at attn.weights 0
print weights
enter rms_norm
next
finish
kill
