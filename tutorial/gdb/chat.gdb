# Two turns of a conversation: the ids of each, and how much of the second is in the cache already.
source tutorial/gdb/session.gdb
shell printf '%s\n' 'Hello! My name is Tom.' 'What is my name?' > build/debug/messages.txt
set args chat --temperature 0 --seed 1 < build/debug/messages.txt > /dev/null
enter chat_ids
finish
enter Conversation::cut_to_common_prefix if ids.size() > 40
print ids.size()
print cached_ids_.size()
finish
at tokens
print tokens
kill
