"""How the questions of `numbers` are worded, a slot for each kind."""

from __future__ import annotations

GCD = (
    "What is the [greatest|largest|highest|biggest] common [divisor|factor] of {0} and {1}?",
    "[Find|Compute|Work out|Determine] gcd({0}, {1}).",
    "What is the [greatest|largest|biggest] [number|whole number|integer] that [divides|goes "
    "into] both {0} and {1} [evenly|without remainder]?",
    "{0} red and {1} blue [beads|balls|marbles] [go|are put] into equal bags, with [none|nothing] "
    "left over. [At most how many bags are there|What is the greatest number of bags]?",
    "[Find|Give|Work out|Determine] the [greatest|highest|largest] common [factor|divisor] of the "
    "numbers {0} and {1}.",
    "Two [ropes|planks|pipes] of {0} m and {1} m are cut into equal pieces, as long as possible, "
    "with nothing left over. How many m [long is one|is each]?",
    "A [shop|farmer|school] shares {0} apples and {1} pears [equally|fairly] among as many "
    "children as possible, with [none|nothing] left over. How many children are there?",
    "[Find|Tell|Give] the [largest|greatest|biggest] number by which both {0} and {1} can be "
    "divided [evenly|without remainder].",
    "Of the [divisors|factors] that {0} and {1} [share|have in common], [what|which] is the "
    "[largest|greatest|biggest]?",
    "A floor of {0} cm by {1} cm is [covered|laid] with equal square tiles, as large as possible, "
    "none of them cut. How many cm [long is the side of a tile|wide is each tile]?",
    "What is the [largest|greatest] divisor that {0} and {1} share?",
    "At most how many children can share {0} apples and {1} pears equally, if nothing is to be "
    "left over?",
)
GCD_OF_THREE = (
    "What is the [greatest|largest|highest|biggest] common [divisor|factor] of {0}, {1} and {2}?",
    "[Find|Compute|Work out|Determine] gcd({0}, {1}, {2}).",
    "What is the [greatest|largest|biggest] [number|whole number|integer] that [divides|goes "
    "into] all of {0}, {1} and {2} [evenly|without remainder]?",
    "{0} red, {1} blue and {2} white [beads|balls|marbles] [go|are put] into equal bags, with "
    "[none|nothing] left over. [At most how many bags are there|What is the greatest number of "
    "bags]?",
    "[Find|Give|Work out|Determine] the [greatest|highest|largest] common [factor|divisor] of the "
    "numbers {0}, {1} and {2}.",
    "Three [ropes|planks|pipes] of {0} m, {1} m and {2} m are cut into equal pieces, as long as "
    "possible, with nothing left over. How many m [long is one|is each]?",
    "A [shop|farmer|school] shares {0} apples, {1} pears and {2} plums [equally|fairly] among as "
    "many children as possible, with [none|nothing] left over. How many children are there?",
    "[Find|Tell|Give] the [largest|greatest|biggest] number by which {0}, {1} and {2} can all be "
    "divided [evenly|without remainder].",
    "Of the [divisors|factors] that {0}, {1} and {2} [share|have in common], [what|which] is the "
    "[largest|greatest|biggest]?",
    "What is the [largest|greatest] divisor that {0}, {1} and {2} share?",
    "At most how many children can share {0} apples, {1} pears and {2} plums equally, if nothing "
    "is to be left over?",
)
LCM = (
    "What is the [least|lowest|smallest] common multiple of {0} and {1}?",
    "[Find|Compute|Work out|Determine] lcm({0}, {1}).",
    "What is the [smallest|least|first] [number|whole number|integer] above 0 that [both {0} and "
    "{1} divide|can be divided by both {0} and {1}]?",
    "One [light|lamp] [blinks|flashes] every {0} seconds, [another|a second one] every {1} "
    "seconds, and both do so now. After how many seconds do [both|they] do so together "
    "[again|next]?",
    "[Find|Give|Work out|Determine] the [least|lowest|smallest] common multiple of the numbers "
    "{0} and {1}.",
    "[Buses|Trains|Boats] of one line leave every {0} minutes, those of another every {1} "
    "minutes. [Both|They] leave together now. In how many minutes [do|will] they leave together "
    "again?",
    "[Ann|Eva|Tom] [swims|runs] every {0} days and Ben every {1} days, and today both do so. "
    "After how many days [do both do so|does that happen] on the same day again?",
    "[Count|Go] up from 0 in steps of {0} and [again|then] in steps of {1}. [What|Which] is the "
    "first number above 0 that is [met|reached] both times?",
    "A row of [bricks|boxes|tiles] of {0} cm is as long as a row of others of {1} cm. How many cm "
    "long is [it|each row] at least?",
    "[Which|What] number above 0 is the [first|smallest|least] that is in the table of {0} and "
    "also in [the table|that] of {1}, as a multiple of both?",
    "One lamp blinks every {0} minutes and another every {1} minutes, and both do so now. In how "
    "many minutes will they do so together again?",
    "Find the [smallest|least] number above 0 that is a multiple of both {0} and {1}.",
)
POWER = (
    "What is the remainder of {0}^{1} [on division|when divided] by {2}?",
    "[Find|Compute|Work out|Determine] {0}^{1} mod {2}.",
    "{0} is multiplied by itself until {1} factors stand there. The [product|result] is divided "
    "by {2}. [What|Which] remainder [is left|does it leave]?",
    "[Which|What] remainder does {0} to the power {1} leave [when divided|on division] by {2}?",
    "Divide {0}^{1} by {2}. What [is left over|is left|remains]?",
    "[Which|What] number from 0 on and below {2} is [congruent|equal] to {0}^{1} modulo {2}?",
    "[Raise|Take] {0} to the power {1} and divide [it|the result] by {2}. [Give|Tell|Find] the "
    "remainder.",
    "{0}^{1} [beads|coins|seeds] are [packed|put] into [bags|boxes|rows] of {2}. How many are "
    "[left|left over]?",
    "Multiply {1} [numbers|factors] that are all {0}, then divide by {2}. [What|Which] "
    "remainder [is left|do you get]?",
    "[Find|Give|Work out|Determine] the remainder of {0} to the power {1} modulo {2}.",
    "Find the remainder that is left when {0}^{1} is divided by {2}.",
    "{0} to the power {1} is divided by {2}. What is the remainder?",
)
DIGITS = (
    "What is the [sum|total] of [the|all|all the] digits of {0}?",
    "[Find|Compute|Work out|Determine] the [digit sum|sum of digits|sum of all digits] of {0}.",
    "Add [up|together] [the digits|all digits|all the digits] of [|the number ]{0}. What [is the "
    "sum|is the total|do you get]?",
    "What do the digits of [|the number ]{0} [add up to|make together|give when added]?",
    "[Work out|Find|Give] the cross sum of {0}, [that is|which means] the [sum|total] of its "
    "digits.",
    "A [code|ticket|label|sign] reads {0}. What is the [sum|total] of its digits?",
    "The digits of [|the number ]{0} are added [up|one by one|from first to last]. What is the "
    "[result|sum|total]?",
    "[Put|Write] a plus sign between all [neighbouring digits|digits next to each other] of {0}. "
    "What is the [result|value|sum]?",
    "A [house|room|page] has the number {0}. What do its digits [make|give] [together|when added]?",
    "{0} is [written|printed] on a [card|wall|box]. [Find|Give|Tell] the sum of [its|the] digits.",
    "Give the [total|sum] of all digits that the number {0} has.",
    "The number {0} is written on a [ticket|card]. What do its digits add up to?",
)
DIGITS_REST = (
    "What remainder does {0} leave [on division|when divided] by 9?",
    "[Find|Compute|Work out|Determine] {0} mod 9.",
    "How many are [over|left|left over] when {0} [beads|coins|eggs] are put into "
    "[groups|bags|rows] of 9?",
    "{0} [beads|nails|stamps] are packed in [nines|groups of nine]. How many are [over|left|left "
    "over]?",
    "By how much does {0} pass the [largest|greatest|last] multiple of 9 that is not above it?",
    "[Which|What] remainder [stays|is left] when [9 divides {0}|{0} is divided by 9]?",
    "Divide {0} by 9. [What is the remainder|What is left over|Which remainder is left]?",
    "[Which|What] number from 0 to 8 is [congruent|equal] to {0} modulo 9?",
    "A [farm|shop|baker] [puts|packs] {0} [eggs|rolls|cakes] into boxes of 9, filling as many as "
    "possible. How many are left over?",
    "Take 9 away from {0} [again and again|over and over] until [less|a number less] than 9 is "
    "left. What is [left|that number]?",
    "Find the remainder of {0} on division by 9.",
    "There are {0} coins, put into rows of 9. How many coins are left over?",
)
DIVISORS = (
    "How many [divisors|factors|positive divisors] does [|the number ]{0} have?",
    "Count [the|all] [positive|whole] numbers that divide {0}, 1 and {0} among them.",
    "By how many [whole numbers above 0|positive integers] can {0} be divided [evenly|without "
    "remainder|with nothing left over]?",
    "What is the number of [divisors|factors|positive divisors|positive factors] of {0}?",
    "{0} [chairs|plants|stones] are [put|set] up in full rows, all of [the same|equal] length. "
    "How many row lengths are possible, 1 and {0} [among them|included]?",
    "[Find|Work out|Tell|Determine] how many [positive integers|positive numbers|whole numbers "
    "above 0] divide {0}[ evenly|].",
    "[List|Write down] all [divisors|factors] of {0}, [from 1 to {0}|1 and {0} included]. How "
    "many are [there|in the list]?",
    "[Of|Among] the numbers from 1 to {0}, how many [divide {0}|are divisors of {0}|go into {0} "
    "evenly]?",
    "For how many numbers of children, from 1 to {0}, can {0} [sweets|coins|nuts] be shared "
    "[equally|fairly], with [none|nothing] left over?",
    "A [shop|farmer|baker] packs {0} [eggs|rolls] into boxes, equally many in each. How many box "
    "sizes, from 1 to {0}, are possible?",
    "How many [positive integers|whole numbers above 0] divide the number {0}, with 1 and {0} "
    "included?",
    "How many numbers from 1 to {0} are factors of {0}?",
)
