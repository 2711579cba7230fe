#include <algorithm>

#include "corpus/kinds.h"
#include "corpus/pattern.h"

constexpr int largest_result = 20;

static const char* const number_names[] = {"zero",     "one",      "two",      "three",   "four",    "five",
                                           "six",      "seven",    "eight",    "nine",    "ten",     "eleven",
                                           "twelve",   "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
                                           "eighteen", "nineteen", "twenty"};

int result_of(const Sum& sum) { return sum.is_minus ? sum.a - sum.b : sum.a + sum.b; }

std::string sum_key(const Sum& sum) {
    const int low = std::min(sum.a, sum.b);
    const int high = std::max(sum.a, sum.b);
    return "sum " + std::to_string(high) + (sum.is_minus ? " - " : " + ") + std::to_string(low);
}

/// Two numbers of at least `least` whose sum is at most 20; or, with minus, the sum less one of the two.
static Sum draw_sum_from(Chooser& chooser, int least) {
    std::vector<Sum> sums;
    for (int a = least; a <= largest_result; ++a) {
        for (int b = least; a + b <= largest_result; ++b) {
            sums.push_back({a, b, false});
            sums.push_back({a + b, b, true});
        }
    }
    return sums[size_t(chooser.pick(int(sums.size())))];
}

Sum draw_sum(Chooser& chooser) { return draw_sum_from(chooser, 0); }

static std::string digits(int number) { return std::to_string(number); }

static std::string in_words(int number) { return number_names[number]; }

/// "prompt answer"; the prompt ends where the answer begins.
static void write_line(Document& document, const std::string& prompt, const std::string& answer, double position) {
    document.questions.push_back({QuestionKind::sum, prompt, answer, position});
    document.text = prompt + " " + answer + "\n";
}

static void write_bare_sum(Chooser& chooser, Document& document, int form) {
    const Sum sum = draw_sum(chooser);
    document.key = sum_key(sum);
    const std::string sign = sum.is_minus ? " - " : " + ";
    const std::string word = sum.is_minus ? " minus " : " plus ";
    const std::string answer = digits(result_of(sum)) + ".";
    const std::string named_answer = in_words(result_of(sum)) + ".";
    const std::string named_sum = in_words(sum.a) + word + in_words(sum.b);
    const std::string sum_text = digits(sum.a) + sign + digits(sum.b);
    if (form == 0) write_line(document, sum_text + " =", answer, -1.0);
    if (form == 1) write_line(document, "Question: What is " + sum_text + "?\nAnswer:", answer, -1.0);
    if (form == 2) write_line(document, capitalised(named_sum) + " is", named_answer, -1.0);
    if (form == 3)
        write_line(document, "Question: What is " + named_sum + "?\nAnswer:", capitalised(named_answer), -1.0);
}

static const char* const more_wordings[] = {
    "{A} had {N} {I.s}. Then {A.he} got {K} more from {B}.",
    "{A} had {N} {I.s}. {B} gave {A.him} {K} more.",
    "{A} found {N} {I.s}. Later {A.he} found {K} more, and {B} saw it.",
};

static const char* const less_wordings[] = {
    "{A} had {N} {I.s}. {A.He} gave {K} of them to {B}.",
    "{A} had {N} {I.s}. {B} took {K} of them.",
    "{A} found {N} {I.s}. Then {A.he} lost {K} of them, and {B} saw it.",
};

/// A number as a word of a sentence, in digits.
static Word digit_word(int number) { return {digits(number), "", "", 'n', "digits"}; }

static void write_sum_story(Chooser& chooser, Document& document) {
    const Sum sum = draw_sum_from(chooser, 2);
    document.key = sum_key(sum);
    const Word first = digit_word(sum.a);
    const Word second = digit_word(sum.b);
    Binding binding = {};
    const std::vector<const Word*>& people = word_list("person").words;
    const std::vector<const Word*>& items = word_list("item.gather").words;
    binding['A'] = people[size_t(chooser.pick(int(people.size())))];
    std::vector<const Word*> others;
    for (const Word* person : people) {
        if (person->gender != binding['A']->gender) others.push_back(person);
    }
    binding['B'] = others[size_t(chooser.pick(int(others.size())))];
    binding['I'] = items[size_t(chooser.pick(int(items.size())))];
    binding['N'] = &first;
    binding['K'] = &second;
    const char* const wording = (sum.is_minus ? less_wordings : more_wordings)[chooser.pick(3)];
    const std::string question =
        sum.is_minus ? "How many {I.s} were left for {A}?" : "How many {I.s} did {A} have then?";
    const std::string text = render(parse_pattern(wording), binding);
    write_line(document, text + "\nQuestion: " + render(parse_pattern(question), binding) + "\nAnswer:",
               digits(result_of(sum)) + ".", 0.0);
}

void write_sum(Chooser& chooser, Document& document) {
    const int form = chooser.pick_weighted({2, 2, 1, 1, 3});
    if (form < 4) {
        write_bare_sum(chooser, document, form);
    } else {
        write_sum_story(chooser, document);
    }
}
