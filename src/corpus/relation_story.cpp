#include "corpus/relation_text.h"

// What stories tell; how the text is read stands in relation.cpp.
const char* const story_relations = R"(
relation colour person thing colour
ask 3 {3.Plain}.
  What colour was {1}'s {2}?
  What was the colour of {1}'s {2}?
  Which colour did {1}'s {2} have?

relation lost person thing
ask 2 {2.A}.
  What did {1} lose?
  Which thing did {1} lose?
ask 1 {1}.
  Who lost {2.a}?

relation finder person thing person
ask 3 {3}.
  Who found {1}'s {2}?
  Who was the one who found {1}'s {2}?

relation found_at person thing spot
ask 3 {3.At}.
  Where was {1}'s {2}?
  In what place was {1}'s {2} found?
  Where did they find {1}'s {2}?

relation went person place
ask 2 To the {2}.
  Where did {1} go?
  Which place did {1} go to?

relation name animal pet
ask 2 {2}.
  What was the name of the {1}?
  What was the {1} called?
  What was the {1}'s name?
ask 1 {1.A}.
  What kind of animal was {2}?
  Which animal was {2}?

relation gave person thing person
ask 1 {1}.
  Who gave {3} {2.a}?
  Who gave {2.a} to {3}?
ask 2 {2.A}.
  What did {1} give {3}?
  What did {3} get from {1}?
ask 3 {3}.
  Who got {2.a} from {1}?
  Who did {1} give {2.a} to?

relation present elder thing person
ask 1 {3.His} {1}.
  Who gave {3} {2.a}?
  From whom did {3} get {2.a}?
ask 2 {2.A}.
  What did {3} get?
  What was the gift for {3}?

relation count person item number
ask 3 {3.Plain}.
  How many {2.s} did {1} have?
  How many {2.s} did {1} find?
  What was the number of {1}'s {2.s}?

relation feel person feeling
ask 2 {2.Plain}.
  How did {1} feel at the end?
  How did {1} feel in the end?
  How did {1} feel when the story ended?

relation felt_first person feeling
ask 2 {2.Plain}.
  How did {1} feel at first?
  How did {1} feel in the beginning?

relation weather weather
ask 1 {1.Plain}.
  What was the weather like?
  How was the weather?

relation age person number
ask 2 {2.Plain}.
  How old was {1}?
  How many years old was {1}?

relation lives person home
ask 2 Near the {2}.
  Where did {1} live?
  Where was {1}'s home?

relation likes person meal
ask 2 {2.Plain}.
  What did {1} like to eat?
  What was {1}'s favourite food?

relation helped person person
ask 1 {1}.
  Who helped {2}?
  Who came to help {2}?

relation baked person food
ask 2 {2.A}.
  What did {1} bake?
  What did {1} put in the oven?
ask 1 {1}.
  Who baked {2.a}?

relation built person thing
ask 2 {2.A}.
  What did {1} make?
ask 1 {1}.
  Who made {2.a}?

relation saw person animal
ask 2 {2.A}.
  What animal did {1} see?
  Which animal did {1} see?
ask 1 {1}.
  Who saw {2.a}?

relation heard person animal
ask 2 {2.A}.
  What animal made the sound that {1} heard?
  Which animal did {1} hear?

relation hid person spot
ask 2 {2.At}.
  Where did {1} hide?
  Where was {1} hiding?
ask 1 {1}.
  Who hid {2.at}?

relation winner animal
ask 1 The {1}.
  Who won the race?
  Which animal won?

relation loser animal
ask 1 The {1}.
  Who lost the race?

relation friend person person
ask 2 {2}.
  Who was {1}'s new friend?
  Who became {1}'s friend?

relation planted person plant
ask 2 {2.S}.
  What did {1} plant?
  What did {1} grow?
ask 1 {1}.
  Who planted {2.s}?

relation broke person thing
ask 2 {2.A}.
  Which of {1}'s things broke?
  What did {1} break?

relation mended person thing
ask 1 {1}.
  Who mended the {2}?
  Who fixed the {2}?
ask 2 The {2}.
  What did {1} mend?

relation holder thing person
ask 2 {2}.
  Who had the {1} at the end?
  Who had the {1} in the end?

relation shared person snack
ask 2 {2.A}.
  What did {1} share?
ask 1 {1}.
  Who shared {2.a}?

relation lay animal place
ask 2 {2.At}.
  Where did they find the {1}?
  Where was the {1}?
)";
