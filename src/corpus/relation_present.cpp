#include "corpus/relation_text.h"

// What short contexts tell, in the present tense.
const char* const present_relations = R"(
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
