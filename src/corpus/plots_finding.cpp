#include "corpus/plot_text.h"

// Things that are lost, found, given and shared.
const char* const plots_finding = R"(
plot lost_thing
roles T thing.small; C colour; S spot; D feeling.bad
use open
use day
step colour A T C
  {A.He} had {C.a} {T} and took it everywhere.
  {A} loved {A.his} {C} {T} very much.
  Of all {A.his} things, {A.he} liked {A.his} {C} {T} best.
  Nobody else had {C.a} {T} like {A}.
step lost A T; felt_first A D
  Then the {T} was gone, and {A} felt {D}.
  But one thing was wrong: the {T} was gone. {A} felt {D}.
  {A} looked for the {T}, but it was not there. "Oh no!" {A.he} said, and {A.he} felt {D}.
step helped B A
  {A.His} friend {B} came to help.
  "I will help you look," said {A.his} friend {B}.
  Then {A.his} friend {B} came to the door. "Let us look together," {B.he} said.
  {A.He} asked {A.his} friend {B} for help, and {B.he} said yes.
maybe
  They looked in every room, but they found only dust.
  "Where did you see it last?" asked {B}, but {A} did not know.
  They looked up and down, here and there.
  "It cannot be far," said {B}.
step finder A T B; found_at A T S
  At last {B} saw something {C} {S.at}. It was the {T}!
  Then {B} looked {S.at}, and there was the {T}!
  "Look!" called {B}. The {T} was {S.at}, and {B} had found it.
  They looked and looked. Then {B} found the {T} {S.at}.
step
  {A} hugged the {T} and thanked {B.him}.
  "Thank you, {B}!" said {A}.
  {A} laughed and danced around the room.
  "I will never lose it again," said {A}.
use feel
use close

plot lost_outside
roles T thing.small; C colour; L place.outdoor; E elder.old
use open
step colour A T C; went A L
  One day {A.he} took {A.his} {C} {T} to the {L}.
  {A} went to the {L} with {A.his} {C} {T}.
  {A.He} liked to play {L.at}, and {A.his} {C} {T} went with {A.him}.
  "I will take my {C} {T}," said {A}, and off {A.he} went to the {L}.
step
  {A.He} ran and jumped all afternoon.
  {A.He} played until the sun was low.
  {A.He} lay in the grass and looked at the clouds.
  There was so much to see that {A.he} forgot everything else.
step lost A T
  At home {A.he} saw that the {T} was not there.
  When {A.he} came home, the {T} was missing.
  "Where is my {T}?" {A.he} asked at home. It was not in {A.his} hands.
  In the evening {A} wanted the {T}, but it was nowhere in the house.
maybe
  "It will be dark soon," said {A.his} {E}.
  "Do not worry," said {A.his} {E}.
  {A.His} {E} told {A.him} to wait until morning.
  {A.His} {E} went out with a lamp, but it was too dark to see.
step finder A T B; found_at A T L
  Just then {B} knocked at the door. {B.He} had found the {T} {L.at}.
  Then {B} came running from the {L}. "I found your {T}!" {B.he} said.
  But {A.his} friend {B} had seen the {T} {L.at} and brought it back.
  The next morning {B} came with the {T} in {B.his} hand. It had been {L.at} all night.
step
  {A} gave {B.him} a big hug.
  "You are a true friend," said {A}.
  {A} was so glad that {A.he} sang a little song.
  "How can I thank you?" asked {A}. "You just did," said {B}.
use feel
use close

plot lonely_gift
roles T thing.gift; C colour; D feeling.alone
use open
step felt_first B D
  {A.He} had a friend named {B}. One day {B} felt {D}.
  {A.His} friend {B} sat by the window and felt {D}.
  One day {A.he} met {B} on the road. {B.He} felt {D}.
step
  "What is wrong?" asked {A}. "I have nothing to play with," said {B}.
  "Why do you look so?" asked {A}. "I have nobody to play with," said {B}.
  {A} wanted to make {B.him} smile.
  {A} sat down next to {B.him} and thought for a while.
step colour A T C; holder T A
  {A} thought of {A.his} {C} {T}. It was at home on the bed.
  {A} ran home and took {A.his} {C} {T} from the wall.
  At home {A} had {C.a} {T}. It was almost new.
step gave A T B; holder T B
  {A.He} gave the {T} to {B}.
  "This {T} is for you," said {A}, and {A.he} gave it to {B}.
  {B} got the {T} from {A} that same day.
  {A} put the {T} into {B}'s hands. "It is yours now," {A.he} said.
