#include "cli/lens.h"

#include "harness.h"
#include "program.h"

// Looks into a model that no stage needs: guesses on the way, neighbours in the embedding.

static std::string output_of(const std::vector<std::string>& arguments) {
    const ProgramResult result = run_stepwise(arguments);
    EXPECT_EQUAL(result.err, std::string());
    EXPECT_EQUAL(result.status, 0);
    return result.out;
}

/// docs/micro-model.md has the last line's numbers by hand; those of the embedding are its own row through norm and head.
TEST(guesses_after_each_layer_end_with_those_of_the_model) {
    EXPECT_EQUAL(output_of({"trace", "--model", "data/micro", "--guesses", "aaabdaaab"}),
                 "after     length   the likeliest next tokens\n"
                 "embed     1.00     \"aaab\" 91.6% \"</s>\" 1.7% \"a\" 1.7%\n"
                 "layer 0   2.45     \"a\" 76.0% \"aaab\" 21.7% \"ab\" 1.0%\n");
}

/// aaab is (0, -1, 0, 0): the norm makes it (0, -2 * 2, 0, 0), so its logits are -4 times the second column of the table:
/// 4 for aaab itself, 0 for </s>, a, b, d and ab, -4 for aa and -8 for c; softmax gives aaab 91.6%, those of 0 1.7% each.
TEST(ids_may_be_given_for_guesses) {
    const std::string by_text = output_of({"trace", "--model", "data/micro", "--guesses", "aaabdaaab"});
    EXPECT_EQUAL(output_of({"trace", "--model", "data/micro", "--guesses", "--ids", "7,4,7"}), by_text);
}

/// The table of docs/micro-model.md: aa is (0, 1, 0, 0), c is (1, 2, 0, 0) and aaab is (0, -1, 0, 0); 2 / sqrt(5) = 0.894.
TEST(neighbours_come_by_the_cosine_of_their_vectors) {
    EXPECT_EQUAL(output_of({"inspect", "--model", "data/micro", "--near", "aa"}),
                 " 0.894  3      \"c\"\n"
                 " 0.000  0      \"</s>\"\n"
                 " 0.000  1      \"a\"\n"
                 " 0.000  2      \"b\"\n"
                 " 0.000  4      \"d\"\n"
                 " 0.000  6      \"ab\"\n"
                 "-1.000  7      \"aaab\"\n");
    EXPECT_EQUAL(output_of({"inspect", "--model", "data/micro", "--near", "b"}).substr(0, 45),
                 " 0.894  0      \"</s>\"\n 0.447  3      \"c\"\n 0.0");
}

TEST(neighbours_are_of_one_token) {
    const ProgramResult two = run_stepwise({"inspect", "--model", "data/micro", "--near", "aaabd"});
    EXPECT_EQUAL(two.status, 1);
    EXPECT(two.err.find("--near takes one token, and \"aaabd\" is 2 of them") != std::string::npos);
    EXPECT(run_stepwise({"inspect", "--model", "data/micro", "--near", ""}).err.find("is 0 of them") !=
           std::string::npos);
}

TEST_MAIN
