#include "corpus/plot_text.h"

// Things that are made, mended and planted.
const char* const plots_making = R"(
plot broken_thing
roles T thing.breaks; C colour; D feeling.bad
use open
step colour A T C
  {A.He} had {C.a} {T}. It was very old.
  {A.His} {C} {T} stood by {A.his} bed.
  {A.His} best thing was {C.a} {T}.
  Every day {A.he} looked at {A.his} {C} {T}.
step broke A T
  One day the {T} fell down and broke.
  Crack! The {T} fell on the floor and broke.
  {A} tripped over it, and the {T} broke.
  The cat jumped on the {T}, and it broke.
step felt_first A D
  {A} looked at the pieces and felt {D}.
  {A} felt {D} and did not say a word.
  "My poor {T}!" said {A}. {A.He} felt {D}.
  There were pieces everywhere. {A} felt {D}.
step mended B T
  But {B} knew what to do. With glue and string {B.he} mended the {T}.
  {A.His} friend {B} took the pieces home and mended the {T}.
  "Let me try," said {B}. {B.He} worked all day and mended the {T}.
  Then {B} came with a box of tools. Piece by piece {B.he} mended the {T}.
step
  It looked as good as new.
  One could hardly see the crack.
  It was even better than before.
  "Nothing is lost as long as you have friends," said {B}.
use feel
use close

plot baking
roles G food.baked; I item.fruit; N number.count; E elder.old
never felt_first
use open
use day
step
  {A} was hungry, and so was {A.his} {E}.
  "Let us bake something," said {A.his} {E}.
  {A.He} wanted to do something nice for {A.his} {E}.
  It was quiet in the kitchen. {A} and {A.his} {E} wanted something sweet.
step count A I N
  {A} took {N} {I.s} from the bowl.
  {A.He} found {N} {I.s} and washed them.
  In the basket {A} found {N} {I.s}.
  "Look, {N} {I.s}!" said {A}.
step baked A G
  {A.He} cut them up and baked {G.a}.
  With milk and eggs {A} baked {G.a}.
  {A} mixed everything and put {G.a} in the oven.
  {A.He} knew what to do with them, and soon {A.he} had baked {G.a}.
maybe
  Soon the whole house smelled sweet.
  There was flour on the table, on the floor and on {A.his} nose.
  They waited and waited.
  {A} watched the clock and could hardly sit still.
step
  {A.His} {E} took a bite. "This is the best I ever ate!"
  "May I have more?" asked {A.his} {E}.
  {A.His} {E} ate piece after piece and asked for more.
  They ate it while it was hot. "How good you are at this!" said {A.his} {E}.
use feel
use close

plot garden
roles X plant; N number.count; L place
never weather
use open
step planted A X
  In spring {A.he} planted {X.s} behind the house.
  {A.He} had a small bed of earth, and there {A.he} planted {X.s}.
  {A} dug a hole and planted {X.s}.
  {A} wished for a garden, so {A.he} planted {X.s}.
step
  Every day {A.he} gave them water.
  {A.He} pulled out the weeds and watched for snails.
  It rained, the sun shone, and {A} waited.
  In the morning and in the evening {A.he} looked at the ground.
maybe helped B A
  {A.His} friend {B} helped with the water.
  {B} came by and helped {A.him} dig.
  It was hard work, but {B} helped {A.him}.
maybe
  "Nothing is growing," said {A} one day. But under the earth something moved.
  At first there was nothing but earth.
  The birds looked on from the fence.
  {A} had to wait for a long time.
step
  Then one morning a tiny green leaf came up.
  After some weeks the first green tips came up.
  At last something green came out of the ground.
  After a warm night the ground was green.
step
  By summer {A} had more than {A.he} could carry.
  By summer the bed was full, and everyone came to look.
  In summer all the neighbours stopped to see it.
  When summer came, {A} ran outside every morning to look.
use feel
use close

plot building
roles T thing.made; C colour; L place.indoor
use open
use day
step went A L
  {A} went to the {L} with some old wood and cloth.
  {A.He} took {A.his} tools and went to the {L}.
  {A} needed room to work, so {A.he} went to the {L}.
  One morning {A} went to the {L} and shut the door.
step built A T
  There {A.he} made {T.a}.
  {A.He} cut and glued, and in the end {A.he} had made {T.a}.
  All day {A.he} worked, until {A.he} had made {T.a}.
  Nobody knew what it would be. Then they saw that {A} had made {T.a}.
step colour A T C
  {A.He} painted it {C}.
  Then {A.he} made it {C} with a big brush.
  A pot of paint stood there, so now the {T} was {C}.
  "It must be {C}," {A.he} said, and {A.he} painted the {T} from all sides.
step
  {B} came in. "Did you make that?" {B.he} asked.
  When {B} saw it, {B.he} clapped {B.his} hands.
  "I want to make one too," said {B}.
  {A.He} showed it to {B}, who could not believe it.
maybe
  "It was not easy," said {A}.
  So {A} showed {B.him} how to do it.
  The paint was still wet.
  It was the first one that {A.he} had ever made.
use feel
use close

plot painting
roles K animal.wild; C colour; E elder.old
use open
step saw A K
  One day {A.he} saw {K.a} outside the window.
  {A} looked out and saw {K.a} on the wall.
  On the way home {A.he} saw {K.a} in the grass.
  In the evening {A.he} saw {K.a} by the road.
step
  {A} took paper and paint and made a picture of it.
  {A} sat down at once and painted a picture of it.
  "I will paint it," said {A}, and so {A.he} did.
  It did not stay long, but {A} painted it from memory.
step
  There was only one pot of paint left, so the {K} in the picture was {C}.
  {A} used the brightest pot, and so the {K} in the picture was {C}.
  {A} liked {C} best, so the {K} in the picture was {C}.
  The real one was not {C}, but the {K} in the picture was.
step
  {A.His} {E} looked at it and laughed. "I never saw one like that!"
  "That is a fine {K}," said {A.his} {E}.
  {A.His} {E} put the picture on the wall.
  "May I keep it?" asked {A.his} {E}.
use feel
use close

plot cleaning
roles T thing.small; C colour; S spot.hide; E elder.old
use open
step
  {A.His} room was full of things. "Please clean it up," said {A.his} {E}.
  "Your room is a mess," said {A.his} {E}.
  {A.His} {E} gave {A.him} a broom and pointed at the floor.
  One could not see the floor of {A.his} room. "This has to stop," said {A.his} {E}.
step
  {A} did not want to, but {A.he} began.
  {A} swept and swept.
  {A} put the books back, one by one.
  {A} began with the floor.
step found_at A T S; colour A T C; finder A T A
  Then {A} looked {S.at} and found {A.his} old {C} {T}.
  And what did {A} find {S.at}? It was {A.his} {C} {T}!
  Something {C} was {S.at}. {A} had found {A.his} old {T}!
  There was dust {S.at}, and in the dust {A.he} found {A.his} {C} {T}.
step
  {A.He} had not seen it for a year.
  "I thought you were gone for good," {A.he} told the {T}.
  {A.He} had missed it so much.
  "So that is where you were!" {A.he} said.
maybe
  Now the floor was as clean as a plate.
  "I should clean more often," said {A}.
  {A.His} {E} smiled and said nothing.
  When the work was done, {A.he} sat down and looked around.
use feel
use close
)";
