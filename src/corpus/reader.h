#pragma once

#include <string>
#include <vector>

/// What the reader makes of a story.
struct StoryReport {
    int sentences;
    int understood;      // sentences that are known, whether or not they agree with the others
    bool consistent;     // there are sentences, all are understood, and nothing contradicts
    bool has_beginning;  // the first sentence is one that a story can begin with
    bool has_end;        // the last sentence is one that this story can end with
    std::vector<std::string> contradictions;
};

/// Reads a story by the patterns that stories are written with; `text` is read up to its first line feed.
///
/// The rule is strict. A story is read as one plot, the one that explains it best. Its sentences must be wordings of
/// that plot's steps, in their order, none left out but the optional ones; each role (who it is about, the friend,
/// the colour, the place, the number ...) must have one word from beginning to end, of a list that the plot allows;
/// each pronoun must have the gender of whom it means. What differs is a contradiction, and a sentence that is no
/// wording of the plot is not understood, even if nothing in it is wrong. So "consistent" means: the generator
/// could have told this.
StoryReport read_story(const std::string& text);
