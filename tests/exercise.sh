#!/bin/sh
# Exercises: a region of the source is blanked in a copy, the reader writes it again, the stage's own test says whether it
# is right. Called by make, which hands over the compiler in EXERCISE_CXX (with its flags; what kernels need besides in
# EXERCISE_KERNELS, what the linker needs in LDFLAGS) and the build folder in BUILD. A test has folders of its own for
# what is written (EXERCISE_WORK for work) and for what is made of it (EXERCISE_MADE for BUILD).
#     tests/exercise.sh start REGION      work/<file> with the region blanked, and a hint
#     tests/exercise.sh hint REGION       the stronger hint
#     tests/exercise.sh solution REGION   how work/<file> differs from src/<file>
#     tests/exercise.sh try               builds the files of work/ and runs their tests in the order of the stages
#     tests/exercise.sh tests             the names of those tests
#     tests/exercise.sh mutants [TEXT]    each mutant of tests/mutants.txt (that holds the text) compiles and fails its test
#     tests/exercise.sh check             for each region: blanked it compiles and its test fails; restored its test passes
# tutorial/exercises.txt says for each region its test, what stands in the blank, and two hints; or why it is no exercise.
list=tutorial/exercises.txt
BUILD=${BUILD:-build}
WORK=${EXERCISE_WORK:-work}
MADE=${EXERCISE_MADE:-$BUILD}

die() { echo "$*" >&2; exit 1; }

# field REGION KEY: the words behind "KEY:" in the region's paragraph
field() {
    awk -v region="$1" -v key="$2:" '
        /^region: / { inside = ($2 == region) }
        inside && index($0, key " ") == 1 { print substr($0, length(key) + 2) }' "$list"
}

# the regions that are exercises
regions() { awk '/^region: / { region = $2 } /^test: / { print region }' "$list"; }

file_of() { grep -l "^ *//> $1  " src/*/*.cpp src/*/*.h 2> /dev/null | head -n 1; }

# regions_in FILE: its exercises
regions_in() {
    sed -n 's|^ *//> \([^ ]*\)  .*|\1|p' "$1" 2> /dev/null | while read -r region; do
        [ -n "$(field "$region" test)" ] && echo "$region"
    done
}

# regions_of_work: the exercises of the files in work/, in the order of the stages
regions_of_work() {
    [ -d "$WORK/src" ] || return 0
    begun=" $(for file in $(cd "$WORK" && find src -type f); do regions_in "$file"; done | tr '\n' ' ')"
    for region in $(regions); do
        case $begun in *" $region "*) echo "$region" ;; esac
    done
}

# tests_of_work: the tests of the files in work/, which is all that `make try` needs
tests_of_work() {
    for region in $(regions_of_work); do
        field "$region" test
    done | sort -u
}

# text_of REGION FILE: the lines of the region in that file
text_of() {
    awk -v region="$1" '
        $1 == "//<" && $2 == region { inside = 0 }
        inside { print }
        $1 == "//>" && $2 == region { inside = 1 }' "$2"
}

# hints_for FILE: a hint for each region of it that work/ has otherwise than src
hints_for() {
    for region in $(regions_in "$1"); do
        is_written "$region" "$1" || continue
        echo "hint: $(field "$region" hint)  (make hint R=$region says more)"
    done
}

# blanked REGION FILE: the file with a comment and the declarations that later lines need in place of the region
blanked() {
    awk -v region="$1" -v blank="$(field "$1" blank)" '
        $1 == "//>" && $2 == region {
            print
            indent = substr($0, 1, index($0, "//>") - 1)
            says = $0
            sub(/^ *\/\/> [^ ]+  /, "", says)
            print indent "// write this: " says
            count = split(blank, lines, "\n")
            for (i = 1; i <= count; ++i) if (lines[i] != "") print indent lines[i]
            inside = 1
            next
        }
        $1 == "//<" && $2 == region { inside = 0 }
        !inside { print }' "$2"
}

