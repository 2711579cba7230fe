#!/bin/sh
# Runs test programs, as many at a time as there are processors, and adds up their last lines.
#     tests/run.sh FOLDER NAME ...
# Prints what each prints, when it has ended; the last line of all is "N passed, N failed, N skipped".
# A program that dies without its last line counts as one failure.
folder=$1
shift
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
OMP_WAIT_POLICY=passive  # several programs share the processors: a thread that waits for another lets go of its own
export OMP_WAIT_POLICY

# Takes one test after another that nobody else has taken: mkdir succeeds for one of those who try.
worker() {
    for name in "$@"; do
        mkdir "$work/$name.taken" 2> /dev/null || continue
        if [ ! -x "$folder/$name" ]; then
            echo "there is no test $folder/$name" > "$work/$name"
            echo 127 > "$work/$name.status"
        else
            "$folder/$name" > "$work/$name" 2>&1
            echo $? > "$work/$name.status"
        fi
        cat "$work/$name"
    done
}

workers=${JOBS:-$(getconf _NPROCESSORS_ONLN 2> /dev/null || echo 2)}
while [ "$workers" -gt 0 ]; do
    worker "$@" &
    workers=$((workers - 1))
done
wait

passed=0
failed=0
skipped=0
for name in "$@"; do
    status=$(cat "$work/$name.status" 2> /dev/null || echo 1)
    counts=$(sed -n "s/^$name: \([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped\$/\1 \2 \3/p" "$work/$name" | tail -n 1)
    if [ -z "$counts" ]; then
        [ "$status" -eq 127 ] || echo "$name: ended with status $status before its last line"
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
