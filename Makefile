# Stepwise: build, test, debug. `make help` lists the targets.
#
# Switches:  CXX=clang++   another compiler (g++ 12 or newer, clang++ 14 or newer)
#            OPENMP=0      build without OpenMP     (default: used where the compiler has it)
#            NATIVE=0      build for any machine of this kind, not just for this one
#            WERROR=1      warnings are errors (CI)
#            M=rope        with `make mutants`: those whose file, test or description holds this text
#            LDFLAGS=-fuse-ld=lld  for the linker: lld takes a third of the time
#            T=rope        with `make test`: build and run this one test only; with `make debug`: build it, too

OPENMP ?= 1
NATIVE ?= 1
WERROR ?= 0
PRECOMPILED ?= 1
BUILD  ?= build
MODE   ?= release
T      ?=
M      ?=
FUZZ_SECONDS ?= 60
JOBS ?= $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
PYTHON ?= python3

# -ffp-contract=off: a*b+c is rounded twice, everywhere alike, so that every compiler and every loop
# length gives the same bits (docs/numerics.md).
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow
FLAGS    := -std=c++20 -Isrc -Itests/harness -ffp-contract=off $(WARNINGS) -MMD -MP
ifeq ($(WERROR),1)
FLAGS += -Werror
endif
ifeq ($(NATIVE),1)
FLAGS += -march=native
endif
ifeq ($(OPENMP),1)
HAS_OPENMP := $(shell echo 'int main() { return 0; }' | $(CXX) -fopenmp -x c++ - -o /dev/null 2>/dev/null && echo yes)
ifeq ($(HAS_OPENMP),yes)
FLAGS += -fopenmp
endif
endif
ifneq ($(HAS_OPENMP),yes)
FLAGS += -Wno-unknown-pragmas
endif

# release: optimised, the default; names of variables for a debugger or a profiler are in debug alone (a third of the time to
# build was theirs; CXXFLAGS=-g brings them back).  debug: as written, for stepping.  sanitize: every error is reported.
# Indexes are checked (STEPWISE_CHECKED) in both of these.
FLAGS_release  := -O2
FLAGS_debug    := -O0 -g -DSTEPWISE_CHECKED -DSTEPWISE_STEPPABLE
FLAGS_sanitize := -O2 -g1 -DSTEPWISE_CHECKED -fno-omit-frame-pointer \
                  -fsanitize=address,undefined -fno-sanitize-recover=all
ifneq ($(findstring clang,$(CXX)),)
FLAGS_sanitize += -fsanitize=fuzzer-no-link  # the fuzz targets are made of the same objects
endif
FLAGS_kernels_release := -O3 -ffp-contract=fast
FLAGS_tests_release   := -O0
FLAGS_tests_sanitize  := -O0
ALL_FLAGS := $(FLAGS) $(FLAGS_$(MODE)) $(CXXFLAGS)

