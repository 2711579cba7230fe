#pragma once

#include "corpus/chooser.h"
#include "corpus/plot.h"

/// A story that was told, and all that is known of its world when it ends.
struct Story {
    const Plot* plot;
    Binding binding;
    std::string text;         // one line, without a line feed
    std::vector<Fact> facts;  // what is true at the end: a later fact has replaced an earlier one
};

/// Tells the plot. Roles that have a word in `binding` keep it; any other gets its word where it is first shown, from
/// its list without the words that are taken already. Wordings are drawn as the story goes.
/// Throws Error when a pattern names a role that the plot does not have.
Story tell_story(Chooser& chooser, const Plot& plot, const Binding& binding);

/// The words that have a role in the binding, in the order of the letters.
std::vector<const Word*> bound_words(const Binding& binding);
