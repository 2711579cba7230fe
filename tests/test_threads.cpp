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

/// part(i) notes that it was done.
static void note_part(void* job, int index) { ++(*static_cast<std::vector<int>*>(job))[size_t(index)]; }

TEST(each_part_of_a_job_is_done_once) {
    for (int count : {0, 1, 2, 7, 100}) {
        for (int threads : {1, 2, 3}) {
            const ChosenThreads chosen(threads);
            std::vector<int> done(static_cast<size_t>(count));
            run_parts(count, note_part, &done);
            EXPECT_EQUAL(done, std::vector<int>(static_cast<size_t>(count), 1));
        }
    }
}

static void throw_from_the_fourth_on(void* job, int index) {
    note_part(job, index);
    if (index >= 3) throw std::runtime_error("part " + std::to_string(index));
}

TEST(the_first_part_that_throws_is_heard_after_all_are_done) {
    for (int threads : {1, 2, 3}) {
        const ChosenThreads chosen(threads);
        std::vector<int> done(50);
        std::string message;
        try {
            run_parts(50, throw_from_the_fourth_on, &done);
        } catch (const std::runtime_error& error) {
            message = error.what();
        }
        EXPECT_EQUAL(message, std::string("part 3"));
        EXPECT_EQUAL(done, std::vector<int>(50, 1));
    }
}

TEST_MAIN
