#include "base/threads.h"
#include "harness.h"
#include "program.h"
#include "twins.h"

TEST(as_many_threads_are_used_as_were_asked_for) {
    const int before = thread_count();
    EXPECT(before >= 1);
    for (int count : {3, 1, 2}) {
        ChosenThreads threads(count);
#ifdef _OPENMP
        EXPECT_EQUAL(thread_count(), count);
        int in_parallel = 0;
#pragma omp parallel
        {
#pragma omp atomic
            ++in_parallel;
        }
        EXPECT_EQUAL(in_parallel, count);
#else
        EXPECT_EQUAL(thread_count(), 1);
#endif
    }
    EXPECT_EQUAL(thread_count(), before);
}

TEST(no_threads_are_not_enough) {
    for (const char* command : {"train", "eval"}) {
        for (const char* count : {"0", "-1", "many", "1025"}) {
            const ProgramResult result = run_stepwise({command, "--threads", count});
            EXPECT_EQUAL(result.status, 2);
            EXPECT(result.err.find("--threads") != std::string::npos);
        }
    }
}

TEST_MAIN
