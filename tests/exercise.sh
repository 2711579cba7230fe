#!/bin/sh
# Exercises: a region of the source is blanked in a copy, the reader writes it again, the stage's own test says whether it
# is right. Called by make, which hands over the compiler in EXERCISE_CXX (with its flags) and the build folder in BUILD.
#     tests/exercise.sh start REGION      work/<file> with the region blanked, and a hint
#     tests/exercise.sh hint REGION       the stronger hint
#     tests/exercise.sh solution REGION   how work/<file> differs from src/<file>
#     tests/exercise.sh try               builds the files of work/ and runs their tests in the order of the stages
#     tests/exercise.sh mutants           each mutant of tests/mutants.txt compiles and fails its test
#     tests/exercise.sh check             for each region: blanked it compiles and its test fails; restored its test passes
# tutorial/exercises.txt says for each region its test, what stands in the blank, and two hints; or why it is no exercise.
list=tutorial/exercises.txt
BUILD=${BUILD:-build}

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

# precompile: the standard headers, which are most of what a compiler reads in a file of src, once for all that follows
precompile() {
    headers=$BUILD/exercises/standard.h
    mkdir -p "$BUILD/exercises"
    printf '#include <%s>\n' algorithm chrono cmath cstring deque map memory numbers queue string unordered_map vector > "$headers"
    $EXERCISE_CXX -x c++-header "$headers" -o "$headers.gch" || die "the standard headers do not compile"
    EXERCISE_CXX="$EXERCISE_CXX -include $headers"
}

# build FILE TEST PROGRAM: the test, with that file in place of the library's own
build() {
    object=$3.o
    $EXERCISE_CXX -DSTEPWISE_BUILD=\"build\" -c "$1" -o "$object" 2> "$3.log" || { cat "$3.log"; return 1; }
    $EXERCISE_CXX "$BUILD/obj/tests/$2.o" $(ls "$BUILD"/obj/tests/harness/*.o) "$object" "$BUILD/libstepwise.a" -o "$3" 2> "$3.log" ||
        { cat "$3.log"; return 1; }
}

# mutant N KEY: the words behind "KEY:" in the Nth paragraph of tests/mutants.txt
mutant() {
    awk -v number="$1" -v key="$2:" '
        /^mutant: / { ++count }
        count == number && index($0, key " ") == 1 { print substr($0, length(key) + 2) }' tests/mutants.txt
}

mutant_count() { grep -c '^mutant: ' tests/mutants.txt; }

# run_mutant N FOLDER: builds and runs it, the output in FOLDER/out. Status 0 killed, 1 alive, 2 it could not be made.
run_mutant() {
    file=$(mutant "$1" file)
    copy=$2/$(basename "$file")
    from=$(mutant "$1" from) to=$(mutant "$1" to) awk '
        { text = $0; sub(/^ */, "", text) }
        !done && text == ENVIRON["from"] { print ENVIRON["to"]; done = 1; next }
        { print }' "$file" > "$copy"
    cmp -s "$copy" "$file" && { echo "no such line in $file: $(mutant "$1" from)" > "$2/out"; return 2; }
    build "$copy" "$(mutant "$1" test)" "$2/test" > "$2/out" || return 2
    timeout 30 "$2/test" > "$2/out" 2>&1 && return 1
    return 0
}

check_mutant() {
    folder=$BUILD/mutants/$1
    mkdir -p "$folder"
    run_mutant "$1" "$folder"
    case $? in
    0) rm -rf "$folder" ;;
    1) echo "ALIVE $(mutant "$1" file): $(mutant "$1" mutant)  ($(mutant "$1" test) passes)"; return 1 ;;
    *) echo "$(mutant "$1" mutant):"; cat "$folder/out"; return 1 ;;
    esac
}

# likely_cause FILE OUTPUT: a mutant of that file whose test fails with the same numbers
likely_cause() {
    folder=$BUILD/try/mutant
    mkdir -p "$folder"
    number=1
    while [ "$number" -le "$(mutant_count)" ]; do
        if [ "$(mutant "$number" file)" = "$1" ] && run_mutant "$number" "$folder" &&
            [ "$(grep -A 1 FAILED "$folder/out" | head -n 2)" = "$(grep -A 1 FAILED "$2" | head -n 2)" ]; then
            echo "likely cause: $(mutant "$number" mutant)"
            return
        fi
        number=$((number + 1))
    done
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
    folder=$BUILD/exercises/$1
    mkdir -p "$folder"
    copy=$folder/$(basename "$file")
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
    folder=$BUILD/exercises/restored/$1/$2
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
    mkdir -p "work/$(dirname "$file")"
    [ -e "work/$file" ] && die "work/$file is there already; remove it to begin again"
    blanked "$2" "$file" > "work/$file"
    echo "work/$file: write region $2 again, then: make try"
    echo "hint: $(field "$2" hint)"
    ;;
hint)
    need_region "$2" hint
    field "$2" more
    ;;
solution)
    need_region "$2" solution
    file=$(file_of "$2")
    [ -e "work/$file" ] || die "there is no work/$file; make exercise R=$2 writes it"
    diff -u "work/$file" "$file"
    exit 0
    ;;
try)
    [ -d work/src ] || die "work/ holds nothing; begin with make exercise R=attn.scores"
    mkdir -p "$BUILD/try"
    for region in $(regions); do
        file=$(file_of "$region")
        [ -e "work/$file" ] || continue
        test=$(field "$region" test)
        case " $done_tests " in *" $file:$test "*) continue ;; esac
        done_tests="$done_tests $file:$test"
        build "work/$file" "$test" "$BUILD/try/$test" || die "work/$file does not compile"
        if ! timeout 60 "$BUILD/try/$test" > "$BUILD/try/$test.out" 2>&1; then
            grep -A 1 FAILED "$BUILD/try/$test.out" | head -n 2
            tail -n 1 "$BUILD/try/$test.out"
            likely_cause "$file" "$BUILD/try/$test.out"
            echo "hint: $(field "$region" hint)  (make hint R=$region says more)"
            exit 1
        fi
        tail -n 1 "$BUILD/try/$test.out"
    done
    echo "right"
    ;;
check)
    precompile
    export EXERCISE_CXX BUILD
    checks | xargs -P "${JOBS:-2}" -L 1 sh tests/exercise.sh check-one &&
        echo "$(regions | wc -l) exercises: blanked, each compiles and fails its own test; restored, each passes it"
    ;;
check-one)
    "check_$2" "$3" "$4"
    ;;
mutants)
    mkdir -p "$BUILD/mutants"
    precompile
    rm -f "$BUILD/mutants/failed"
    export EXERCISE_CXX BUILD
    seq "$(mutant_count)" | xargs -P "${JOBS:-2}" -I {} sh -c 'sh tests/exercise.sh mutant {} || touch "$BUILD/mutants/failed"'
    [ ! -e "$BUILD/mutants/failed" ] && echo "$(mutant_count) mutants: each compiles, and its stage's own test fails"
    ;;
mutant)
    check_mutant "$2"
    ;;
*) die "start, hint, solution, try or check" ;;
esac
