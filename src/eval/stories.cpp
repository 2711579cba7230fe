#include "eval/stories.h"

#include "corpus/plot.h"
#include "generate/generate.h"

/// Collects the text.
class StringReceiver : public TextReceiver {
 public:
    void on_text(std::string_view text) override { collected += text; }

    std::string collected;
};

std::vector<ToldStory> tell_stories(const Model& model, const Tokenizer& tokenizer,
                                    const std::vector<Document>& stories, float temperature, uint64_t seed) {
    std::vector<ToldStory> told;
    for (const Document& document : stories) {
        const std::string opening = split_sentences(document.text)[0];
        GenerateOptions options;
        options.sampler.temperature = temperature;
        options.seed = seed + told.size();
        StringReceiver receiver;
        const GenerateResult result = generate(model, tokenizer, encode(tokenizer, opening), options, receiver);
        ToldStory story;
        story.text = opening + receiver.collected;
        story.ended = result.finish == FinishReason::end_token;
        story.report = read_story(story.text);
        told.push_back(story);
    }
    return told;
}
