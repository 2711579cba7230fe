# A piece as symbols, and the merges that are made of it.
source tutorial/gdb/setup.gdb
set args generate --model data/micro aaabdaaabac > /dev/null
set trace-commands on
enter bpe_merge
print symbols
enter best_place
finish
enter best_place
finish
kill
