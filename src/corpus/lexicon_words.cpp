#include "corpus/lexicon_words.h"

// A line is a list. "class" or "class/gender" makes words; "class.part" picks some of them. A word may have its
// preposition before a colon and an irregular plural behind a stroke; an underscore is a space.
const char* const lexicon_text = R"(
person/m Tom Ben Sam Max Leo Finn Jack Noah Theo Hugo Adam Eli Owen Luke Paul Felix
person/f Mia Anna Lucy Zoe Ella Nora Ruby Ivy Clara Emma Rosa Alice Lily Maya Jane Sara
elder/m father grandfather uncle brother
elder/f mother grandmother aunt sister
elder.old father grandfather uncle mother grandmother aunt
pet Pip Dot Biscuit Pepper Coco Bobo Nutmeg Domino Patch Ziggy Sparky Momo Olive Bramble Tiki Rufus
animal dog cat rabbit pony/ponies goat duck hen lamb fox owl squirrel hedgehog mouse/mice frog turtle deer/deer donkey
animal.pet dog cat rabbit pony goat duck hen lamb donkey
animal.small cat rabbit hedgehog mouse turtle squirrel
animal.house cat dog mouse rabbit hedgehog
animal.young cat dog rabbit duck hen lamb
animal.shy fox squirrel hedgehog mouse deer rabbit cat
animal.race rabbit turtle pony goat duck fox donkey hedgehog
animal.wild fox owl squirrel hedgehog mouse frog deer
animal.loud owl frog fox cat donkey
thing kite ball doll drum boat train puppet hat scarf cap coat book bag cup lamp box bell whistle umbrella brush blanket bucket basket spoon
thing.small ball doll hat scarf cap book bag cup bell whistle brush spoon puppet
thing.toy kite ball doll drum boat train puppet
thing.breaks kite doll drum boat train puppet lamp bell basket umbrella
thing.wear hat scarf cap coat
thing.gift kite ball doll drum boat train puppet hat scarf cap book bag cup lamp bell whistle umbrella brush blanket bucket basket
thing.made kite doll boat puppet hat scarf bag box lamp blanket basket
colour red blue green yellow white black brown pink purple orange grey
colour.fur white black brown grey
place in:garden in:park in:forest at:beach at:lake on:hill in:meadow in:orchard in:kitchen in:attic in:barn in:cellar in:library at:market at:school in:shed
place.outdoor in:garden in:park in:forest at:beach on:hill in:meadow in:orchard
place.trip in:park in:forest at:beach at:lake on:hill in:meadow in:orchard
place.walk in:park in:forest on:hill in:meadow in:orchard
place.indoor in:kitchen in:attic in:barn in:cellar in:library in:shed
place.dark in:attic in:barn in:cellar in:shed
place.nest in:garden in:barn in:shed in:orchard
place.rest in:garden in:barn in:kitchen in:shed in:orchard in:attic
spot under:bed behind:door under:table behind:curtain in:cupboard behind:chair on:shelf under:stairs behind:clock in:drawer
spot.hide under:bed behind:door under:table behind:curtain in:cupboard behind:chair under:stairs behind:clock
home river sea mill bridge station church lighthouse
number two three four five six seven eight nine ten eleven twelve
number.age five six seven eight nine ten
number.count three four five six seven eight nine
feeling happy proud glad cheerful calm thankful merry content brave sleepy sad worried cross lonely bored afraid nervous shy
feeling.good happy proud glad cheerful calm thankful merry content
feeling.bad sad worried cross
feeling.alone sad lonely bored
feeling.fear afraid worried nervous
weather sunny warm cloudy windy cold rainy foggy snowy
weather.mild sunny warm cloudy windy cold
trait kind clever quiet curious funny gentle careful friendly
food cake pie pizza pudding soup bread cheese honey porridge salad
food.baked cake pie pizza pudding
snack sandwich/sandwiches bun cookie pancake muffin waffle
item apple pear plum cherry/cherries nut berry/berries shell stone flower egg feather leaf/leaves pencil coin star
item.fruit apple pear plum cherry
item.trip stone feather flower leaf nut berry
item.winter stone nut berry coin
item.gather apple pear plum cherry nut berry shell stone flower egg feather leaf pencil coin
plant bean rose tulip carrot pumpkin sunflower tomato/tomatoes pea
animal.many dog cat rabbit pony goat duck hen lamb fox owl squirrel hedgehog mouse frog turtle donkey
animal.land dog cat rabbit pony goat lamb fox hedgehog mouse donkey
animal.strong pony donkey goat dog
way road river street bridge field
water lake river pond sea
container box bag basket drawer suitcase trunk
meal soup pie bread cheese cake rice
meal.good soup pie bread cheese cake rice
load cart sledge wagon log sack
deed helped called hugged visited thanked followed met
chase chased followed watched heard met
)";
