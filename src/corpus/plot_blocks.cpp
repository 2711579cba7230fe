#include "corpus/plot_text.h"

// What many plots share. After `open` the last one spoken of is A.
const char* const plot_blocks = R"(
block open
step lives A R
  Once upon a time there was a {A.boy} named {A}.
  Once there was a {A.boy} called {A}.
  There was once a {J} {A.boy} whose name was {A}.
  {A} was a {J} {A.boy}.
  {A} was a {J} {A.boy} who lived near the {R}.
  In a little house near the {R} lived a {A.boy} named {A}.
  This is a story about a {A.boy} named {A}.
  A {A.boy} named {A} lived near the {R}.
maybe age A Y
  {A.He} was {Y} years old.

block day
maybe weather W
  It was a {W} day.
  One morning it was {W}.
  The day was {W}.

block feel
step feel A F
  That evening {A} felt {F}.
  {A} felt {F} when the day was over.
  In the end {A} felt {F}.
  When {A} went to bed that night, {A.he} felt {F}.
  At supper {A} told everyone about it and felt {F}.
  "I feel {F}," said {A} that night.

block close
maybe
  It had been a good day.
  "What a day!" said {A.he}.
  Then {A.he} closed {A.his} eyes and fell asleep.
  And that is the end of the story.
  The moon came up, and all was quiet.
  {A.He} could not wait to tell the story again.
)";
