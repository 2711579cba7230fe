#!/bin/sh
# Runs test programs one after another and adds up their last lines.
#     tests/run.sh FOLDER NAME ...
# Prints what each prints; the last line of all is "N passed, N failed, N skipped".
# A program that dies without its last line counts as one failure.
folder=$1
shift
passed=0
failed=0
skipped=0
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
for name in "$@"; do
    if [ ! -x "$folder/$name" ]; then
        echo "there is no test $folder/$name"
        failed=$((failed + 1))
        continue
    fi
    "$folder/$name" > "$log" 2>&1
    status=$?
    cat "$log"
    counts=$(sed -n "s/^$name: \([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped\$/\1 \2 \3/p" "$log" | tail -n 1)
    if [ -z "$counts" ]; then
        echo "$name: ended with status $status before its last line"
        failed=$((failed + 1))
        continue
    fi
    p=${counts%% *}
    rest=${counts#* }
    f=${rest%% *}
    s=${rest#* }
    if [ "$status" -ne 0 ] && [ "$f" -eq 0 ]; then
        echo "$name: ended with status $status"
        f=1
    fi
    passed=$((passed + p))
    failed=$((failed + f))
    skipped=$((skipped + s))
done
echo
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
