#!/bin/sh
# Runs fuzz targets, two at a time, from the top folder of the project.
#     tests/fuzz/run.sh FOLDER SECONDS NAME ...
# Each starts from files of the repository, and knows the words of its format. One line a target; a finding is
# kept in FOLDER/findings and makes the exit status 1.
folder=$1
seconds=$2
shift 2
here=$(dirname "$0")
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir -p "$folder/findings" || exit 1

# The files that a target starts from.
seeds() {
    case $1 in
        fuzz_json) find data "$here/seeds" -name '*.json' -size -8k ;;
        fuzz_safetensors) find data -name '*.safetensors' -size -16k ;;
        fuzz_tokenizer) find data "$here/seeds" -name '*tokenizer*.json' -size -60k ;;
        fuzz_index) find "$here/seeds" -name '*index*.json' ;;
        fuzz_chat) find "$here/seeds" -name 'chat_*.json' ;;
        fuzz_rank_file) find data "$here/seeds" -name '*.tiktoken' ;;
        fuzz_config) find data "$here/seeds" -name '*config*.json' ;;
        *) find data/samples -type f ;;
    esac
}

# The longest input: short ones are tried more often.
longest() {
    case $1 in
        fuzz_safetensors) echo 16384 ;;
        fuzz_tokenizer) echo 40000 ;;
        fuzz_rank_file) echo 8000 ;;
        *) echo 2000 ;;
    esac
}

run_target() {
    name=$1
    corpus=$work/$name
    mkdir -p "$corpus"
    count=0
    for seed in $(seeds "$name"); do
        count=$((count + 1))
        cp "$seed" "$corpus/seed$count"
    done
    if [ ! -x "$folder/$name" ] || [ "$count" -eq 0 ]; then
        echo "$name: no program $folder/$name, or no files to start from"
        return 1
    fi
    "$folder/$name" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=10 -max_len="$(longest "$name")" \
        -dict="$here/words.dict" -artifact_prefix="$folder/findings/$name-" "$corpus" > "$work/$name.log" 2>&1
    status=$?
    runs=$(sed -n 's/^Done \([0-9]*\) runs.*/\1/p' "$work/$name.log")
    if [ "$status" -eq 0 ] && [ -n "$runs" ]; then
        echo "$name: $runs runs in $seconds s from $count files, no finding"
        return 0
    fi
    echo "$name: FINDING (status $status)"
    grep -E 'does not hold|ERROR|SUMMARY|runtime error|Test unit written|^ *#[0-9] ' "$work/$name.log" | head -n 20
    return 1
}

failed=0
while [ "$#" -gt 0 ]; do
    run_target "$1" > "$work/first" &
    first=$!
    if [ "$#" -gt 1 ]; then
        run_target "$2" > "$work/second" || failed=1
    fi
    wait "$first" || failed=1
    cat "$work/first"
    if [ "$#" -gt 1 ]; then
        cat "$work/second"
        shift
    fi
    shift
done
exit "$failed"
