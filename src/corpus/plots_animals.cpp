#include "corpus/plot_text.h"

// Animals and their people.
const char* const plots_animals = R"(
plot shy_animal
roles K animal.shy; L place.nest; P pet
never weather
use open
step saw A K
  Every evening {A.he} saw {K.a} near the house.
  One day {A.he} saw {K.a} behind the fence.
  {A} looked out and saw {K.a}. It looked thin.
  On a cold evening {A.he} saw {K.a} by the door.
step
  It was shy and ran away when {A.he} came near.
  When {A.he} took a step, it was gone.
  It looked at {A.him} with big eyes and ran off.
  "Wait!" called {A}, but it did not wait.
step lay K L
  {A.He} knew that it slept {L.at}. So there {A.he} put some food.
  It always went back to the {L}, so {A} left some water {L.at} for it.
  {A.He} followed the tracks. They led to its nest {L.at}.
  {A.His} friends said that it lived {L.at}.
step
  {A.He} sat very still and waited.
  Day after day {A.he} came a little closer.
  {A.He} spoke to it with a soft voice.
  {A} put some bread on the ground and stepped back.
step name K P
  At last it was not afraid of {A.him} any more. {A} named it {P}.
  In the end the {K} ate from {A.his} hand. "I will call you {P}," {A.he} said.
  After a week it came when {A} called. {A.He} gave it the name {P}.
  One morning it sat down next to {A.him}, as if it had always been there. {A} called it {P}.
use feel
use close

plot lost_pet
roles K animal.pet; P pet; L place.outdoor; D feeling.fear
use open
step name K P
  {A.He} had {K.a} named {P}.
  {A.His} best friend was {K.a} called {P}.
  {A} and {A.his} {K} {P} were always together.
  Everyone knew {A} and {A.his} {K}, which was called {P}.
step felt_first A D
  One day {P} was gone, and {A} felt {D}.
  But one morning {P} did not come. {A} felt {D}.
  Somebody had left the gate open, and {P} was gone. {A} felt {D}.
  When {A} came home, {P} was not there. {A.He} felt {D}.
step
  "{P}! {P}!" called {A}.
  {A.He} asked everyone in the street.
  {A.He} looked in the house and behind the house.
  It grew dark, and still there was no sign of {P}.
step finder A K B; lay K L
  {B} heard a sound {L.at}. There was {P}!
  It was {B} who found {P} {L.at}.
  At last {B} found {P} {L.at}. It was stuck in a fence.
  In the morning {B} brought {P} back. {B.He} had found it {L.at}.
step
  {P} jumped up at {A} and would not stop.
  {A} held {P} tight.
  "Never do that again," said {A}, and {P} looked sorry.
  {A} did not know if {A.he} should laugh or cry.
use feel
use close

plot new_pet
roles K animal.young; P pet; E elder.old; C colour.fur
use open
step
  {A.He} wished for an animal more than for anything.
  "May I have a pet?" {A.he} asked every day.
  {A.He} had always wanted a pet.
  There was one thing that {A.he} wished for, and that was a pet.
step
  One day {A.his} {E} came home with a basket. Inside was {K.a}!
  "Close your eyes," said {A.his} {E}. When {A.he} opened them, there was {K.a}.
  {A.His} {E} took {A.him} to a farm, and they came back with {K.a}.
  Then something moved in the bag of {A.his} {E}. It was {K.a}!
step name K P
  {A} named the {K} {P}.
  "Its name is {P}," said {A}.
  They called it {P}.
  "I will name it {P}," said {A}.
step
  {P} was {C} from head to foot.
  It was {C}, with a small spot on one leg.
  It had {C} hair and small, bright eyes.
  {A} loved its soft {C} coat.
step
  At night {P} slept next to the bed.
  {P} followed {A.him} up and down the stairs.
  From then on {A} got up early to feed {P}.
  They grew up together, {A} and {P}.
use feel
use close