SOURCES := $(filter-out src/cli/main.cpp,$(wildcard src/*/*.cpp))
OBJECTS := $(SOURCES:%.cpp=$(BUILD)/obj/%.o)
# debug and sanitize: the files of a folder of src are compiled as one, which takes a quarter of the time (most of what a
# compiler reads in a file of ours is the standard library), where names that are static to a file differ within its
# folder. Those of kernels do not.
ifneq ($(MODE),release)
KERNELS := $(filter $(BUILD)/obj/src/kernels/%,$(OBJECTS))
OBJECTS := $(patsubst src/%/,$(BUILD)/obj/folders/%.o,$(filter-out src/kernels/,$(sort $(dir $(SOURCES))))) $(KERNELS)
endif
LIBRARY := $(BUILD)/libstepwise.a
HARNESS := $(patsubst %.cpp,$(BUILD)/obj/%.o,$(wildcard tests/harness/*.cpp))
TESTS   := $(patsubst tests/%.cpp,%,$(wildcard tests/test_*.cpp))
FUZZERS := $(patsubst tests/fuzz/%.cpp,%,$(wildcard tests/fuzz/fuzz_*.cpp))

.PHONY: mutants exercise hint solution try exercise-tests check-exercises FORCE all run model update-tutorial test-debugger test test-programs debug sanitize fuzz fuzzers golden check-golden format help clean
.DELETE_ON_ERROR:
.SECONDARY:

all: $(BUILD)/stepwise

$(BUILD)/stepwise: $(BUILD)/obj/src/cli/main.o $(LIBRARY)
	$(CXX) $(ALL_FLAGS) $^ $(LDFLAGS) -o $@

$(LIBRARY): $(OBJECTS)
	rm -f $@
	ar rcs $@ $^

# Most of what a compiler reads in a file of ours is the standard library: its headers are compiled once, a third of the
# time of a build. Each file includes what it uses all the same; PRECOMPILED=0 builds without.
STD_HEADER := $(BUILD)/obj/std.h
STD_NAMES := algorithm array cmath cstdint cstdio cstring filesystem map memory sstream string string_view vector
ifeq ($(PRECOMPILED) $(MODE),1 release)
WITH_STD_HEADER := $(filter-out $(BUILD)/obj/src/kernels/% %/adamw.o,$(OBJECTS)) $(BUILD)/obj/src/cli/main.o
$(WITH_STD_HEADER): $(STD_HEADER).gch
$(WITH_STD_HEADER): private ALL_FLAGS += -include $(STD_HEADER)
ifeq ($(findstring clang,$(CXX)),)
# What stands in a precompiled header g++ no longer takes for the library's own, and warns of how it moves short strings.
$(WITH_STD_HEADER): private ALL_FLAGS += -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread
endif
endif
$(STD_HEADER).gch: $(BUILD)/flags
	@mkdir -p $(@D)
	@printf '#include <%s>\n' $(STD_NAMES) > $(STD_HEADER)
	$(CXX) $(ALL_FLAGS) -x c++-header $(STD_HEADER) -o $@

# Kernels may round a*b+c once (each number of a result is computed by the same instructions whatever its place), and
# are worth the compiler's best effort.
$(BUILD)/obj/src/kernels/%.o: private ALL_FLAGS += $(FLAGS_kernels_$(MODE))

# Tests are compiled as they are written, in half the time. What they test is the library as it is. The harness's header stands in each and is most of what a compiler reads there: it is compiled once.
HARNESS_HEADER := $(BUILD)/obj/tests/harness/harness.h
$(HARNESS_HEADER).gch $(BUILD)/obj/tests/%.o: private ALL_FLAGS += $(FLAGS_tests_$(MODE))
$(BUILD)/obj/tests/test_%.o: private ALL_FLAGS += -include $(HARNESS_HEADER)
$(TESTS:%=$(BUILD)/obj/tests/%.o): $(HARNESS_HEADER).gch

$(HARNESS_HEADER).gch: tests/harness/harness.h $(BUILD)/flags
	@mkdir -p $(@D)
	$(CXX) $(ALL_FLAGS) -DSTEPWISE_BUILD='"$(BUILD)"' -MF $(@:.gch=.d) -x c++-header $< -o $@

# The default model becomes part of the program, where there is one: a list of its files tells when one came or went.
DEFAULT_MODEL := $(wildcard data/model/*.json data/model/*.safetensors)
WITH_DEFAULT_MODEL := $(filter %/default_model.o %/formats.o,$(OBJECTS))
ifneq ($(wildcard data/model/model.safetensors),)
$(WITH_DEFAULT_MODEL): private ALL_FLAGS += -DSTEPWISE_DEFAULT_MODEL
endif
$(WITH_DEFAULT_MODEL): $(DEFAULT_MODEL) $(BUILD)/default_model

$(BUILD)/obj/%.o: %.cpp $(BUILD)/flags
	@mkdir -p $(@D)
	$(CXX) $(ALL_FLAGS) -DSTEPWISE_BUILD='"$(BUILD)"' -c $< -o $@

.SECONDEXPANSION:
$(filter $(BUILD)/obj/folders/%,$(OBJECTS)): $(BUILD)/obj/folders/%.o: $$(filter-out src/cli/main.cpp,$$(wildcard src/%/*.cpp)) $(BUILD)/flags
	@mkdir -p $(@D)
	printf '#include "%s"\n' $(filter %.cpp,$^) | $(CXX) $(ALL_FLAGS) -Wno-shadow -DSTEPWISE_BUILD='"$(BUILD)"' -MF $(@:.o=.d) -x c++ -c - -o $@

$(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(HARNESS) $(LIBRARY)
	@mkdir -p $(@D)
	$(CXX) $(ALL_FLAGS) $^ $(LDFLAGS) -o $@

$(BUILD)/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(LIBRARY)
	@mkdir -p $(@D)
	$(CXX) $(ALL_FLAGS) -fsanitize=fuzzer $^ $(LDFLAGS) -o $@

# The loop over all parameters as vector instructions, with the same bits: g++ 12 wants -O3 for that, and a square root
# that reports no error through errno.
ifeq ($(MODE),release)
$(BUILD)/obj/src/train/adamw.o: private ALL_FLAGS += -O3 -fno-math-errno
endif

# A change of compiler or flags rebuilds everything: this file changes only when its text does.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CXX) $(ALL_FLAGS)' | cmp -s - $@ || echo '$(CXX) $(ALL_FLAGS)' > $@
$(BUILD)/default_model: FORCE
	@mkdir -p $(@D)
	@echo '$(DEFAULT_MODEL)' | cmp -s - $@ || echo '$(DEFAULT_MODEL)' > $@
FORCE:

# What the default model writes. The commands are shown: they can be typed as they stand.
run:
	@$(MAKE) --no-print-directory -s -j$(JOBS) all
	@printf '\nA story, drawn token by token:\n\n'
	$(BUILD)/stepwise generate --seed 2 --stats "Once upon a time"
	@printf '\nA question that the text answers:\n\n'
	$(BUILD)/stepwise generate --temperature 0 --stop Question --stats - < data/prompts/told.txt
	@printf '\nA question that it does not:\n\n'
	$(BUILD)/stepwise generate --temperature 0 --stop Question --stats - < data/prompts/untold.txt

# The default model from nothing: corpus, tokenizer, training. An hour and a half on two processors; stopped, it goes on.
model: $(BUILD)/stepwise
	sh data/make_model.sh $(BUILD)/stepwise $(BUILD)/model

# T=rope: this one only
CHOSEN := $(if $(T),test_$(T),$(TESTS))

test-programs: $(BUILD)/stepwise $(CHOSEN:%=$(BUILD)/tests/%)

test:
	@$(MAKE) --no-print-directory -j$(JOBS) BUILD=$(BUILD) MODE=$(MODE) T=$(T) test-programs
	@sh tests/run.sh $(BUILD)/tests $(CHOSEN)

# Listings and transcripts of all pages, from source and program. STEPWISE_DEBUGGER=1: those of the debugger, too.
update-tutorial: $(BUILD)/stepwise $(BUILD)/tests/tools/update_tutorial
	$(BUILD)/tests/tools/update_tutorial

# Exercises (tests/exercise.sh): one file is compiled as it is written and linked with the stage's own test.
EXERCISE := BUILD=$(BUILD) JOBS=$(JOBS) EXERCISE_CXX='$(CXX) $(FLAGS) -O0 -w' \
            EXERCISE_KERNELS='-O1 -ffp-contract=fast' LDFLAGS='$(LDFLAGS)' sh tests/exercise.sh
EXERCISE_TESTS := $(sort $(shell sed -n 's/^test: //p' tutorial/exercises.txt tests/mutants.txt 2>/dev/null))
exercise hint solution:
	@$(EXERCISE) $(if $(filter exercise,$@),start,$@) $(R)
$(BUILD)/tests/test_try: | $(BUILD)/obj/tests/test_rope_backward.o  # its own exercise is linked with that one
exercise-tests: $(LIBRARY) $(HARNESS) $(EXERCISE_TESTS:%=$(BUILD)/tests/%)
TRY_TESTS := $(if $(filter try,$(MAKECMDGOALS)),$(shell sh tests/exercise.sh tests))
try: $(LIBRARY) $(HARNESS) $(TRY_TESTS:%=$(BUILD)/tests/%)
	@$(EXERCISE) try
check-exercises: exercise-tests
	@$(EXERCISE) check
mutants: exercise-tests
	@$(EXERCISE) mutants '$(M)'

# The sessions of the debugger that pages show, replayed (gdb); each script of tutorial/gdb is shown by one. Then the stops
# of Visual Studio Code, driven as its extension drives gdb.
test-debugger: debug $(BUILD)/stepwise $(BUILD)/tests/test_pages
	STEPWISE_DEBUGGER=1 $(BUILD)/tests/test_pages every_transcript_is_what_the_program_prints
	$(PYTHON) tests/variables_pane.py

debug:
	@$(MAKE) --no-print-directory -j$(JOBS) BUILD=build/debug MODE=debug OPENMP=0 NATIVE=0 T=$(T) $(if $(T),test-programs,all)

sanitize:
	@$(MAKE) --no-print-directory BUILD=build/sanitize MODE=sanitize OPENMP=0 NATIVE=0 test T=$(T)

fuzzers: $(FUZZERS:%=$(BUILD)/fuzz/%)

fuzz:
	@$(MAKE) --no-print-directory -j$(JOBS) BUILD=build/sanitize MODE=sanitize CXX=clang++ OPENMP=0 NATIVE=0 fuzzers
	@sh tests/fuzz/run.sh build/sanitize/fuzz $(FUZZ_SECONDS) $(FUZZERS)

golden:
	$(PYTHON) tests/reference/make_micro.py
	$(PYTHON) tests/reference/make_goldens.py
	$(PYTHON) tests/reference/make_tokenizer_goldens.py
	$(PYTHON) tests/reference/make_chat_goldens.py
	$(PYTHON) tests/reference/make_unicode_tables.py
	$(PYTHON) tests/reference/make_nfc_tables.py
	$(PYTHON) tests/reference/make_word_tables.py

check-golden:
	$(PYTHON) tests/reference/make_goldens.py --check
	$(PYTHON) tests/reference/make_tokenizer_goldens.py --check
	$(PYTHON) tests/reference/make_chat_goldens.py --check
	$(PYTHON) tests/reference/make_unicode_tables.py --check
	$(PYTHON) tests/reference/make_nfc_tables.py --check
	$(PYTHON) tests/reference/make_word_tables.py --check

format:
	clang-format -i src/*/*.h src/*/*.cpp tests/*.cpp tests/*/*.cpp tests/*/*.h

help:
	@echo 'make                 build build/stepwise'
	@echo 'make run             build it, and let the default model write'
	@echo 'make model           make the default model again from nothing (data/make_model.sh): an hour and a half'
	@echo 'make test            build and run all tests; T=rope: build/tests/test_rope alone'
	@echo 'make update-tutorial listings and transcripts of all pages, from source and program'
	@echo 'make debug           build/debug/stepwise: -O0 -g, no OpenMP, checked indexes'
	@echo '                     T=rope builds build/debug/tests/test_rope, too (gdb build/debug/tests/test_rope)'
	@echo 'make exercise R=attn.scores  a copy of its file in work/ with that region to write; hint R=.. says more'
	@echo 'make try             the tests of what is in work/, stage by stage; solution R=.. shows the difference'
	@echo 'make check-exercises  each exercise, blanked, fails its test, restored passes; make mutants: each known bug fails its test (M=rope: those of rope)'
	@echo 'make test-debugger   replay the sessions of gdb that pages show: every script of tutorial/gdb'
	@echo 'make sanitize        all tests under the address and undefined-behaviour sanitizers'
	@echo 'make fuzz            each fuzz target for FUZZ_SECONDS=60 (clang++)'
	@echo 'make golden          write data/micro, data/golden and the Unicode tables again (python3-torch)'
	@echo 'make check-golden    compare them with what is committed'
	@echo 'make format          clang-format over all sources'
	@echo 'make clean           remove build/'
	@echo 'switches: CXX=clang++  OPENMP=0  NATIVE=0  WERROR=1'

clean:
	rm -rf build

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
