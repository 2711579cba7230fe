#include "train/trainer.h"

#include <cmath>

#include "harness.h"
#include "small_training.h"
#include "tokenizer/bpe_train.h"
#include "twins.h"

static const ChosenForm fast_form(false);  // unless a test says otherwise
static const ChosenThreads one_thread(1);

static const std::string sentence = "The red fox hid the kite under the old oak, and nobody found it.";

static Tokenizer small_tokenizer() {
    TrainTokenizerOptions options;
    options.vocab_size = 290;
    options.special_tokens = {"<s>"};
    options.begin_token = "<s>";
    return train_bpe({sentence}, options);
}

TEST(one_repeated_sentence_is_learned_by_heart_within_seconds) {
    const Tokenizer tokenizer = small_tokenizer();
    const std::vector<int> ids = encode(tokenizer, sentence);
    TokenFile file;
    for (int i = 0; i < 8; ++i) {
        add_document(file, ids);
    }
    const TrainOptions options = small_options();
    TrainState state = start_training(small_config(tokenizer.vocabulary.count()), options.seed);
    Batches batches(file, options.batch_rows, options.row_tokens, options.seed, true);
    const StepReport first = train_step(state, batches, options);
    EXPECT(first.loss > 4);  // it knows nothing yet: any token of 290 would be log 290 = 5.67
    while (state.step < options.schedule.total_steps) {
        train_step(state, batches, options);
    }
    const double loss = mean_loss(state.model, file, options, 2);
    if (!(loss < 0.05)) FAIL("the loss is " + shown(loss));
    // and the model says it: each token is the most likely one after those before it
    KVCache cache = make_kv_cache(state.model.config, 64);
    std::vector<int> said = {ids[0]};
    while (said.size() < ids.size()) {
        const Tensor logits = last_row(forward(state.model, {said.back()}, cache));
        int best = 0;
        for (int i = 0; i < int(logits.size()); ++i) {
            if (logits(i) > logits(best)) best = i;
        }
        said.push_back(best);
    }
    EXPECT_EQUAL(decode(tokenizer, said), sentence);
}

TEST_MAIN
