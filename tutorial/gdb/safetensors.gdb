# The header of a weight file, its first entry, and the tensor that is cut out of the file without copying.
source tutorial/gdb/session.gdb
set args inspect --model data/micro > /dev/null
enter read_tensor_info
print value.key
finish
kill
