#include "corpus/relation_text.h"

// relation NAME LIST...   what its arguments are
// say, then               statements for short contexts; `then` goes on about the same subject
// ask N ANSWER            how to ask for argument N, and the answer; the wordings follow
const char* const relation_text = R"(
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

relation now_has person thing colour
say
  {1} has {3.a} {2}.
  {1}'s {2} is {3}.
  {1} owns {3.a} {2}.
then
  {1.He} has {3.a} {2}.
  {1.His} {2} is {3}.
ask 3 {3.Plain}.
  What colour is {1}'s {2}?
  What is the colour of {1}'s {2}?
ask 1 {1}.
  Who has {3.a} {2}?
  Who is the owner of {3.a} {2}?
ask 2 {2.A}.
  What {3} thing does {1} have?

relation now_at person place
say
  {1} is {2.at}.
  {1} is waiting {2.at}.
then
  {1.He} is {2.at}.
ask 2 {2.At}.
  Where is {1}?
  In which place is {1}?
ask 1 {1}.
  Who is {2.at}?

relation now_likes person food
say
  {1} likes {2}.
  {1} loves to eat {2}.
  The food that {1} likes best is {2}.
then
  {1.He} likes {2}.
  {1.He} loves to eat {2}.
ask 2 {2.Plain}.
  What does {1} like to eat?
  Which food does {1} like?
ask 1 {1}.
  Who likes {2}?

relation now_pet person animal.pet pet
say
  {1} has {2.a} named {3}.
  {1}'s {2} is called {3}.
then
  {1.He} has {2.a} named {3}.
  {1.His} {2} is called {3}.
ask 3 {3}.
  What is the name of {1}'s {2}?
  What is {1}'s {2} called?
ask 2 {2.A}.
  What kind of animal is {3}?
ask 1 {1}.
  Who has {2.a}?

relation now_sleeps animal place.rest
say
  The {1} sleeps {2.at}.
  Every night the {1} sleeps {2.at}.
then
  It sleeps {2.at}.
ask 2 {2.At}.
  Where does the {1} sleep?
  What is the place where the {1} sleeps?
ask 1 The {1}.
  Which animal sleeps {2.at}?

relation now_eats animal item.fruit
say
  The {1} eats {2.a}.
  The {1} is eating {2.a}.
then
  It is eating {2.a}.
ask 2 {2.A}.
  What does the {1} eat?
  What is the food of the {1}?
ask 1 The {1}.
  Which animal eats {2.a}?

relation now_count person item.gather number
say
  {1} has {3} {2.s}.
  {1} found {3} {2.s}.
then
  {1.He} has {3} {2.s}.
ask 3 {3.Plain}.
  How many {2.s} does {1} have?
  What is the number of {1}'s {2.s}?
ask 1 {1}.
  Who has {3} {2.s}?

relation now_gave person thing.gift person
say
  {1} gave {3} {2.a}.
  {1} gave {2.a} to {3}.
  {3} got {2.a} from {1}.
ask 1 {1}.
  Who gave {3} {2.a}?
  Who gave {2.a} to {3}?
ask 2 {2.A}.
  What did {1} give {3}?
  What did {3} get from {1}?
ask 3 {3}.
  Who got {2.a} from {1}?

relation now_feels person feeling
say
  {1} is {2}.
  {1} feels {2} today.
then
  {1.He} is {2}.
  {1.He} feels {2} today.
ask 2 {2.Plain}.
  How does {1} feel?
  In what mood is {1}?
ask 1 {1}.
  Who feels {2}?

relation now_age person number.age
say
  {1} is {2} years old.
then
  {1.He} is {2} years old.
ask 2 {2.Plain}.
  How old is {1}?
  What is {1}'s age?
ask 1 {1}.
  Who is {2} years old?

relation now_lies thing.small spot
say
  The {1} is {2.at}.
  The {1} lies {2.at}.
ask 2 {2.At}.
  Where is the {1}?
  In which place is the {1}?
ask 1 The {1}.
  What is {2.at}?

relation now_helps person person
say
  {1} helps {2}.
  {2} gets help from {1}.
ask 1 {1}.
  Who helps {2}?
ask 2 {2}.
  Who does {1} help?
)";