plot ducklings
roles N number.count; L place.walk; K animal.pet
never weather
use open
step
  On the road {A.he} saw a duck and {N} little ducks.
  A duck with {N} little ducks wanted to cross the road.
  {A.He} met a duck that had {N} little ducks.
  There was a noise in the street. A duck stood there with {N} little ducks.
step
  The cars were fast, and the little ducks were slow.
  A big truck came around the corner.
  The little ducks did not look left or right.
  Nobody stopped for them.
step helped B A
  "Stop!" called {A}, and {B} helped {A.him} to hold up the cars.
  {A} held up one hand, and {B} came and helped.
  {A} ran into the road and waved. {B} saw it and helped.
  {A} wanted to stop the cars. {B} ran up and helped {A.him}.
step went A L
  Then {A.he} went with the ducks to the {L}.
  After that {A} went to the {L}, with all of them in a line behind {A.him}.
  {A.He} went ahead to the {L}, and they all followed.
  It was not far to the {L}, so {A} went there with all of them.
step
  The duck said "quack", and that means thank you.
  There they were safe.
  The last one looked back and flapped its wings.
  {A} counted them again, and all {N} were there.
use feel
use close

plot rescue
roles K animal.small; P pet; L place.walk; C colour; T thing.wear
use open
use day
step went A L
  {A} went to the {L}.
  One morning {A.he} went to the {L}.
  {A.He} wanted to pick flowers, so {A.he} went to the {L}.
  {A.He} took a walk and went to the {L}.
step saw A K
  There {A.he} saw {K.a} that was caught in a net.
  Under a bush {A.he} saw {K.a}. It had hurt its leg.
  There {A.he} saw {K.a}. It was wet and weak.
  Something moved in the grass, and {A.he} saw {K.a}. It could not walk.
step colour A T C
  {A.He} put the {K} in {A.his} {C} {T} and took it home.
  {A.His} {C} {T} was soft, so {A.he} put the {K} in it.
  {A.He} made a nest for it with {A.his} {C} {T}.
  "You can have my {C} {T}," said {A} and carried the {K} home in it.
step name K P
  "I will call you {P}," said {A}.
  {A} gave it milk and named it {P}.
  For a week it lived in a box by the stove. {A} called it {P}.
  At home {A} gave it a name. "You are {P}," {A.he} said.
step
  When it was well, it went back to its mother.
  Soon it was well, and it went its own way.
  One day {P} was strong enough to go home.
  Every day it grew a little stronger.
use feel
use close

plot stubborn
roles K animal.race; P pet; L place.trip; I item.fruit; N number.count
use open
step name K P
  {A.He} had {K.a} named {P}, and {P} did only what it liked.
  {A.His} {K} was called {P}. It was as stubborn as a rock.
  {A} had a stubborn {K}. Its name was {P}.
  {P} was the {K} of {A}, and it never did what it was told.
step went A L
  They had to go to the {L}.
  One day {A} wanted to go with {P} to the {L}, and in the end they went.
  {A} had to be {L.at} by noon.
  "Come, we go to the {L}," said {A} one day.
step
  But {P} sat down in the middle of the road.
  Halfway there, {P} would not take one more step.
  {P} looked at a cloud and did not move.
  After some steps {P} stopped, and that was that.
step
  {A} pulled and pushed. Nothing helped.
  {A} begged, sang and shouted. {P} only yawned.
  "Please!" said {A}. {P} closed its eyes.
  "Go!" called {A}. "Go, go, go!"
step helped B A
  Then {B} came by and helped.
  {B} saw it all. "I can help you," {B.he} said, and {B.he} did.
  Luckily {B} knew a trick and helped.
  "What are you two doing?" asked {B}, and then {B.he} helped.
step count B I N
  {B.He} held {N} {I.s} in front of its nose. At once {P} began to run.
  {B} had {N} {I.s} in {B.his} bag, and {P} ran after them all the way.
  For {N} {I.s} from {B}, {P} was ready to fly.
  {B} took {N} {I.s} out of {B.his} pocket, and {P} walked behind {B.him} like a lamb.
use feel
use close
)";
