"""How the questions of `counting` are worded, a slot for each kind."""

from __future__ import annotations

TWO_CHOICES = (
    "A [cafe|canteen|restaurant|menu] [has|offers] {0} starters and {1} [mains|desserts|drinks]. "
    "How many [meals|different meals] of one each are [there|possible]?",
    "There are {0} [shirts|coats|jackets] and {1} [hats|ties|scarves]. In how many ways can one "
    "[wear|choose|take] one of each?",
    "{0} [roads|paths|bus lines] lead from A to B and {1} from B to C. How many [routes|ways] "
    "[go|lead] from A to C [over|through] B?",
    "A [lock|safe|door] has a dial with {0} letters and [one|another] with {1} numbers. How many "
    "settings [are there|are possible|does it have]?",
    "One card is [drawn|taken] from {0} red ones and one from {1} black ones. How many "
    "[pairs|different pairs] are possible?",
    "How many tiles of one shape and one colour [are there|are possible|can be made] with {0} "
    "shapes and {1} colours?",
    "[Work out|Find|Tell] how many pairs of one boy and one girl can be [made|formed|chosen] "
    "[from|out of] {0} boys and {1} girls.",
    "A [farmer|child|shopper] [takes|picks|chooses] one of {0} apples and one of {1} pears. How "
    "many [choices|different choices] are there?",
    "Two [choices are made|things are chosen], [the first|one] in {0} ways and the [second|other] "
    "in {1} ways. How many [outcomes|results|combinations] are possible?",
    "A soup and a dessert [make|make up|are] a meal. With {0} soups and {1} desserts to "
    "[choose|pick] from, how many meals are there?",
    "[From|Out of] {0} coats and {1} hats one of each is [taken|chosen]. How many choices are "
    "there?",
    "One of {0} starters and one of {1} desserts [make|make up] a meal. How many different meals "
    "are there?",
)
CHOICES = (
    "A [cafe|canteen|restaurant|menu] [has|offers] {0} starters, {1} mains and {2} "
    "[desserts|drinks]. How many [meals|different meals] of one each are [there|possible]?",
    "There are {0} [shirts|coats|jackets], {1} [hats|ties] and {2} [belts|scarves]. [How many "
    "outfits of one each are there|In how many ways can one wear one of each]?",
    "{0} [roads|paths|bus lines] lead from A to B, {1} from B to C and {2} from C to D. How many "
    "[routes|ways] [go|lead] from A to D [over|through] B and C?",
    "A [lock|safe|door] has [three dials|dials] with {0}, {1} and {2} [signs|letters|numbers]. "
    "How many settings [are there|are possible|does it have]?",
    "A robot is [built|made] from one of {0} heads, one of {1} bodies and one of {2} pairs of "
    "legs. How many [robots|different robots] are possible?",
    "How many [labels|notes|signs] [name|tell] one of {0} [rooms|halls], one of {1} shelves and "
    "one of {2} boxes?",
    "[Work out|Find|Tell] how many [teams|groups] of one boy, one girl and one teacher can be "
    "[made|formed|chosen] from {0} boys, {1} girls and {2} teachers.",
    "Three [choices are made|things are chosen], [the first|one] in {0} ways, the [second|next] "
    "in {1} and the [third|last] in {2}. How many [outcomes|results|combinations] are possible?",
    "A [farmer|child|shopper] [takes|picks|chooses] one of {0} apples, one of {1} pears and one "
    "of {2} plums. How many [choices|different choices] are there?",
    "How many codes [are there|are possible|can be made] [with|of] one of {0} letters, one of {1} "
    "numbers and one of {2} colours?",
    "[From|Out of] {0} coats, {1} hats and {2} belts one of each is taken. How many choices are "
    "there?",
    "One of {0} starters, one of {1} mains and one of {2} desserts make a meal. How many "
    "different meals are there?",
)
PLACES = (
    "{0} [runners|riders|swimmers] race, and no two [finish|come in] at the same time. In how "
    "many ways can the first {1} places be [filled|taken]?",
    "There are {0} different [books|cups|songs]. {1} of them are put in [a row|order]. How many "
    "[orders|results] are [possible|there]?",
    "How many words of {1} different letters can be [made|formed|built] [of|from] {0} "
    "[letters|given letters|different letters]?",
    "{1} different prizes [go|are given] to {1} of {0} [children|players|pupils], one each. In "
    "how many ways [can this be done|is that possible]?",
    "[Of|From] {0} songs {1} are [played|sung] one after the other, none twice. How many "
    "[lists|orders] are [there|possible]?",
    "[Find|Work out|Tell] how many numbers of {1} different digits can be [written|made|formed] "
    "with {0} given digits, none of them 0.",
    "In a [club|class|team] of {0} [people|members], {1} different jobs are given to {1} of them, "
    "one each. In how many ways can this be done?",
    "How many ordered lists of {1} different [things|items|names] can be [made|formed|chosen] "
    "from a [set|list] of {0}?",
    "[From|Of] {0} [horses|cars|wagons], {1} are [chosen|taken] and lined up. [How many lines are "
    "possible|In how many orders can they stand]?",
    "From {0} [flags|lamps], all different, {1} are [hung|put] one above the other. How many "
    "[signals|orders] can this give?",
    "[From|Of] {0} different books {1} are put one after the other on a shelf. In how many ways "
    "can this be done?",
    "In how many orders can {1} of {0} songs be played, none twice?",
)
PAIRS = (
    "How many pairs can be [formed|made|chosen] [from|out of] {0} [people|children|players|cards]?",
    "{0} [players|teams|friends] all play each other [once|just once]. How many [games|matches] "
    "are [there|played]?",
    "{0} [guests|people|friends] all shake hands [|once ]with each other. How many handshakes [is "
    "that|are there]?",
    "In how many ways can [2|two] [of|out of] {0} [cards|books|pupils] be [chosen|picked|drawn]?",
    "{0} points lie on a circle. How many [straight lines|lines|segments] [join|connect] two of "
    "them?",
    "[Find|Work out|Tell] the number of [pairs|teams of two|groups of two] that can be "
    "[formed|made] from a class of {0} [pupils|children].",
    "A [teacher|coach|doctor] [picks|chooses] two of {0} [people|children]. How many "
    "[choices|different pairs] are there?",
    "Each of {0} [towns|villages|farms] is [joined|connected] to every other by one "
    "[straight|direct] road. How many roads are there?",
    "How many ways are there to [choose|pick|draw] [two|a pair] out of {0} [books|balls|coins]?",
    "[Two|2] of {0} [eggs|seats|horses] are [taken|chosen], and the order does not "
    "[matter|count]. How many ways are there?",
    "How many [games|matches] are there if each of {0} players plays every other once?",
    "In how many ways can a pair be [picked|chosen] out of {0} children?",
)
MIXED = (
    "In how many ways can [2|two] of {0} women and [2|two] of {1} men be [chosen|picked|selected]?",
    "A [team|crew|kitchen] needs [2|two] of {0} cooks and [2|two] of {1} waiters. How many "
    "[choices|different choices] are possible?",
    "One [draws|takes|picks] [2|two] of {0} red and [2|two] of {1} blue cards, all different. How "
    "many [hands|choices] are there?",
    "How many bouquets [have|hold] [2|two] of {0} roses and [2|two] of {1} lilies, all "
    "[different|of different colours]?",
    "[2|Two] of {0} novels and [2|two] of {1} plays are [packed|bought|read]. How many "
    "[selections|choices] are [there|possible]?",
    "[Of|From] {0} boys and {1} girls, two of each [go on a trip|are sent out]. In how many ways "
    "can they be [picked|chosen]?",
    "[Find|Work out|Tell] how many [groups|teams|committees] of two women and two men can be "
    "[formed|made] [from|out of] {0} women and {1} men.",
    "A [teacher|coach] [chooses|picks] two of the {0} players in one [team|class|club] and two of "
    "the {1} in another. How many choices are there?",
    "There are {0} [cows|horses] and {1} [goats|sheep]. In how many ways can a [farmer|man|child] "
    "[take|choose|sell] two of each?",
    "[Choose|Take|Pick] two of {0} [letters|points] and two of {1} [digits|lines]. How many "
    "[ways|selections] are there?",
    "Two of {0} women and two of {1} men are chosen. How many [teams|groups] are possible?",
    "There are {0} red and {1} blue cards, all different. In how many ways can two of each be "
    "picked?",
)
NOT_FIRST = (
    "{0} [people|friends|children], Ann among them, [stand|wait] in line, but Ann is not first. "
    "How many [lines|orders] are [there|possible]?",
    "In how many [orders|ways] can {0} [songs|pieces|tunes] be played if the [longest|shortest] "
    "[does not|may not|must not] [come first|open]?",
    "{0} books stand in a row. One, the atlas, [may|must] not stand [at the left end|in the first "
    "place]. How many [rows|orders] are [there|possible]?",
    "{0} [cars|wagons|carts] of different colours [park|stand] in a row, the [red|white|black] "
    "one not in the first place. In how many ways [is that possible|can this be done]?",
    "How many ways are there to [line up|arrange in a row] {0} [children|pupils|runners] if Tom, "
    "one of them, must not [lead|be first|stand first]?",
    "{0} [talks|plays|games] are put in order, but the longest must not [begin|come first]. How "
    "many [programmes|orders] are possible?",
    "[Find|Work out|Tell] the number of orders of {0} [numbers|letters|cards] in which [a given|a "
    "certain] one is not [first|at the start].",
    "Ben is one of {0} [runners|swimmers|riders]. In how many orders can they [come in|finish] if "
    "Ben [does not win|is not first]?",
    "{0} different letters, A among them, are [put|written] in a row, but A may not [come "
    "first|be the first]. How many [rows|words|orders] are possible?",
    "Of {0} [people|guests], one, [Tom|Eva|Ben], must not [speak|eat] first. In how many orders "
    "can they all [have their turn|take their turn]?",
    "In how many [orders|ways] can {0} children stand in a row if one of them, Ann, may not be "
    "first?",
    "{0} cars of different colours stand in line, but the red one must not be first. How many "
    "orders are there?",
)
APART = (
    "{0} [people|friends|guests], Ann and Ben among them, [sit|stand] in a row, but Ann and Ben "
    "not [side by side|next to each other]. In how many ways [can this be done|is that possible]?",
    "In how many [orders|ways] can {0} books stand [in a row|on a shelf] if two of them, the "
    "twins, [do|may|must] not touch?",
    "{0} [cars|wagons|carts] of different colours [park|stand] in a row, the red and the blue one "
    "not [next to each other|side by side]. How many [ways|orders] are there?",
    "How many [lines|rows|orders] of {0} [children|pupils|people] keep [Tom and Eva|two of them, "
    "Tom and Eva,] apart?",
    "{0} [talks|songs] are put in order, but two [of them|given ones|long ones] must not follow "
    "each other [at once|directly]. How many orders are [there|possible]?",
    "{0} [flags|coats|lamps] of different colours hang in a row, but the white one is never "
    "[beside|next to] the black one. How many rows are [there|possible]?",
    "[Find|Work out|Tell] in how many [ways|orders] {0} letters, A and B among them, can be "
    "[put|written] in a row with A and B not [side by side|next to each other].",
    "A [teacher|coach] puts {0} [children|players] in a row, but two of them, [Ann and Tom|Ben "
    "and Eva], [must|may] not be [neighbours|side by side]. How many orders are there?",
    "Two of {0} [dogs|horses] [fight|quarrel] and must [be kept apart|not stand side by side] "
    "when all are put in a row. How many [orders|rows|ways] are possible?",
    "{0} [cards|stones] are [put|laid] in a row, but [two given ones|the two red ones] may not be "
    "[neighbours|next to each other]. All are different. How many [rows|orders] are there?",
    "In how many ways can {0} children stand in a row if two of them, Tom and Eva, must be kept "
    "apart?",
    "{0} books of different colours are put in a row, but not with the "
    "red and the blue one side by side. How many orders are there?",
)
AT_LEAST = (
    "[From|Of|Out of] {0} women and {1} men [3|three] are chosen, at least one of each. In how "
    "many ways [can this be done|is that possible]?",
    "A [jury|team|crew] of [3|three] is [picked|chosen] from {0} cooks and {1} [poets|painters], "
    "with at least one of each. How many [ways|choices] are there?",
    "[3|Three] of {0} red and {1} blue cards, all different, are [drawn|taken], but not all of "
    "one colour. How many [choices|hands] are [there|possible]?",
    "How many [teams|groups] of [3|three] [from|out of] {0} boys and {1} girls have both boys and "
    "girls[ in them|]?",
    "[Pick|Choose|Take] [3|three] of {0} novels and {1} plays so that [neither kind is "
    "missing|both kinds are there]. How many [ways|choices] are there?",
    "Of {0} old and {1} new coins, all different, [a child|someone] takes [3|three], some of each "
    "[age|kind]. How many [choices|ways] are there?",
    "[Find|Work out|Tell] how many [groups|teams|committees] of three with at least one teacher "
    "and at least one pupil can be [formed|made] from {0} teachers and {1} pupils.",
    "A farmer [has|owns] {0} [cows|goats] and {1} [sheep|horses] and [sells|picks] three, but not "
    "all of one kind. How many [choices|ways] are there?",
    "In how many ways can three signs be [chosen|picked|taken] from {0} letters and {1} digits, "
    "[so that both kinds are there|with at least one of each kind]?",
    "There are {0} [doctors|singers] and {1} [nurses|dancers]. A [team|group|crew] of three must "
    "have at least one of each. How many choices are [there|possible]?",
    "Three of {0} boys and {1} girls are picked, with at least one boy and at least one girl[ "
    "among them|]. How many ways are there?",
    "A group of three is chosen from {0} women and {1} men, with both women and men in it. How "
    "many ways are there?",
)
MENUS = (
    "Menu one has {0} starters, {1} mains and {2} [desserts|drinks]; menu two {3}, {4} and {5}; "
    "menu three {6}, {7} and {8}. How many [meals|different meals] of one each from [one|a "
    "single] menu are [there|possible]?",
    "Shop A has {0} [shirts|coats], {1} [hats|ties] and {2} [belts|scarves], shop B {3}, {4} and "
    "{5}, shop C {6}, {7} and {8}. How many outfits of one each come from [one|a single] shop?",
    "The north way has legs [with|of] {0}, {1} and {2} [roads|paths], the middle way {3}, {4} and "
    "{5}, the south way {6}, {7} and {8}. How many routes are there[ in all|]?",
    "Lock one has dials of {0}, {1} and {2} [signs|letters|numbers], lock two {3}, {4} and {5}, "
    "lock three {6}, {7} and {8}. How many settings do the locks have, added [together|up]?",
    "[Robots|Dolls] of kind one have {0} heads, {1} bodies and {2} legs to choose from, kind two "
    "{3}, {4} and {5}, kind three {6}, {7} and {8}. How many [of them|different ones] are "
    "possible[ in all|]?",
    "Set one [has|offers] {0} cups, {1} plates and {2} bowls, set two {3}, {4} and {5}, set three "
    "{6}, {7} and {8}. In how many ways can one of each be [taken|chosen|picked] from [one|a "
    "single] set?",
    "[Find|Work out|Tell] how many [teams|groups] of one boy, one girl and one teacher [come "
    "from|are in] a single class: class A has {0}, {1} and {2}, class B {3}, {4} and {5}, class C "
    "{6}, {7} and {8}.",
    "There are three [cases|plans]. The first has {0}, {1} and {2} choices [one after the "
    "other|in its three steps], the second {3}, {4} and {5}, the third {6}, {7} and {8}. How many "
    "[outcomes|results] are possible[ in all|]?",
    "[Basket|Box] one [has|holds] {0} apples, {1} pears and {2} plums, number two {3}, {4} and "
    "{5}, number three {6}, {7} and {8}. A child [takes|picks] one of each from [a single one|one "
    "of them]. How many [choices|ways] are there?",
    "How many [codes|labels] are there[ in all|] if kind one has {0}, {1} and {2} signs for its "
    "three places, kind two {3}, {4} and {5}, and kind three {6}, {7} and {8}?",
    "Shop one [has|offers] {0} cups, {1} plates and {2} bowls, shop two {3}, {4} and {5}, shop "
    "three {6}, {7} and {8}. How many choices of one each from a single shop are there?",
    "Class one has {0} boys, {1} girls and {2} teachers, class two {3}, {4} and {5}, class three "
    "{6}, {7} and {8}. How many teams of one each come from a single class?",
)
TWO_MENUS = (
    "Menu one has {0} starters, {1} mains and {2} [desserts|drinks], menu two [just|only] {3} "
    "starters and {4} mains. A meal has one of every kind that its menu [has|offers]. How many "
    "[meals|different meals] are [there|possible]?",
    "Shop A has {0} [shirts|coats], {1} hats and {2} belts, shop B {3} [shirts|coats] and {4} "
    "hats but no belts. How many outfits with one of each thing that [one|a] shop has are there?",
    "The long way has [three legs|legs] [with|of] {0}, {1} and {2} [roads|paths], the short way "
    "{3} and {4}. How many routes are there[ in all|]?",
    "Lock one has dials of {0}, {1} and {2} [signs|letters|numbers], lock two {3} and {4}. How "
    "many settings do [the|both] locks have, added [together|up]?",
    "[Robots|Dolls] with legs have {0} heads, {1} bodies and {2} legs to choose from, those "
    "without {3} heads and {4} bodies. How many [of them|different ones] are possible[ in all|]?",
    "Set one [has|offers] {0} cups, {1} plates and {2} bowls, set two {3} cups and {4} plates. In "
    "how many ways can one of every kind that the set has be [taken|chosen|picked] from [one|a "
    "single] set?",
    "[Find|Work out|Tell] how many [teams|groups] with one of every kind that the class has come "
    "from a single class: class A has {0} boys, {1} girls and {2} teachers, class B [only|just] "
    "{3} boys and {4} girls.",
    "There are two [cases|plans]. The first has {0}, {1} and {2} choices [one after the other|in "
    "its three steps], the second {3} and {4}. How many [outcomes|results] are possible[ in all|]?",
    "[Basket|Box] one [has|holds] {0} apples, {1} pears and {2} plums, number two {3} apples and "
    "{4} pears. A child [takes|picks] one of every kind in [a single one|one of them]. How many "
    "[choices|ways] are there?",
    "How many [codes|labels] are there[ in all|] if kind one has {0}, {1} and {2} signs for its "
    "three places and kind two has {3} and {4} for its two?",
    "Shop one [has|offers] {0} cups, {1} plates and {2} bowls, shop two {3} cups and {4} plates. "
    "How many choices with one of every kind that the shop has are there?",
    "Class one has {0} boys, {1} girls and {2} teachers, class two only {3} boys and {4} girls. "
    "A team takes one of every kind that its class has. How many teams are there?",
)