step feel B F
  {B} smiled and felt {F}.
  "Thank you!" {B.he} said, and {B.he} felt {F}.
  Now {B} felt {F}.
maybe
  They played until the stars came out.
  After that they were together every day.
  {A} had one thing less and one friend more.
  {B} did not put it down all day.
step
  It is good to give, thought {A}.
  And {A} was not sorry at all.
  That was the best gift of all.
  And both of them slept well that night.

plot birthday
roles T thing.gift; C colour; E elder; G food.baked; N number.age
never age
step age A N
  Today was {A}'s birthday. {A.He} was {N} years old now.
  {A} woke up early, because it was {A.his} birthday. {A.He} was now {N} years old.
  It was a great day for {A}. {A.He} turned {N} that day.
  "Happy birthday, {A}!" everyone called. {A.He} was {N} years old at last.
step present E T A; colour A T C
  {A.His} {E} had a big box for {A.him}. Inside was {C.a} {T}!
  There was a gift on the table from {A.his} {E}. It was {C.a} {T}.
  "This is for you," said {A.his} {E}. It was {C.a} {T}!
  First {A.he} got {C.a} {T} from {A.his} {E}.
step
  "It is just what I wanted!" said {A}.
  {A} jumped up and down.
  {A} could not stop smiling.
  "Thank you, thank you!" said {A}.
step baked B G
  Later {A.his} friend {B} came. {B.He} had baked {G.a}.
  Then {B} came with {G.a}. {B.He} had baked it that morning.
  At noon {B} came to the door. In {B.his} hands was {G.a} that {B.he} had baked.
  {A.His} friend {B} could not sing, but {B.he} could bake. {B.He} had baked {G.a}.
step
  They ate and sang until it was dark.
  They sang a song, and everyone had some.
  There was music, and they danced.
  Soon there was not a crumb left.
use feel
use close

plot sharing
roles P snack; L place.walk; K animal.small
never felt_first
use open
use day
step went A L
  {A} walked to the {L} with some food in a bag.
  At noon {A.he} went to the {L} to eat.
  {A} wanted to eat outside, so {A.he} went to the {L}.
  One day {A} went to the {L} with {A.his} lunch.
step
  There {A.he} met {B}. {B.He} had nothing to eat.
  {B} was there too. {B.He} had left {B.his} lunch at home.
  "I am so hungry," said {B}, who was there too.
  {B} sat there and looked at the sky. {B.His} bag was empty.
step shared A P
  {A} had {P.a} and broke it in two. Each got one half.
  "I have {P.a}," said {A}. "You can have half of it."
  {A} took out {P.a} and gave {B} half of it.
  "Here," said {A}. {A.He} cut {P.a} into two parts, one for each of them.
maybe saw A K
  A hungry {K} came and ate what fell on the ground.
  A little {K} sat near them and waited for a bit.
  Even {K.a} came and got a small piece.
  Just then {A} saw {K.a} that was hungry too.
step
  It tasted better than ever.
  "Food is best with a friend," said {B}.
  They ate it in the grass and told jokes.
  They ate slowly, so that it would last.
use feel
use close

plot trade
roles T thing.toy; U thing.toy; C colour; D colour
use open
step colour A T C; holder T A
  {A.He} had {C.a} {T}, but {A.he} had played with it too often.
  {A.He} owned {C.a} {T}.
  In {A.his} room {A.he} had {C.a} {T}.
  For a long time {A} had played with {C.a} {T}.
step colour B U D; holder U B
  {A.His} friend {B} had {D.a} {U}.
  Next door lived {B}. {B.He} had {D.a} {U}.
  One day {B} came to play with {D.a} {U}.
  One day {A.he} met {B}, who had {D.a} {U}.
step
  "That is a fine {U}," said {A}.
  {A} looked at the {U} for a long time.
  "May I hold your {U}?" asked {A}.
step holder T B; holder U A
  "Let us trade," said {B}. So {B} got the {T}, and {A} got the {U}.
  They made a trade: the {T} went to {B}, and the {U} went to {A}.
  {A} gave the {T} to {B} and took the {U} home.
  "My {U} for your {T}," said {B}. Then {A} had the {U}, and {B} had the {T}.
maybe
  They shook hands like two old traders.
  "A trade is a trade," {B.he} said.
  Both of them laughed.
  "Now we both have something new," said {B}.
use feel
use close
)";
