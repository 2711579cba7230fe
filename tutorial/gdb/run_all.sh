#!/bin/sh
# Runs every session of this folder: each must come to its end.
failed=0
for script in tutorial/gdb/*.gdb; do
    [ "$script" = tutorial/gdb/setup.gdb ] && continue
    output=$(gdb -q -batch -x "$script" < /dev/null 2>&1)
    if [ "$(printf '%s\n' "$output" | tail -n 1)" != "+kill" ]; then
        printf '%s does not come to its end:\n%s\n' "$script" "$output"
        failed=1
    fi
done
exit $failed
