# The header of a weight file, entry by entry.
source tutorial/gdb/setup.gdb
set args inspect --model data/micro > /dev/null
set trace-commands on
enter read_tensor_info
print value.key
finish
kill