# The headers of the standard library that many files read, compiled once: they are half of what it takes to compile a file.
precompile() {
    mkdir -p "$MADE/mutants"
    cat src/*/*.cpp src/*/*.h | grep '^#include <[a-z_]*>' | sort | uniq -c |
        awk '$1 >= 8 { print $2, $3 }' > "$MADE/mutants/std.h"
    $EXERCISE_CXX -DSTEPWISE_BUILD=\"$BUILD\" -x c++-header "$MADE/mutants/std.h" -o "$MADE/mutants/std.h.gch" || return 1
    PRECOMPILED="-include $MADE/mutants/std.h"
    export PRECOMPILED
}

# build FILE TEST PROGRAM: the test, with that file in place of the library's own (or of the test itself). Kernels are
# compiled with EXERCISE_KERNELS, too: they promise the same bits from file to file.
build() {
    object=$3.o
    more=$PRECOMPILED
    case $1 in *src/kernels/*) more=$EXERCISE_KERNELS ;; esac
    $EXERCISE_CXX $more -iquote "$(dirname "$3")/src" -DSTEPWISE_BUILD=\"$BUILD\" -c "$1" -o "$object" 2> "$3.log" ||
        { cat "$3.log"; return 1; }
    test_object=$BUILD/obj/tests/$2.o
    [ "$1" = "tests/$2.cpp" ] && test_object=
    $EXERCISE_CXX $test_object $(ls "$BUILD"/obj/tests/harness/*.o) "$object" "$BUILD/libstepwise.a" $LDFLAGS -o "$3" 2> "$3.log" ||
        { cat "$3.log"; return 1; }
}

# run_test PROGRAM: its first failure is enough
run_test() { STEPWISE_FIRST_FAILURE=1 OMP_WAIT_POLICY=passive timeout 30 "$1"; }

# mutants TEXT: the numbers of the mutants in tests/mutants.txt whose file, test or description holds the text
mutants() {
    awk -v wanted="$1" '
        /^file: / { file = $2 }
        /^test: / { test = $2 }
        /^mutant: / { ++count; if (index(file " " test " " $0, wanted)) print count }' tests/mutants.txt
}

# mutant N KEY: the words behind "KEY:" that hold for the Nth of them; file, test and with hold from one to the next
mutant() {
    awk -v number="$1" -v key="$2:" '
        /^mutant: / { ++count }
        { of = count + /^(file|test|with):/ }
        /^file: / && of <= number && key == "with:" { words = "" }
        $1 == key && of <= number { words = substr($0, length(key) + 2) }
        END { print words }' tests/mutants.txt
}

# signature OUTPUT: the first failure of a test, with its numbers
signature() {
    awk '/^  FAILED/ && !found { found = 1; print; next }
        found && !/^    / { exit }
        found { print }' "$1"
}

# run_mutant N FOLDER: builds and runs it, the output in FOLDER/out. Status 0 killed, 1 alive, 2 it could not be made.
run_mutant() {
    file=$(mutant "$1" file)
    with=$(mutant "$1" with)
    copy=$2/$file
    mkdir -p "$(dirname "$copy")"
    from=$(mutant "$1" from) to=$(mutant "$1" to) awk '
        { text = $0; sub(/^ */, "", text) }
        !done && text == ENVIRON["from"] { print ENVIRON["to"]; done = 1; next }
        { print }' "$file" > "$copy"
    cmp -s "$copy" "$file" && { echo "no such line in $file: $(mutant "$1" from)" > "$2/out"; return 2; }
    build "${with:-$copy}" "$(mutant "$1" test)" "$2/test" > "$2/out" || return 2
    run_test "$2/test" > "$2/out" 2>&1 && return 1
    return 0
}

# check_mutant N: one line; its first word and the test's first failure are kept in MADE/mutants/N.result
check_mutant() {
    folder=$MADE/mutants/$1
    mkdir -p "$folder"
    run_mutant "$1" "$folder"
    case $? in
    0) result=killed ;;
    1) result=ALIVE ;;
    *) result=BROKEN ;;
    esac
    echo "$result  $(mutant "$1" file) ($(mutant "$1" test)): $(mutant "$1" mutant)"
    [ $result = BROKEN ] && cat "$folder/out"
    { echo $result; signature "$folder/out"; } > "$folder.result"
    rm -rf "$folder"
}

