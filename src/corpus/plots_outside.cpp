#include "corpus/plot_text.h"

// Trips, weather, games and the night.
const char* const plots_outside = R"(
plot trip
roles L place.trip; I item.trip; N number; K animal.wild
use open
use day
step went A L; went B L
  {A} and {A.his} friend {B} went to the {L}.
  "Let us go to the {L}," said {B}, and so {A} and {B} went there.
  {A} packed a bag and went to the {L} with {B}.
  One day {A} wanted to go to the {L}. {B} came along.
step count A I N
  There {A} found {N} {I.s}.
  {A} looked at the ground and found {N} {I.s}.
  "Look what I have!" called {A}. {A.He} had found {N} {I.s}.
  {A} searched all morning and found {N} {I.s}.
maybe saw B K
  {B} saw {K.a}, but it ran away.
  "Be quiet," said {B}, who saw {K.a} far away.
  On the way {B} saw {K.a}.
  "What was that?" asked {A}. {B} had seen {K.a}.
step
  They sat down and ate bread and cheese.
  They sang all the songs they knew.
  They stayed until they were hungry.
  They lay on their backs and looked at the sky.
step
  On the way home {A.his} pockets were full.
  They walked home slowly, for they were tired.
  They came home with wet feet and big smiles.
  The sun went down when they came home.
use feel
use close

plot storm
roles S spot.hide; D feeling.fear; K animal.house; E elder.old
never weather
use open
step
  One night there was a great storm. The wind howled, and rain beat on the roof.
  Dark clouds came, and then the thunder began.
  There was a flash and a loud boom. A storm had come.
  In the evening the sky grew black, and it began to storm.
step felt_first A D
  {A} felt {D} and could not sleep.
  {A} pulled the blanket over {A.his} head and felt {D}.
  "I do not like this," said {A}, who felt {D}.
  At every boom {A} jumped. {A.He} felt {D}.
step hid A S
  {A.He} hid {S.at}.
  Quickly {A.he} hid {S.at}.
  {A.He} jumped up and hid {S.at}.
  {A} took the blanket and hid {S.at}.
step saw A K
  There sat {K.a}! It was shaking too.
  Who was there? It was {K.a}, as small as could be.
  Something soft was there. It was {K.a}!
  But {A.he} was not alone. {K.A} was there already.
step
  {A} held the {K} close, and both grew calm.
  "Do not be scared," {A} told the {K}. "I am here."
  The {K} came closer, and {A} counted the booms out loud.
  Together they waited, {A} and the {K}.
step
  In the morning the sun was back.
  Then the storm was over.
  Little by little the storm went away.
  After an hour there was only the sound of drops.
use feel
use close

plot hide_and_seek
roles S spot.hide; M spot.hide
use open
use day
step
  {A} and {B} played hide and seek.
  "Let us play hide and seek," said {A}. "Yes!" said {B}.
  {A.He} asked {B} to play hide and seek.
  It was {B} who wanted to play hide and seek with {A}.
step
  {A} closed {A.his} eyes and counted slowly.
  {A} had to count first. "Are you ready?" {A.he} called.
  {A} turned to the wall and counted.
  "You hide, and I count," said {A}.
step hid B S
  {B} hid {S.at}.
  {B} ran off and hid {S.at}.
  As quick as a mouse, {B} hid {S.at}.
  {B} did not make a sound and hid {S.at}.
step
  {A} looked {M.at}, but nobody was there.
  First {A} looked {M.at}. There was only dust.
  "I know where you are!" called {A} and looked {M.at}. But it was empty.
  Was {B.he} {M.at}? No, {B.he} was not.
step
  Then {A.he} heard a laugh and found {B.him}.
  Then {A.he} saw a foot. "I have got you!"
  At last {B} had to sneeze, and {A} found {B.him}.
  {A} looked everywhere, and in the end {A.he} found {B.him}.
maybe
  "One more time!" said {B}.
  "You are good at this," said {A}.
  Then it was time to change places.
  "Now I hide, and you count," said {A}.
use feel
use close

plot race
roles K animal.race; Q animal.race
never weather
step winner K; loser Q
  The {K} and the {Q} ran a race, and this is how the {K} won.
  Once the {K} won a race against the {Q}.
  Once upon a time the {Q} lost a race to the {K}.
  This is the story of a race. The {K} won, and the {Q} lost.
step
  "I am the fastest of all," said the {Q}.
  The {Q} laughed at the {K}. "You have no chance!"
  "Nobody can beat me," said the {Q}.
  Before the race the {Q} told everyone how fast it was.
step
  "We shall see," said the {K}.
  The {K} did not say a word.
  "Let us run to the old tree," said the {K}.
  "Then run with me," said the {K}.
