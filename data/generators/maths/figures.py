"""How the questions of `geometry` are worded, a slot for each kind of figure."""

from __future__ import annotations

AREA = (
    "A rectangle is {0} m long and {1} m wide. What is its area in square metres?",
    "How many square tiles of side 1 cover a floor of {0} by {1}?",
    "Find the area of a rectangle with sides {0} and {1}.",
    "A field measures {0} by {1}. How large is it in square units?",
    "A sheet of {0} cm by {1} cm is painted. What is the painted area in square centimetres?",
    "What does the surface of a table of {0} dm by {1} dm measure in square decimetres?",
)
PERIMETER = (
    "A rectangle is {0} m long and {1} m wide. What is its perimeter in metres?",
    "How many metres of fence go around a garden of {0} m by {1} m?",
    "Find the perimeter of a rectangle with sides {0} and {1}.",
    "A picture of {0} cm by {1} cm gets a frame of one long strip. How many cm long is the strip?",
    "Someone walks once around a field of {0} m by {1} m. How many metres is that?",
    "What length of ribbon in cm borders a cloth of {0} cm by {1} cm?",
)
TRIANGLE = (
    "A triangle has base {0} and height {1}. What is its area?",
    "Find the area of a triangle with base {0} cm and height {1} cm, in square centimetres.",
    "A sail is a triangle, {0} m at the foot and {1} m high. What is its area in square metres?",
    "Over a side of {0} stands a triangle of height {1}. How large is its area?",
    "The legs of a right triangle are {0} and {1}. What area does it have?",
    "How many square metres has a triangular bed with a side of {0} m and the height {1} m on it?",
)
ANGLE = (
    "Two angles of a triangle are {0} and {1} degrees. How many degrees is the third?",
    "A triangle has angles of {0} and {1} degrees. Find the remaining angle in degrees.",
    "In a triangle ABC the angle at A is {0} and at B {1} degrees. How large is that at C?",
    "What is the third angle of a triangle, in degrees, when two are {0} and {1}?",
    "The corners of a triangular sign have {0}, {1} and how many degrees?",
    "Of the three angles of a roof truss two measure {0} and {1} degrees. Give the last.",
)
VOLUME = (
    "A box is {0} by {1} by {2}. What is its volume?",
    "How many cubes of side 1 fill a box of {0} by {1} by {2}?",
    "Find the volume of a block with edges {0}, {1} and {2}.",
    "A tank is {0} dm long, {1} dm wide and {2} dm high. How many litres does it hold?",
    "A pool of {0} m by {1} m is {2} m deep. How many cubic metres of water fill it?",
    "What space in cubic units does a crate of {0} by {1} by {2} take?",
)
TRAPEZIUM = (
    "A trapezium has parallel sides {0} and {1} and height {2}. What is its area?",
    "Find the area of a trapezium whose parallel sides are {0} and {1}, {2} apart.",
    "A plot has two parallel edges of {0} m and {1} m, {2} m apart. What is its area in m^2?",
    "The parallel sides of a trapezoid are {0} cm and {1} cm, its height {2} cm. How large is it?",
    "A roof side is a trapezium: {0} m below, {1} m above, {2} m high. How many square metres?",
)
HYPOTENUSE = (
    "The legs of a right triangle are {0} and {1}. How long is the hypotenuse?",
    "A ladder leans {1} m high on a wall, its foot {0} m away. How many metres long is it?",
    "How long is the diagonal of a rectangle with sides {0} and {1}?",
    "One goes {0} km east and {1} km north. How many km is it straight back?",
    "A gate of {0} by {1} gets a slanting bar from corner to corner. How long is the bar?",
    "A kite hangs {1} m up, over a point {0} m off. How many metres is the string?",
)
LEG = (
    "A right triangle has hypotenuse {2} and a leg {0}. How long is the other leg?",
    "A ladder of {2} m stands {0} m from a wall. How many metres up does it reach?",
    "A rectangle has a diagonal of {2} and a side of {0}. What is its other side?",
    "A string of {2} m holds a kite over a point {0} m away. How many metres high is the kite?",
    "A slope is {2} m long and {0} m in plan. How many metres does it rise?",
    "The long side of a set square is {2} cm, a short one {0} cm. How many cm is the last?",
)
SURFACE = (
    "A box is {0} by {1} by {2}. What is the area of all its faces together?",
    "Find the surface area of a block with edges {0}, {1} and {2}.",
    "How much paper just covers a parcel of {0} by {1} by {2}, in square units?",
    "A closed crate has edges of {0}, {1} and {2}. What is its whole surface?",
    "All six sides of a chest, {0} by {1} by {2}, are painted. How large is the painted area?",
    "What is the outer area of a brick of {0} by {1} by {2}?",
)
PATH = (
    "A garden of {0} by {1} has a path of width {2} all around it. What is the area of the path?",
    "A picture of {0} by {1} lies in a frame {2} wide on every side. What is the frame's area?",
    "Around a pool of {0} m by {1} m runs a border {2} m wide. How many square metres is it?",
    "A rug of {0} by {1} is edged by a band of width {2}. How large is the band?",
    "A lawn of {0} by {1} is ringed by gravel {2} wide. What area is gravel?",
)
ROOMS = (
    "A flat has rooms of {0}. What is their area together?",
    "Fields of {0} are sown. How large is the sown area?",
    "Walls of {0} are painted. What is the painted area?",
    "A floor is laid in parts of {0}. How many square units is it?",
    "Boards of {0} lie side by side. What area do they cover?",
    "Sheets of {0} are glued to a plan. What is their total area?",
)
PRICED = (
    "A closed box of {0} by {1} by {2} is painted at {3} coins a square unit. What does it cost?",
    "Covering all faces of a block of {0} by {1} by {2} takes {3} coins for each unit of area. "
    "How many coins?",
    "The six faces of a chest of {0} by {1} by {2} are gilded, {3} coins a square unit. The price?",
    "A parcel of {0} by {1} by {2} is wrapped in paper of {3} cents a square unit. How many cents?",
    "Tiles on every side of a brick of {0} by {1} by {2} cost {3} a square unit. What is the sum?",
)
AROUND = (
    "A right triangle has legs {0} and {1}, and along its edge runs a wire {2} times. How long is "
    "the wire?",
    "The legs of a right triangular field are {0} m and {1} m. How many metres are {2} rounds?",
    "How much fence do {2} equal right triangles with legs {0} and {1} need, each on its own?",
    "Someone runs {2} times around a park, a right triangle with legs {0} and {1}. How far?",
    "{2} pennants are right triangles with legs {0} and {1}. How long are all their hems?",
)
DIAGONAL = (
    "A box is {0} by {1} by {2}. How long is the diagonal through it, corner to corner?",
    "What is the longest straight rod that fits a crate of {0} by {1} by {2}?",
    "Find the space diagonal of a block with edges {0}, {1} and {2}.",
    "A fly crosses a room of {0} by {1} by {2} from a corner to the opposite one. How far?",
    "How long is a string from a corner of a {0} by {1} by {2} tank to the far opposite corner?",
)
