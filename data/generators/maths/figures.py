"""How the questions of `geometry` are worded, a slot for each kind of figure."""

from __future__ import annotations

AREA = (
    "A [rectangle|garden|floor|playground] is {0} m long and {1} m wide. [What is its area in "
    "square metres?|How many square metres is its area?|Find its area in square metres.]",
    "How many square [tiles|stones|plates] of side 1 [cover|are needed to cover|does one need to "
    "cover] a [floor|wall|hall|table] of {0} by {1}?",
    "[Find|Compute|Determine|Give] the area of a rectangle [with sides {0} and {1}|with sides of "
    "{0} and {1}|of {0} by {1}|whose sides are {0} and {1}].",
    "A [field|meadow|farm|yard] measures {0} by {1}. [How large is it in square units?|What is its "
    "area?|Work out its area.]",
    "A [sheet|board|card|cloth] of {0} cm by {1} cm is painted on one side. [What|How large] is "
    "the painted area in square centimetres?",
    "The length of a [rectangle|carpet|room|card] is {0} and its width [is |]{1}. [What is its "
    "area?|How large is its area?|Tell its area.]",
    "[What|How large] is the area of a [rectangle|rectangular field|rectangular plate] [with "
    "length {0} and width {1}|that is {0} long and {1} wide]?",
    "A [farmer|gardener|school|town] has a [field|lawn|yard] of {0} m by {1} m. How many square "
    "metres [is it|does it measure|is its area]?",
    "How [large|big] is a [room|hall|stable|barn] [of|that measures] {0} m by {1} m, in square "
    "metres?",
    "A [wall|screen|window] is {0} dm wide and {1} dm high. [Find|Compute|Work out] [its area|the "
    "area of it] in square decimetres.",
    "Someone has a rectangular floor with sides of {0} m and {1} m. Give the area in square "
    "metres.",
    "A rectangle has the sides {0} and {1}. How large is the area in square units?",
)
PERIMETER = (
    "A [rectangle|garden|floor|yard] is {0} m long and {1} m wide. [What is its perimeter in "
    "metres?|How many metres is its perimeter?|Find its perimeter in metres.]",
    "How many metres of [fence|wire|hedge] [go|run] around a [garden|field|playground] of {0} m by "
    "{1} m?",
    "[Find|Compute|Determine|Give] the perimeter of a rectangle [with sides {0} and {1}|with sides "
    "of {0} and {1}|of {0} by {1}|whose sides are {0} and {1}].",
    "A [picture|mirror|map] of {0} cm by {1} cm gets a frame of one long strip around its edge. "
    "How [many cm long|long, in cm,] is the strip?",
    "[Someone|A farmer|A child|A dog] [walks|runs] once around a rectangular [field|park|lake] of "
    "{0} m by {1} m. [How many metres is that?|How far is that in metres?]",
    "The length of a [rectangle|carpet|room|card] is {0} and its width [is |]{1}. [What is its "
    "perimeter?|How long is its perimeter?|Tell its perimeter.]",
    "What is the perimeter of a [rectangle|rectangular field|rectangular card] [with length {0} "
    "and width {1}|that is {0} long and {1} wide]?",
    "How [long|many cm long] is a [ribbon|band] that [goes|runs] once around the edge of a "
    "[cloth|card] of {0} cm by {1} cm?",
    "A [field|meadow|yard] measures {0} by {1}. [How far is it once around?|How long is the way "
    "once around it?|Work out its perimeter.]",
    "A [farmer|school|gardener] [puts|builds] a fence all around a [field|garden] of {0} m by {1} "
    "m. How many metres [long is the fence|of fence are needed]?",
    "Someone has a rectangular garden with sides of {0} m and {1} m. Give its perimeter in metres.",
    "A rectangle has the sides {0} and {1}. How long is the perimeter?",
)
TRIANGLE = (
    "A triangle has [base|a base of|the base] {0} and [height|a height of|the height] {1}. [What "
    "is its area?|How large is its area?|Find its area.]",
    "[Find|Compute|Determine] the area of a triangle with [base|a base of] {0} cm and [height|a "
    "height of] {1} cm, in square centimetres.",
    "A [sail|flag|window] is a triangle, {0} m [at the foot|wide below|wide at the base] and {1} m "
    "high. [What is its area in square metres?|How many square metres is its area?]",
    "[Over|On] a side of {0} stands a triangle of height {1}. [How large is its area?|What is its "
    "area?|Give its area.]",
    "The legs of a right triangle [are|measure] {0} and {1}. [What area does it have?|What is its "
    "area?|Work out its area.]",
    "A triangular [bed|field|lawn] has a side of {0} m, and the height on [it|that side] is {1} m. "
    "[How many square metres is its area?|How many square metres does it measure?|Find its area in "
    "square metres.]",
    "[What|How large] is the area of a [triangle|triangular field|triangular card] [with base {0} "
    "and height {1}|whose base is {0} and whose height is {1}|of base {0} and height {1}]?",
    "The base of a triangle [is|measures] {0} and [its height|the height on it] is {1}. [How large "
    "is the area?|Find the area.|Tell the area.]",
    "A [house|barn|church] has a triangular [wall|window], {0} m wide below and {1} m high. [How "
    "large is its area|What is its area] in square metres?",
    "How large is [the area of |]a [triangle|triangular garden|triangular roof] [that has|with] a "
    "side of {0} and a height of {1} on that side?",
    "A triangular field has a base of {0} m and a height of {1} m. Give its area in square metres.",
    "Work out the area of a triangle when its base is {0} and its height {1}.",
)
ANGLE = (
    "Two angles of a triangle [are|measure|have] {0} and {1} degrees. [How many degrees is the "
    "third?|How large is the third angle?|What is the third angle?]",
    "A triangle has angles of {0} and {1} degrees. [Find|Work out|Give|Tell] the "
    "[remaining|third|last] angle in degrees.",
    "In a triangle [ABC |]the angle at A [is|measures] {0} and at B {1} degrees. [How large is "
    "that at C?|What is the angle at C?|Find the angle at the third corner C.]",
    "What is the [third|last|remaining] angle of a triangle, in degrees, [when two are|if the "
    "others are|if two of them are] {0} and {1}?",
    "The [corners|angles] of a triangular [sign|field|sail] [have|measure] {0}, {1} and how many "
    "degrees?",
    "[Of|Among] the three angles of a [triangle|triangular roof|triangular plate] two measure {0} "
    "and {1} degrees. [Give the last.|What is the last?|How large is the third?]",
    "[One|The first] angle of a triangle is {0} degrees, [another|the second] [is |]{1} degrees. "
    "[How large is the third?|Find the third angle.|How many degrees has the last?]",
    "[Compute|Determine|Find] the [third|last] angle of a triangle [with angles of|whose other "
    "angles are|whose other two are] {0} and {1} degrees.",
    "How many degrees has the third [angle|corner] of a triangle [whose others have|when the "
    "others have|if its others have] {0} and {1} degrees?",
    "A [child|teacher|pupil] draws a triangle with an angle of {0} and [one|another] of {1} "
    "degrees. How [large is|many degrees has] the remaining angle?",
    "A triangle has one angle of {0} degrees and another of {1} degrees. How large is the last "
    "angle?",
    "Two corners of a triangle have {0} and {1} degrees. Find how many degrees the third has.",
)
VOLUME = (
    "A [box|block|crate|tin] is {0} by {1} by {2}. [What is its volume?|How large is its "
    "volume?|Find its volume.]",
    "How many [cubes|small cubes] of side 1 [fill|fit into|are needed to fill] a [box|crate|chest] "
    "of {0} by {1} by {2}?",
    "[Find|Compute|Determine|Give] the volume of a [block|box|brick] with [edges|edges of] {0}, "
    "{1} and {2}.",
    "A [tank|basin|trough] is {0} dm long, {1} dm wide and {2} dm [high|deep]. How many litres "
    "[does it hold|fill it|of water fill it]?",
    "A [pool|basin|pit] of {0} m by {1} m is {2} m deep. [How many cubic metres of water fill "
    "it?|What is its volume in cubic metres?|How large is its volume in cubic metres?]",
    "[What is|How large is] the volume of a [box|block|room] that is {0} long, {1} wide and {2} "
    "high[|, in cubic units]?",
    "The edges of a [box|block|chest] [are|measure] {0}, {1} and {2}. [What is its volume?|Tell "
    "its volume.|Work out its volume.]",
    "A [child|pupil|builder] builds a block of [cubes|small cubes] of side 1, {0} long, {1} wide "
    "and {2} high. How many cubes [are in it|does it have]?",
    "A [room|hall|barn] is {0} m long, {1} m wide and {2} m high. [How large is its volume|What is "
    "its volume] in cubic metres?",
    "A [box|crate|chest] has length {0}, width {1} and height {2}. [How many cubic units does it "
    "hold?|How many cubic units is its volume?|Give its volume.]",
    "A box has the edges {0}, {1} and {2}. How many cubic units is its volume?",
    "How large is the volume of a block of {0} by {1} by {2}?",
)
TRAPEZIUM = (
    "A [trapezium|trapezoid] has parallel sides [|of ]{0} and {1} and [height|a height of] {2}. "
    "[What is its area?|How large is its area?|Find its area.]",
    "[Find|Compute|Determine] the area of a [trapezium|trapezoid] whose parallel sides "
    "[are|measure] {0} and {1}, {2} apart.",
    "A [plot|field|meadow] has two parallel edges of {0} m and {1} m, {2} m apart, and two "
    "slanting ones. [What|How large] is its area in square metres?",
    "The parallel sides of a [trapezoid|trapezium] are {0} cm and {1} cm, its height [is |]{2} cm. "
    "[How large is its area?|What is its area?|Give its area.]",
    "A [wall|roof side|window] is a trapezium: {0} m [wide |]below, {1} m above, {2} m high. How "
    "many square metres [is it|is its area|does it measure]?",
    "What is the area of a [trapezium|trapezoid] with parallel sides {0} and {1} [and height "
    "{2}|and a height of {2}|that are {2} apart]?",
    "The height of a [trapezium|trapezoid] is {2}, [and |]its parallel sides [are|measure] {0} and "
    "{1}. [Find|Work out|Tell] its area.",
    "How large is [a field|a garden|a table|the area of a field] in the [form|shape] of a "
    "trapezium [with|that has] parallel sides of {0} m and {1} m and a height of {2} m?",
    "[Two|The] parallel sides of a [trapezium|trapezoid], {0} and {1} long, are {2} apart. [What "
    "is the area?|How large is the area?|Compute the area.]",
    "A [farmer|gardener] has a [field|lawn] with the shape of a trapezium. The parallel sides are "
    "{0} m and {1} m, [the|its] height [is |]{2} m. [What|How large] is the area?",
    "In a trapezium the parallel sides measure {0} and {1} and the height {2}. What is its area?",
    "How many square units is the area of a trapezium of height {2} with parallel sides {0} and "
    "{1}?",
)
HYPOTENUSE = (
    "The [legs|short sides] of a right triangle [are|measure] {0} and {1}. [How long is the "
    "hypotenuse?|What is its hypotenuse?|Find the hypotenuse.]",
    "A ladder [leans|reaches] {1} m high on a [wall|house], its foot {0} m away. How [many metres "
    "long is it|many metres long is the ladder|long is the ladder in metres]?",
    "How long is the diagonal of a [rectangle|rectangular gate|rectangular screen] [with sides {0} "
    "and {1}|with sides of {0} and {1}|whose sides are {0} and {1}]?",
    "[Someone|A ship|A rider] goes {0} km east and [then |]{1} km [north|south]. How [many km is "
    "it|far is it in km] straight back?",
    "A [rectangular gate|gate|door|frame] of {0} by {1} gets a slanting bar from corner to "
    "[corner|opposite corner]. How long is the bar?",
    "A kite hangs {1} m up, over a [point|tree|spot] {0} m [off|away]. How [many metres long|long, "
    "in metres,] is the straight string to it?",
    "[Find|Compute|Determine|Give] the [hypotenuse|length of the hypotenuse] of a right triangle "
    "[with legs {0} and {1}|with legs of {0} and {1}|whose legs are {0} and {1}].",
    "[What is|How long is] the [longest|long] side of a right triangle [with|that has] the short "
    "sides {0} and {1}?",
    "A rectangular [field|park|yard] is {0} m long and {1} m wide. How many metres is it "
    "[straight|in a straight line] from one corner to the opposite [one|corner]?",
    "A rectangle [is {0} long and {1} wide|has sides of {0} and {1}|measures {0} by {1}]. [How "
    "long is its diagonal?|Work out its diagonal.|Find its diagonal.]",
    "A right triangle has legs of {0} and {1}. What is the length of its hypotenuse?",
    "If a right triangle has short sides {0} and {1}, how long is the longest side?",
)
LEG = (
    "A right triangle has [hypotenuse|a hypotenuse of] {2} and a leg [of |]{0}. [How long is the "
    "other leg?|What is the other leg?|Find the other leg.|What is the length of the other leg?]",
    "A ladder of {2} m leans on a [wall|house|tree] with its foot {0} m [away|off]. How many "
    "metres [up|high] does it reach?",
    "A [rectangle|rectangular gate|rectangular screen] has a diagonal of {2} and [a|one] side of "
    "{0}. [What is its other side?|How long is its other side?|Find its other side.]",
    "A straight string of {2} m holds a kite over a [point|tree|spot] {0} m [away|off]. How [many "
    "metres high|high, in metres,] is the kite?",
    "A [slope|ramp] is {2} m long, and on the map its foot and its top are {0} m [apart|away from "
    "each other]. How many metres does it rise?",
    "The hypotenuse of a right triangle [is|measures] {2}, [one|a] leg is {0}. [How long is|What "
    "is] the [other|remaining] leg?",
    "[Find|Compute|Determine|Give] the [other leg|length of the other leg] of a right triangle "
    "[with hypotenuse {2} and one leg {0}|whose hypotenuse is {2} and one leg {0}].",
    "The [longest|long] side of a right triangle is {2} cm, [a|one] short [one|side] {0} cm. How "
    "many cm is the [other|last|third]?",
    "A straight [wire|rope] of {2} m runs from the top of a pole to a [point|spot] {0} m from its "
    "foot. How [many metres high|high, in metres,] is the pole?",
    "How long is the other side of a [rectangle|rectangular field|rectangular yard] with [one|a] "
    "side of {0} and a diagonal of {2}?",
    "One leg of a right triangle measures {0} and its hypotenuse {2}. Find the length of the other "
    "leg.",
    "A right triangle has a longest side of {2} and a short side of {0}. How long is the other "
    "short side?",
)
SURFACE = (
    "A [box|block|chest] is {0} by {1} by {2}. [What|How large] is the area of all its [faces|six "
    "faces|sides] together?",
    "[Find|Compute|Determine|Give] the [surface area|total surface] of a [block|box|brick] with "
    "edges [|of ]{0}, {1} and {2}.",
    "How much [paper|cloth|foil] just covers [a parcel|a box|all sides of a box] of {0} by {1} by "
    "{2}, in square units?",
    "A closed [crate|box|tin] has edges of {0}, {1} and {2}. [What|How large] is its [whole|total] "
    "surface?",
    "All six [sides|faces] of a [chest|box|block], {0} by {1} by {2}, are painted. How large is "
    "the painted area?",
    "[What|How large] is the [outer|surface|total] area of a [brick|block] of {0} by {1} by {2}?",
    "A [box|block|tin] is {0} cm long, {1} cm wide and {2} cm high. [What is its surface area|How "
    "large is its whole surface] in square centimetres?",
    "The edges of a [box|block|brick] [are|measure] {0}, {1} and {2}. [How large is its "
    "surface?|Work out its surface area.|Find the area of all six faces.]",
    "How many square [stickers|tiles] of side 1 cover [all|the] six [faces|sides] of a [box|block] "
    "of {0} by {1} by {2}?",
    "A [child|teacher|shop] covers [all sides|every side] of a box of {0} by {1} by {2} with "
    "paper. How many square units of paper [are needed|is that]?",
    "A closed box has the edges {0}, {1} and {2}. How large is its surface area?",
    "What is the total area of the six sides of a block that is {0} long, {1} wide and {2} high?",
)
PATH = (
    "A [garden|lawn|yard] of {0} by {1} has a path of width {2} all around it. [What is the area "
    "of the path?|How large is the area of the path?|Find the area of the path.]",
    "A [picture|map|mirror] of {0} by {1} lies in a frame {2} wide on every side. [What is the "
    "area of the frame?|How large is the area of the frame?|Compute the area of the frame.]",
    "Around a [pool|bed|field] of {0} m by {1} m [runs|lies] a border {2} m wide. How many square "
    "metres [is the border|does the border measure|is the area of the border]?",
    "A [rug|cloth|curtain] of {0} by {1} is edged by a band of width {2} [all around|on every "
    "side]. [How large is the area of the band?|What is the area of the band?]",
    "A [lawn|bed|field] of {0} by {1} has a ring of [gravel|stones|sand] {2} wide all around it. "
    "[What|How large] is the area of the ring?",
    "[Find|Compute|Determine] the area of a path {2} wide that [goes|runs] all around a "
    "[garden|pool|field] of {0} by {1}.",
    "A [garden|pool|yard] is {0} m long and {1} m wide. All around it [goes|runs] a path {2} m "
    "wide. How many square metres [is the path|does the path cover]?",
    "[How large|What] is the area of a [border|frame] of width {2} around a "
    "[picture|window|rectangle] of {0} by {1}?",
    "A [farmer|gardener|town] lays a path of width {2} [all around|around every side of] a "
    "[bed|lawn] of {0} by {1}. [What area does the path have?|Work out the area of the path.]",
    "Around a rectangle of {0} by {1} lies a border {2} wide on [every side|all sides]. "
    "[Give|Tell|Find] the area of the border [alone|without the rectangle].",
    "All around a garden of {0} m by {1} m runs a path {2} m wide. How large is the area of the "
    "path in square metres?",
    "On every side, a field of {0} by {1} has a border {2} wide. Find the area of that border.",
)
ROOMS = (
    "A [flat|house|school] has rooms of {0}. [What is their area together?|How large are they "
    "together?|Find their total area.|What is their total area?]",
    "[Fields|Beds|Meadows] of {0} are [sown|planted|bought]. [How large are they in all?|What is "
    "their total area?|How many square units is that in all?]",
    "[Walls|Doors|Screens] of {0} are painted on one side. [What|How large] is the [painted "
    "area|total painted area|painted area in all]?",
    "A [floor|terrace|roof] is laid in [parts|pieces] of {0}. How many square units [is it|is it "
    "in all|does it measure]?",
    "[Boards|Mats|Carpets] of {0} lie side by side. [What area|What total area|How many square "
    "units] do they cover[| together| in all]?",
    "Sheets of {0} are [glued|pinned] to a [board|wall] side by side. [What is their total "
    "area?|How large is their area together?]",
    "[Find|Compute|Determine|Give] the total area of [rectangles|rooms|fields|walls] of {0}.",
    "A [farmer|village|town] has [fields|meadows] of {0}. How [large are they|many square units "
    "are they] [in all|together]?",
    "[What|How large] is the total area of [rectangles|gardens|lawns] of {0}?",
    "[Rectangles|The rooms of a house] measure {0}. [Add up their areas.|Work out their total "
    "area.|How large are their areas together?]",
    "A house has a floor in parts of {0}. What is the total area of the floor?",
    "How large is the area of rooms of {0} in all?",
)
PRICED = (
    "A closed [box|tin] of {0} by {1} by {2} is painted [all over|on every side] at {3} coins a "
    "square unit. What does it cost?",
    "Covering all [faces|six faces|sides] of a [block|box] of {0} by {1} by {2} takes {3} coins "
    "for each unit of area. How many coins [is that|does it cost]?",
    "The six faces of a [chest|box|block] of {0} by {1} by {2} are [gilded|painted], {3} coins a "
    "square unit. [What is the price?|How many coins does it cost?]",
    "A [parcel|box|present] of {0} by {1} by {2} is just covered [all over|on every side] in paper "
    "of {3} cents a square unit. How many cents does the paper cost?",
    "Tiles on every [side|face] of a [brick|block|box] of {0} by {1} by {2} cost {3} [coins |]a "
    "square unit. What is the [sum|total price|whole cost]?",
    "[Each|A] square unit of [paint|gold|foil] costs {3} coins. What does it cost to cover all six "
    "[faces|sides] of a [box|block] of {0} by {1} by {2}?",
    "A [box|chest] has edges of {0}, {1} and {2}. [Painting|Covering] [it all over|all its faces] "
    "costs {3} coins for each square unit. [What is the price?|Find the total cost.]",
    "How many coins does it cost to [paint|cover] all [sides|faces] of a [box|block] of {0} by {1} "
    "by {2} at {3} coins [a|for each] square unit?",
    "[Find|Compute|Work out] the cost of painting [every side|all six faces] of a [chest|closed "
    "box] of {0} by {1} by {2} at {3} coins [a|for each] square unit.",
    "A [farmer|school] paints a closed [crate|box], {0} m long, {1} m wide and {2} m high, on "
    "every side. Paint for a square metre costs {3} coins. What is the [price|cost] in all?",
    "Each square unit of paint costs {3} coins. What is the total price for all six sides of a "
    "box of {0} by {1} by {2}?",
    "The edges of a block are {0}, {1} and {2}. What does it cost to cover all its faces with "
    "paper at {3} coins a square unit?",
)
AROUND = (
    "A right triangle has legs [|of ]{0} and {1}, and [along its edge|around it] a wire runs {2} "
    "times. [How long is the wire?|How long is the wire in all?|Find the length of the wire.]",
    "The legs of a right triangular [field|park|yard] [are|measure] {0} m and {1} m. How many "
    "metres are {2} rounds [along its edge|around it]?",
    "How much [fence|wire|hedge] [do|would] {2} equal right triangles with legs {0} and {1} need, "
    "each [all |]around on its own?",
    "[Someone|A child|A horse] [runs|walks] {2} times around a [park|field|yard], a right triangle "
    "with legs {0} and {1}. How far is that[| in all]?",
    "{2} [pennants|flags|cloths] are right triangles with legs {0} and {1}. How long are [all "
    "their edges|all their sides|the edges of all] together?",
    "[Find|Compute|Give|Work out] {2} times the perimeter of a right triangle [with legs {0} and "
    "{1}|with legs of {0} and {1}|whose legs are {0} and {1}].",
    "A [field|garden|yard] has the [shape|form] of a right triangle with legs of {0} m and {1} m. "
    "How many metres [is it|is the way] {2} times around it?",
    "What is the [total|whole] length of the [edges|sides] of {2} equal right triangles [with legs "
    "{0} and {1}|whose legs are {0} and {1}]?",
    "The legs of a right triangle [are|measure] {0} and {1}. [How long is {2} times its "
    "perimeter?|How far is it {2} times around?|How long is the way {2} times around?]",
    "A [farmer|gardener] puts {2} [wires|ropes|ribbons] around a [bed|field], a right triangle "
    "with legs {0} m and {1} m, each once around. How many metres [are needed|is that in all]?",
    "A right triangle with legs of {0} m and {1} m is a field. Someone walks around it {2} "
    "times. How many metres is that?",
    "A right triangle has legs of {0} and {1}. What is {2} times its perimeter?",
)
DIAGONAL = (
    "A [box|block|chest] [is|measures] {0} by {1} by {2}. How long is the diagonal through it, "
    "[from |]corner to [corner|opposite corner]?",
    "What is the [longest|length of the longest] straight [rod|stick] that fits into a [crate|box] "
    "of {0} by {1} by {2}?",
    "[Find|Compute|Determine|Give] the space diagonal of a [block|box|brick] with edges [|of ]{0}, "
    "{1} and {2}.",
    "A [fly|bee|bird] [crosses|flies through] a [room|hall] of {0} by {1} by {2}, straight from a "
    "corner to the [opposite|far opposite] one. How far [does it fly|is that]?",
    "How long is a straight [string|rod|wire] through the inside of a [tank|box] of {0} by {1} by "
    "{2} from [a|one] corner to the [far |]opposite corner?",
    "The edges of a [box|block|crate] [are|measure] {0}, {1} and {2}. [How long is its space "
    "diagonal?|What is its space diagonal?|Find the diagonal through it.]",
    "A [room|hall|barn] is {0} m long, {1} m wide and {2} m high. How many metres [is it|is the "
    "straight way] from a corner of the floor to the [far |]opposite corner of the ceiling?",
    "A [box|block] is {0} long, {1} wide and {2} high. [Work out|Tell|Find] the length of the "
    "[diagonal through it|space diagonal].",
    "How [far|long] is [it|the way] straight through a [block|box|room] of {0} by {1} by {2} from "
    "one corner to the opposite one?",
    "A [child|teacher] puts a straight wire into a [box|crate] of {0} by {1} by {2}, from corner "
    "to opposite corner. How long is the wire?",
    "A box has edges of {0}, {1} and {2}. How long is the diagonal through it?",
    "Straight through a room of {0} by {1} by {2}, how far is a corner from the opposite one?",
)
