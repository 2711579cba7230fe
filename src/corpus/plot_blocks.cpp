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
  There lived a {J} {A.boy} near the {R}, and {A.his} name was {A}.
  Long ago there was a {A.boy} named {A}, who was very {J}.
maybe age A Y
  {A.He} was {Y} years old.
maybe likes A Z
  {A.He} liked to eat {Z}.
  {A.His} favourite food was {Z}.

block day
maybe weather W
  It was a {W} day.
  One morning it was {W}.
  The day was {W}.
  That day the weather was {W}.
  It was {W} when {A} woke up.

block feel
step feel A F
  That evening {A} felt {F}.
  {A} felt {F} when the day was over.
  In the end {A} felt {F}.
  When {A} went to bed that night, {A.he} felt {F}.
  At supper {A} told everyone about it and felt {F}.
  "I feel {F}," said {A} that night.
  {A} went to sleep that night and felt {F}.
  And how did {A} feel? {A.He} felt {F}.

block close
maybe
  It had been a good day.
  "What a day!" {A.he} said.
  Then {A.he} closed {A.his} eyes and fell asleep.
  And that is the end of the story.
  The moon came up, and all was quiet.
  {A.He} could not wait to tell the story again.
  {A} dreamed of it all night.
  After that day {A} was never quite the same.
  And tomorrow would be a new day.
)";