# kernels_of_mutants TEXT: of each kernel and test among those mutants, the first one's number
kernels_of_mutants() {
    for number in $(mutants "$1"); do
        echo "$(mutant "$number" file) $(mutant "$number" test) $number"
    done | awk '/^src.kernels/ && !known[$1 " " $2]++ { print $3 }'
}

# check_unchanged N: its file as it is passes the test, built in the same way; a kernel's bits hang on its compiler's flags,
# and a mutant that fails a test because of them shows nothing
check_unchanged() {
    folder=$MADE/mutants/unchanged-$1
    mkdir -p "$folder"
    file=$(mutant "$1" file)
    with=$(mutant "$1" with)
    test=$(mutant "$1" test)
    if ! build "${with:-$file}" "$test" "$folder/test" > "$folder/out" || ! run_test "$folder/test" > "$folder/out" 2>&1; then
        echo "BROKEN  $file as it is fails $test"
        echo BROKEN > "$folder.result"
    fi
    rm -rf "$folder"
}

# check_mutants TEXT: all of them, or those that hold the text
check_mutants() {
    rm -rf "$MADE/mutants"
    precompile || die "the headers of the standard library do not compile"
    export EXERCISE_CXX EXERCISE_KERNELS BUILD
    mutants "$1" | xargs -P "${JOBS:-2}" -I {} sh tests/exercise.sh mutant {}
    kernels_of_mutants "$1" | xargs -P "${JOBS:-2}" -I {} sh tests/exercise.sh unchanged {}
    killed=$(cat "$MADE"/mutants/*.result 2> /dev/null | grep -c '^killed$')
    alive=$(cat "$MADE"/mutants/*.result 2> /dev/null | grep -c '^ALIVE$')
    broken=$(cat "$MADE"/mutants/*.result 2> /dev/null | grep -c '^BROKEN$')
    [ "$broken" -eq 0 ] || echo "$broken say nothing"
    echo "$killed killed, $alive alive"
    [ "$killed" -gt 0 ] && [ "$alive" -eq 0 ] && [ "$broken" -eq 0 ]
}

# likely_causes FILE TEST OUTPUT: the mutants of that file with which the test fails with the same numbers
likely_causes() {
    [ -n "$(signature "$3")" ] || return 0  # it crashed, as others may: that says nothing
    folder=$MADE/try/mutant
    numbers=$(mutants "$1 $2 ")
    [ "$(echo "$numbers" | wc -l)" -lt 5 ] || precompile  # of fewer, the headers take longer
    for number in $numbers; do
        run_mutant "$number" "$folder" && [ "$(signature "$folder/out")" = "$(signature "$3")" ] &&
            echo "likely cause: $(mutant "$number" mutant)"
    done
}

# is_written REGION FILE: whether the region of work/FILE is no longer, or not yet again, that of FILE
is_written() { [ "$(text_of "$1" "$WORK/$2")" != "$(text_of "$1" "$2")" ]; }

# holds_blank FILE: whether a region of work/FILE stands as `start` left it. Its numbers are then nobody's mistake.
holds_blank() {
    for region in $(regions_in "$1"); do
        [ "$(text_of "$region" "$WORK/$1")" = "$(blanked "$region" "$1" | text_of "$region" -)" ] && return 0
    done
    return 1
}

# how_it_ended STATUS: of a test that could not say itself which value is wrong
how_it_ended() {
    case $1 in
    124) echo "stopped after a minute: is there a loop without an end?" ;;
    13[0-9]) echo "the test crashed: does an index lie outside of what it is an index of?" ;;
    esac
}

need_region() {
    [ -n "$1" ] || die "which region? make ${2} R=attn.scores; there are: $(regions | tr '\n' ' ')"
    reason=$(field "$1" "shown only")
    [ -z "$reason" ] || die "$1 is to be read, and no exercise: $reason"
    [ -n "$(field "$1" test)" ] || die "there is no exercise $1; there are: $(regions | tr '\n' ' ')"
}

check_blanked() {
    file=$(file_of "$1")
    test=$(field "$1" test)
    [ -n "$file" ] || { echo "$1: no file of src has this region"; return 1; }
    folder=$MADE/exercises/$1
    mkdir -p "$folder"
    copy=$folder/$file
    mkdir -p "$(dirname "$copy")"
    blanked "$1" "$file" > "$copy"
    build "$copy" "$test" "$folder/test" > "$folder/out" || { echo "$1: the blank does not compile"; cat "$folder/out"; return 1; }
    timeout 60 "$folder/test" > "$folder/out" 2>&1
    case $? in
    0) echo "$1: blanked, and its test $test passes"; return 1 ;;
    1) rm -rf "$folder" ;;
    124) echo "$1: blanked, its test $test never ends"; return 1 ;;
    *) echo "$1: blanked, its test $test crashes, where a reader should be told which value is wrong"; return 1 ;;
    esac
}

# check_restored FILE TEST: whatever region of a file was blanked, restored it is the file as it stands in src. So once for
# each file and test is enough: compiled as an exercise is, it passes.
check_restored() {
    folder=$MADE/exercises/restored/$1/$2
    mkdir -p "$folder"
    build "$1" "$2" "$folder/test" > "$folder/out" || { echo "$1 does not compile"; cat "$folder/out"; return 1; }
    timeout 60 "$folder/test" > "$folder/out" 2>&1 || { echo "$1: restored, and its test $2 fails"; cat "$folder/out"; return 1; }
    rm -rf "$folder"
}

# what there is to check, one a line
checks() {
    for region in $(regions); do
        echo "blanked $region"
        echo "restored $(file_of "$region") $(field "$region" test)"
    done | sort -u
}

case $1 in
start)
    need_region "$2" exercise
    file=$(file_of "$2")
    mkdir -p "$WORK/$(dirname "$file")"
    if [ -e "$WORK/$file" ]; then
        is_written "$2" "$file" && die "region $2 of $WORK/$file is begun already; remove the file to begin again"
        cp "$WORK/$file" "$WORK/before"
        blanked "$2" "$WORK/before" > "$WORK/$file"
        rm "$WORK/before"
    else
        blanked "$2" "$file" > "$WORK/$file"
    fi
    echo "$WORK/$file: write region $2 again, then: make try"
    echo "hint: $(field "$2" hint)"
    ;;
hint)
    need_region "$2" hint
    field "$2" more
    ;;
solution)
    need_region "$2" solution
    file=$(file_of "$2")
    [ -e "$WORK/$file" ] || die "there is no $WORK/$file; make exercise R=$2 writes it"
    diff -u "$WORK/$file" "$file"
    exit 0
    ;;
try)
    [ -d "$WORK/src" ] || die "$WORK/ holds nothing; begin with make exercise R=attn.scores"
    mkdir -p "$MADE/try"
    for region in $(regions_of_work); do
        file=$(file_of "$region")
        test=$(field "$region" test)
        case " $done_tests " in *" $file:$test "*) continue ;; esac
        done_tests="$done_tests $file:$test"
        build "$WORK/$file" "$test" "$MADE/try/$test" || die "$WORK/$file does not compile"
        timeout 60 "$MADE/try/$test" > "$MADE/try/$test.out" 2>&1
        status=$?
        if [ $status -ne 0 ]; then
            signature "$MADE/try/$test.out"
            tail -n 1 "$MADE/try/$test.out"
            how_it_ended $status
            holds_blank "$file" || likely_causes "$file" "$test" "$MADE/try/$test.out"
            hints_for "$file"
            exit 1
        fi
        tail -n 1 "$MADE/try/$test.out"
    done
    echo "right"
    ;;
tests)
    tests_of_work
    ;;
check)
    precompile
    export EXERCISE_CXX EXERCISE_KERNELS BUILD
    checks | xargs -P "${JOBS:-2}" -L 1 sh tests/exercise.sh check-one &&
        echo "$(regions | wc -l) exercises: blanked, each compiles and fails its own test; restored, each passes it"
    ;;
check-one)
    "check_$2" "$3" "$4"
    ;;
mutants)
    check_mutants "$2"
    ;;
mutant)
    check_mutant "$2"
    ;;
unchanged)
    check_unchanged "$2"
    ;;
*) die "start, hint, solution, try, tests, check or mutants" ;;
esac
