# Prefill fills the cache, each new token adds a row.
source tutorial/gdb/setup.gdb
set args generate --model data/micro --temperature 0 --max-tokens 2 aaabdaaab > /dev/null
set trace-commands on
enter append_to_cache
print cache.length
print cache.capacity
finish
print cache.keys[0]
enter append_to_cache
print cache.length
print k
finish
print cache.keys[0]
kill
