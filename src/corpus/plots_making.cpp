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
step broke A T
  One day the {T} fell down and broke.
  Crack! The {T} fell on the floor and broke.
  {A} tripped over it, and the {T} broke.
step felt_first A D
  {A} looked at the pieces and felt {D}.
  {A} felt {D} and did not say a word.
  "My poor {T}!" said {A}. {A.He} felt {D}.
step mended B T
  But {B} knew what to do. With glue and string {B.he} mended the {T}.
  {A.His} friend {B} took the pieces home and mended the {T}.
  "Let me try," said {B}. {B.He} worked all day and mended the {T}.
step
  It looked as good as new.
  One could hardly see the crack.
  It was even better than before.
use feel
use close

plot baking
roles G food.baked; I item.fruit; N number.count; E elder.old
use open
use day
step
  {A} was hungry, and so was {A.his} {E}.
  "Let us bake something," said {A.his} {E}.
  {A.He} wanted to do something nice for {A.his} {E}.
step count A I N
  {A} took {N} {I.s} from the bowl.
  {A.He} found {N} {I.s} and washed them.
  In the basket {A} found {N} {I.s}.
step baked A G
  {A.He} cut them up and baked {G.a}.
  With milk and eggs {A} baked {G.a}.
  {A} mixed everything and put {G.a} in the oven.
maybe
  Soon the whole house smelled sweet.
  There was flour on the table, on the floor and on {A.his} nose.
  They waited and waited.
step
  {A.His} {E} took a bite. "This is the best I ever ate!"
  "May I have more?" asked {A.his} {E}.
  {A.His} {E} ate three pieces and asked for more.
use feel
use close

plot garden
roles X plant; N number.count; L place
use open
step planted A X
  In spring {A.he} planted {X.s} behind the house.
  {A.He} had a small bed of earth, and there {A.he} planted {X.s}.
  {A} dug a hole and planted {X.s}.
step
  Every day {A.he} gave them water.
  {A.He} pulled out the weeds and watched for snails.
  It rained, the sun shone, and {A} waited.
maybe helped B A
  {A.His} friend {B} helped with the water.
  {B} came by and helped {A.him} dig.
maybe
  "Nothing is growing," said {A} one day. But under the earth something moved.
  At first there was nothing but earth.
  The birds looked on from the fence.
step
  Then one morning a tiny green leaf came up.
  After some weeks the first green tips came up.
  At last something green came out of the ground.
step
  By summer {A} had more than {A.he} could carry.
  By summer the bed was full, and everyone came to look.
  In summer all the neighbours stopped to see it.
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
step built A T
  There {A.he} made {T.a}.
  {A.He} cut and glued, and in the end {A.he} had made {T.a}.
  All day {A.he} worked, until {A.he} had made {T.a}.
step colour A T C
  {A.He} painted it {C}.
  Then {A.he} made it {C} with a big brush.
  A pot of paint stood there, so now the {T} was {C}.
step
  {B} came in. "Did you make that?" asked {B.he}.
  When {B} saw it, {B.he} clapped {B.his} hands.
  "I want to make one too," said {B}.
maybe
  "It was not easy," said {A}.
  So {A} showed {B.him} how to do it.
  The paint was still wet.
use feel
use close

plot painting
roles K animal.wild; C colour; E elder.old
use open
step saw A K
  One day {A.he} saw {K.a} outside the window.
  {A} looked out and saw {K.a} on the wall.
  On the way home {A.he} saw {K.a} in the grass.
step
  {A} took paper and paint and made a picture of it.
  {A} sat down at once and painted a picture of it.
  "I will paint it," said {A}, and so {A.he} did.
step
  There was no brown left, so the {K} in the picture was {C}.
  {A} used the brightest pot, and so the {K} in the picture was {C}.
  {A} liked {C} best, so the {K} in the picture was {C}.
step
  {A.His} {E} looked at it and laughed. "I never saw one like that!"
  "That is a fine {K}," said {A.his} {E}.
  {A.His} {E} put the picture on the wall.
use feel
use close

plot cleaning
roles T thing.small; C colour; S spot.hide; E elder.old
use open
step
  {A.His} room was full of things. "Please clean it up," said {A.his} {E}.
  "Your room is a mess," said {A.his} {E}.
  {A.His} {E} gave {A.him} a broom and pointed at the floor.
step
  {A.He} did not want to, but {A.he} began.
  {A.He} swept and swept.
  {A.He} put the books back, one by one.
step found_at A T S; colour A T C; finder A T A
  Then {A} looked {S.at} and found {A.his} old {C} {T}.
  And what did {A} find {S.at}? It was {A.his} {C} {T}!
  Something {C} was {S.at}. {A} had found {A.his} old {T}!
step
  {A.He} had not seen it for a year.
  "I thought you were gone for good," {A.he} told the {T}.
  {A.He} had missed it so much.
maybe
  Now the floor was as clean as a plate.
  "I should clean more often," said {A}.
  {A.His} {E} smiled and said nothing.
use feel
use close
)";
