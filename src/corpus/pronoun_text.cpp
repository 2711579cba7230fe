#include "corpus/pronoun_text.h"

// schema NAME
// roles     the lists of the two that the pronoun can mean, S and O, and of a verb V
// S, O      reasons that speak of the one or the other; behind a colon the word that asks for it
// say, sayS, sayO   sentences for both kinds of reason, or for one
// answerS, answerO
const char* const pronoun_text = R"(
schema cross
roles S animal.land; O way
S Who: tired, hungry, sick, afraid
O What: wide, busy, icy, too long
say The {S} did not cross the {O} because it was {X}.
say The {O} was not crossed by the {S} because it was {X}.
say Because it was {X}, the {S} did not cross the {O}.

schema fit
roles S thing.toy; O container
S What: too big, too long, too wide, too thick
O What: too small, too narrow, too full, too short
say The {S} did not fit into the {O} because it was {X}.
say The {O} could not hold the {S} because it was {X}.

schema flee
roles S animal; O animal
S Who: afraid, shy, weak, scared
O Who: angry, fierce, loud, strong
say The {S} ran away from the {O} because it was {X}.
say The {O} could scare the {S} because it was {X}.

schema eat
roles S animal; O meal
S Who: full, sick, asleep, tired
O What: too hot, burnt, sour, too salty
say The {S} did not eat the {O} because it was {X}.
say The {O} was not eaten by the {S} because it was {X}.

schema pull
roles S animal.strong; O load
S Who: weak, tired, lazy, sick
O What: heavy, stuck, too big, too full
say The {S} could not pull the {O} because it was {X}.
say The {O} could not be pulled by the {S} because it was {X}.

schema swim
roles S animal; O water
S Who: tired, sick, afraid, lazy
O What: deep, frozen, dirty, too cold
say The {S} did not swim in the {O} because it was {X}.
say The {O} did not please the {S} because it was {X}.

schema gender
roles S person; O person; V deed
S Who: sad, happy, tired, hungry, late, bored, lonely, kind
O Who: sad, happy, tired, hungry, late, bored, lonely, kind
sayS {S} {V} {O} because {S.he} was {X}.
sayO {S} {V} {O} because {O.he} was {X}.
sayS Because {S.he} was {X}, {S} {V} {O}.
sayO Because {O.he} was {X}, {S} {V} {O}.
answerS {S}.
answerO {O}.

schema many
roles S animal.many; O animal.many; V chase
S Who: hungry, tired, angry, noisy, small, fast
O Who: hungry, tired, angry, noisy, small, fast
sayS The {S.s} {V} the {O} because they were {X}.
sayO The {S.s} {V} the {O} because it was {X}.
sayS Because they were {X}, the {S.s} {V} the {O}.
sayO Because it was {X}, the {S.s} {V} the {O}.
answerS The {S.s}.

schema many_second
roles S animal.many; O animal.many; V chase
S Who: hungry, tired, angry, noisy, small, fast
O Who: hungry, tired, angry, noisy, small, fast
sayS The {S} {V} the {O.s} because it was {X}.
sayO The {S} {V} the {O.s} because they were {X}.
sayS Because it was {X}, the {S} {V} the {O.s}.
sayO Because they were {X}, the {S} {V} the {O.s}.
answerO The {O.s}.
)";
