#!/bin/sh
# The kernels as other machines of this kind build them: each level of x86-64 has registers of another width. Their objects
# go before the library's own, and their tests are run where this machine has the instructions.
#   sh tests/march.sh FOLDER [LEVEL ...]
# The folder is one that `make test` has built in with g++.
set -eu
folder=$1
shift
[ $# -gt 0 ] || set -- x86-64-v2 x86-64-v3 x86-64-v4
compiler=${CXX:-clang++}
flags='-std=c++20 -Isrc -Itests/harness -Wall -Wextra -Wpedantic -Wshadow -Werror -Wno-unknown-pragmas'
tests='test_vec test_row test_row_products test_matmul test_kernels_linear test_kernels_rows test_kernels_rope
       test_kernels_attention test_fused_attention'

# Whether this machine has the level's widest instructions.
has() {
    case $1 in
        x86-64-v4) grep -q avx512vl /proc/cpuinfo ;;
        x86-64-v3) grep -q avx2 /proc/cpuinfo ;;
        *) grep -q sse4_2 /proc/cpuinfo ;;
    esac
}

for level in "$@"; do
    out=$folder/$level
    mkdir -p "$out"
    {
        for source in src/kernels/*.cpp; do
            echo "$compiler $flags -O3 -ffp-contract=fast -march=$level -c $source -o $out/$(basename "$source" .cpp).o"
        done
        for name in $tests; do
            echo "$compiler $flags -O0 -ffp-contract=off -march=$level -DSTEPWISE_BUILD='\"$folder\"' -c tests/$name.cpp -o $out/$name.test"
        done
    } | xargs -P 2 -I{} sh -c '{}'
    for name in $tests; do
        g++ -fopenmp "$out/$name.test" "$out"/*.o "$folder"/obj/tests/harness/*.o "$folder/libstepwise.a" -o "$out/$name"
        if has "$level"; then "$out/$name"; fi
    done
    has "$level" || echo "$level: compiled; skipped the tests, this machine has no such instructions"
done
