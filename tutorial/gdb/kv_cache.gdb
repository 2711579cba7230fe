# Prefill fills the cache, each new token adds a row.
source tutorial/gdb/session.gdb
set args generate --model data/micro --temperature 0 --max-tokens 4 aaabdaaab > /dev/null
enter append_to_cache
print cache.length
print cache.capacity
print k
enter append_to_cache
print cache.length
print k
finish
print cache.keys[0]
kill