step
  The {Q} ran so fast that it had to rest. Soon it was asleep.
  On the way the {Q} stopped to eat, and then it ate some more.
  The {Q} looked back so often that it fell into a ditch.
  The {Q} was so sure of itself that it took a long bath in the pond.
step
  The {K} went on, step by step.
  The {K} never stopped and never looked back.
  But the {K} kept going.
  The {K} ran and ran and did not stop.
step
  It came to the tree first, and all the animals cheered.
  When the {Q} came to the tree, the {K} was there already.
  It was first at the tree, and nobody could believe it.
  The {K} had won, and there was a great feast.
maybe
  "Well done," said the {Q}. "Next time I will not brag."
  After that the {Q} was never so loud again.
  The two shook hands, as good runners do.
  "How did you do that?" asked the {Q}.
step
  Slow and steady can win.
  It is not over until it is over.
  And they are still talking about it today.
  And that is how it was.

plot new_friend
roles T thing.toy; C colour; D feeling.alone; L place.outdoor
use open
step felt_first A D
  {A.He} was new in town and felt {D}.
  {A.He} did not know anyone in the street and felt {D}.
  {A.His} family had just moved there, and {A.he} felt {D}.
  Nobody knew {A.him} in the new school, and {A.he} felt {D}.
step went A L
  One day {A.he} went to the {L} alone.
  "Go out and play," said {A.his} mother, so {A.he} went to the {L}.
  {A.He} went to the {L} and sat down by {A.himself}.
  {A} went to the {L}, because there were always people.
step colour B T C; friend A B
  There {A.he} met {B}, who had {C.a} {T}. They became friends.
  A {B.boy} with {C.a} {T} came up to {A.him}. "I am {B}," {B.he} said. Soon they were friends.
  {B} was there with {C.a} {T}. Before long {B.he} and {A} were friends.
  "Hello, my name is {B}," said a {B.boy} with {C.a} {T}. "Let us be friends."
step
  "Do you want to play with my {T}?" asked {B}.
  "We can play with the {T} together," said {B}.
  {B} let {A.him} play with the {T}.
  "You can hold the {T} if you like," said {B}.
step
  They laughed so much that they forgot the time.
  They played until they were called home.
  From that day on they met every afternoon.
  "Will you come back tomorrow?" asked {B}. "Yes," said {A}.
use feel
use close

plot night_sound
roles K animal.loud; D feeling.fear; E elder.old; C colour; T thing.wear
never weather
use open
step felt_first A D
  One night {A.he} heard a strange sound and felt {D}.
  It was dark, and something made a noise outside. {A} felt {D}.
  One night {A.he} lay in bed. Then there was a sound, and {A.he} felt {D}.
  In the middle of the night {A} woke up. There was a sound, and {A.he} felt {D}.
step
  "Is it a monster?" {A.he} asked.
  {A} called {A.his} {E}.
  {A.His} {E} came in with a light.
  "What is that?" whispered {A}. {A.His} {E} did not know.
maybe colour A T C
  {A} put on {A.his} {C} {T}.
  {A} took {A.his} {C} {T}, for the night was cold.
step heard A K
  They opened the window. It was only {K.a}!
  They looked outside. {K.A} sat there and looked back.
  "Listen," said {A.his} {E}. "That is {K.a}."
  Step by step they went outside. In the moonlight stood {K.a}.
step
  "Good night," said {A} to the {K}.
  The {K} called once more and was gone.
  {A} laughed and waved at the {K}.
  "It only wants to talk," said {A.his} {E}.
use feel
use close

plot snowman
roles T thing.wear; C colour; N number.count; I item.winter
never weather
use open
step
  In the night it had snowed. Everything was soft and still.
  One winter morning the snow was deep.
  "Snow!" called {A} and ran outside.
  All night the snow had come down without a sound.
step helped B A
  {A.His} friend {B} helped {A.him} to make a snowman.
  {A} made a snowman, and {B} came and helped.
  {A} began to make a snowman. It was hard work, so {B} helped.
  "Let us make a snowman," said {A}. {B} came at once and helped {A.him}.
step
  They rolled one big ball and two small ones.
  It was taller than both of them.
  It got two long sticks for arms.
  They gave it a long carrot for a nose.
step colour A T C
  {A} gave it {A.his} {C} {T}.
  "It is cold," said {A}, and {A.he} gave it {A.his} {C} {T}.
  Last of all it got {A}'s {C} {T}.
  Something was missing, so {A} ran inside and came back with {A.his} {C} {T}.
maybe count B I N
  {B} had {N} {I.s}, and they became a mouth.
  {B} found {N} {I.s} for its face.
step
  Now it looked like a real king.
  "Good day, sir," said {B} to the snowman.
  The snowman seemed to smile.
  It stood there until the spring came.
use feel
use close
)";
