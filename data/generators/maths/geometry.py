"""Lengths, areas, angles and volumes of figures with whole numbers."""

from __future__ import annotations

import random
from collections.abc import Sequence

from data.generators.base import Difficulty, Family
from data.generators.maths.claims import faults_in
from data.generators.maths.figures import (
    ANGLE,
    AREA,
    AROUND,
    DIAGONAL,
    HYPOTENUSE,
    LEG,
    PATH,
    PERIMETER,
    PRICED,
    ROOMS,
    SURFACE,
    TRAPEZIUM,
    TRIANGLE,
    VOLUME,
)
from data.generators.maths.work import (
    Check,
    Found,
    Pen,
    Told,
    chained,
    compared,
    generator,
    totalled,
)

#: Whole right triangles, short sides first, that are multiplied by a small factor.
TRIPLES = ((3, 4, 5), (5, 12, 13), (8, 15, 17), (7, 24, 25))
#: Whole boxes with whole diagonals.
QUADRUPLES = ((1, 2, 2, 3), (2, 3, 6, 7), (1, 4, 8, 9), (4, 4, 7, 9), (2, 6, 9, 11), (6, 6, 7, 11))
#: Longest hypotenuse or diagonal.
LARGEST_ROOT = 34

WORDINGS = (
    AREA, PERIMETER, TRIANGLE, ANGLE, VOLUME, TRAPEZIUM, HYPOTENUSE, LEG, SURFACE, PATH, ROOMS,
    PRICED, AROUND, DIAGONAL,
)  # fmt: skip


def _split_product(a: int, b: int) -> tuple[str, int]:
    """A product by its tens and ones."""
    tens = a // 10 * 10
    if not tens or not a - tens:
        return f"{b} * {a} = {a * b}", a * b
    ones = a - tens
    return (
        f"{tens} * {b} = {tens * b}, {ones} * {b} = {ones * b}, {tens * b} + {ones * b} = {a * b}",
        a * b,
    )


def area(rng: random.Random, difficulty: Difficulty) -> Told:
    """Length times width."""
    a, b = rng.randint(3, 40), rng.randint(2, 9)

    def check(found: Found) -> Check:
        text, total = _split_product(a, b)
        return totalled(text, total, found)

    return Told("area", (a, b), AREA, "length times width", lambda pen: pen.work(a, "*", b), check)


def perimeter(rng: random.Random, difficulty: Difficulty) -> Told:
    """Twice the sum of the sides."""
    a, b = rng.randint(3, 99), rng.randint(2, 60)

    def check(found: Found) -> Check:
        text = chained(a, [("+", b), ("+", a), ("+", b)])
        return totalled(f"side by side {text}", 2 * (a + b), found)

    return Told(
        "perimeter", (a, b), PERIMETER, "both sides added, twice",
        lambda pen: pen.work(pen.work(a, "+", b), "*", 2), check,
        f"2 * ({a} + {b}) = {2 * (a + b)}",
    )  # fmt: skip


def triangle(rng: random.Random, difficulty: Difficulty) -> Told:
    """Half of base times height."""
    a, b = 2 * rng.randint(2, 20), rng.randint(2, 9)

    def check(found: Found) -> Check:
        return compared(f"half of the base {a} / 2 = {a // 2}, {a // 2} * {b}", a // 2 * b, found)

    return Told(
        "triangle", (a, b), TRIANGLE, "half of base times height",
        lambda pen: pen.work(pen.work(a, "*", b), "/", 2), check, f"{a} * {b} / 2 = {a * b // 2}",
    )  # fmt: skip


def angle(rng: random.Random, difficulty: Difficulty) -> Told:
    """What is missing to 180 degrees."""
    a, b = rng.randint(15, 90), rng.randint(15, 80)

    def check(found: Found) -> Check:
        text = chained(a, [("+", b), ("+", int(found))])
        return totalled(f"all three {text}", a + b + int(found), 180, "as in every triangle")

    return Told(
        "angle", (a, b), ANGLE, "what is missing to 180",
        lambda pen: pen.work(180, "-", pen.work(a, "+", b)), check,
        f"180 - {a} - {b} = {180 - a - b}",
    )  # fmt: skip


def volume(rng: random.Random, difficulty: Difficulty) -> Told:
    """Length times width times height."""
    a, b, c = (rng.randint(2, 9) for _ in range(3))

    def check(found: Found) -> Check:
        return totalled(f"the other way {chained(c, [('*', b), ('*', a)])}", a * b * c, found)

    return Told(
        "volume", (a, b, c), VOLUME, "floor times height",
        lambda pen: pen.work(pen.work(a, "*", b), "*", c), check, f"{a} * {b} * {c} = {a * b * c}",
    )  # fmt: skip


def trapezium(rng: random.Random, difficulty: Difficulty) -> Told:
    """Half the sum of the parallel sides times the height."""
    b, a, h = rng.randint(2, 12), rng.randint(13, 24), 2 * rng.randint(1, 5)

    def check(found: Found) -> Check:
        # Cut along a diagonal into two triangles.
        p, q = a * h // 2, b * h // 2
        text = f"two triangles {a} * {h} / 2 = {p}, {b} * {h} / 2 = {q}, {p} + {q}"
        return compared(text, p + q, found)

    def work(pen: Pen) -> int:
        return pen.work(pen.work(pen.work(a, "+", b), "*", h), "/", 2)

    return Told(
        "trapezium", (a, b, h), TRAPEZIUM, "parallel sides added, times the height, halved",
        work, check, f"({a} + {b}) * {h} / 2 = {(a + b) * h // 2}",
    )  # fmt: skip


def _right_triangle(rng: random.Random) -> tuple[int, int, int]:
    a, b, c = rng.choice(TRIPLES)
    times = rng.randint(1, LARGEST_ROOT // c)
    a, b = rng.choice(((a, b), (b, a)))
    return a * times, b * times, c * times


def hypotenuse(rng: random.Random, difficulty: Difficulty) -> Told:
    """From both legs."""
    a, b, c = _right_triangle(rng)

    def work(pen: Pen) -> int:
        squares = pen.work(a, "*", a), pen.work(b, "*", b)
        return pen.root(pen.work(squares[0], "+", squares[1]))

    return Told(
        "hypotenuse", (a, b), HYPOTENUSE, "squares of the legs added, then the root",
        work, lambda found: _right(a, b, int(found)), f"{a}^2 + {b}^2 = {c}^2",
    )  # fmt: skip


def leg(rng: random.Random, difficulty: Difficulty) -> Told:
    """From the hypotenuse and the other leg."""
    a, b, c = _right_triangle(rng)

    def work(pen: Pen) -> int:
        squares = pen.work(c, "*", c), pen.work(a, "*", a)
        return pen.root(pen.work(squares[0], "-", squares[1]))

    def check(found: Found) -> Check:
        k = int(found)
        total = a * a + k * k
        return compared(f"{a}^2 + {k}^2 = {a * a} + {k * k}", total, c * c, f"as {c}^2 = {c * c}")

    return Told(
        "leg", (a, b, c), LEG, "the square of the leg from that of the hypotenuse, then the root",
        work, check, f"{c}^2 - {a}^2 = {b}^2",
    )  # fmt: skip


def _right(a: int, b: int, c: int) -> Check:
    """Whether a triangle is right, by (c - a)(c + a) = b^2."""
    product = (c - a) * (c + a)
    text = f"({c} - {a}) * ({c} + {a}) = {c - a} * {c + a}"
    return compared(text, product, b * b, f"as {b}^2 = {b * b}")


def _faces(pen: Pen, a: int, b: int, c: int) -> int:
    faces = [pen.work(x, "*", y, "face: ") for x, y in ((a, b), (a, c), (b, c))]
    three = pen.work(pen.work(faces[0], "+", faces[1]), "+", faces[2])
    return pen.work(three, "*", 2)


def _unfolded(a: int, b: int, c: int) -> tuple[str, int]:
    """The surface of a box as its belt and its two ends."""
    round_, ends = 2 * (a + b) * c, 2 * a * b
    text = (
        f"belt 2 * ({a} + {b}) * {c} = {2 * (a + b)} * {c} = {round_}, ends 2 * {a} * {b} = {ends}"
    )
    return f"{text}, {round_} + {ends} = {round_ + ends}", round_ + ends


def surface(rng: random.Random, difficulty: Difficulty) -> Told:
    """All six faces."""
    a, b, c = (rng.randint(2, 9) for _ in range(3))

    def check(found: Found) -> Check:
        text, total = _unfolded(a, b, c)
        return totalled(text, total, found)

    return Told(
        "surface", (a, b, c), SURFACE, "three faces, each twice",
        lambda pen: _faces(pen, a, b, c), check,
        f"2 * ({a * b} + {a * c} + {b * c}) = {2 * (a * b + a * c + b * c)}",
    )  # fmt: skip


def priced(rng: random.Random, difficulty: Difficulty) -> Told:
    """All six faces, at a price."""
    a, b, c, price = (rng.randint(2, k) for k in (7, 7, 7, 5))

    def check(found: Found) -> Check:
        text, total = _unfolded(a, b, c)
        return compared(f"{text}, {price} * {total}", price * total, found)

    return Told(
        "priced", (a, b, c, price), PRICED, "three faces, each twice, times the price",
        lambda pen: pen.work(_faces(pen, a, b, c), "*", price), check,
    )  # fmt: skip


def path(rng: random.Random, difficulty: Difficulty) -> Told:
    """The outer rectangle less the inner one."""
    a, b, w = rng.randint(4, 14), rng.randint(3, 9), rng.randint(1, 3)

    def work(pen: Pen) -> int:
        both = pen.work(2, "*", w, "both sides: ")
        outer = pen.work(pen.work(a, "+", both), "*", pen.work(b, "+", both), "outer: ")
        return pen.work(outer, "-", pen.work(a, "*", b, "inner: "))

    def check(found: Found) -> Check:
        # Two strips along the length, two along the width, four corners.
        strips, corners = 2 * w * (a + b), 4 * w * w
        text = f"strips 2 * {w} * ({a} + {b}) = {strips}, corners 4 * {w} * {w} = {corners}"
        return compared(f"{text}, {strips} + {corners}", strips + corners, found)

    return Told("path", (a, b, w), PATH, "the outer area less the inner one", work, check)


def rooms(rng: random.Random, difficulty: Difficulty) -> Told:
    """Rectangles added; three when medium, four to six when hard."""
    n = rng.randint(4, 6) if difficulty == "hard" else 3
    sides = [(rng.randint(2, 12), rng.randint(2, 9)) for _ in range(n)]

    def work(pen: Pen) -> int:
        total = pen.work(*_by(sides[0]))
        for side in sides[1:]:
            total = pen.work(total, "+", pen.work(*_by(side)))
        return total

    def check(found: Found) -> Check:
        turned = [(b, a) for a, b in reversed(sides)]
        products = ", ".join(f"{a} * {b} = {a * b}" for a, b in turned)
        text = chained(turned[0][0] * turned[0][1], [("+", a * b) for a, b in turned[1:]])
        return totalled(f"from the last {products}; {text}", sum(a * b for a, b in sides), found)

    *shown, last = (f"{a} by {b}" for a, b in sides)
    return Told(
        "rooms", (f"{', '.join(shown)} and {last}",), ROOMS, "each area, added one by one",
        work, check,
    )  # fmt: skip


def _by(side: Sequence[int]) -> tuple[int, str, int]:
    return side[0], "*", side[1]


def around(rng: random.Random, difficulty: Difficulty) -> Told:
    """The perimeter of a right triangle from its legs, several times."""
    a, b, c = _right_triangle(rng)
    times = rng.randint(2, 6)

    def work(pen: Pen) -> int:
        squares = pen.work(a, "*", a), pen.work(b, "*", b)
        side = pen.root(pen.work(squares[0], "+", squares[1]))
        once = pen.work(pen.work(a, "+", b), "+", side)
        return pen.work(once, "*", times)

    def check(found: Found) -> Check:
        right = _right(a, b, c).lines[0]
        text = (
            f"{times} * {a} = {times * a}, {times} * {b} = {times * b}, {times} * {c} = {times * c}"
        )
        total = chained(times * a, [("+", times * b), ("+", times * c)])
        return totalled(f"{right}; {text}; {total}", times * (a + b + c), found)

    return Told(
        "around", (a, b, times), AROUND, "the hypotenuse, then all sides, then times",
        work, check,
    )  # fmt: skip


def diagonal(rng: random.Random, difficulty: Difficulty) -> Told:
    """Through a box: three squares added."""
    *edges, d = rng.choice(QUADRUPLES)
    times = rng.randint(1, LARGEST_ROOT // d)
    a, b, c = (k * times for k in rng.sample(edges, 3))

    def work(pen: Pen) -> int:
        squares = [pen.work(k, "*", k) for k in (a, b, c)]
        return pen.root(pen.work(pen.work(squares[0], "+", squares[1]), "+", squares[2]))

    def check(found: Found) -> Check:
        k = int(found)
        left = (k - a) * (k + a)
        text = f"({k} - {a}) * ({k} + {a}) = {k - a} * {k + a}"
        return compared(text, left, b * b + c * c, f"as {b}^2 + {c}^2 = {b * b + c * c}")

    return Told("diagonal", (a, b, c), DIAGONAL, "three squares added, then the root", work, check)


KINDS = {
    "easy": (area, perimeter, triangle, angle, volume, trapezium),
    "medium": (hypotenuse, leg, surface, path, path, rooms, rooms, diagonal),
    "hard": (rooms, rooms, priced, around),
}


def draw(rng: random.Random, difficulty: Difficulty) -> Told:
    """One of the kinds of the difficulty."""
    return rng.choice(KINDS[difficulty])(rng, difficulty)


FAMILY = Family(generator("geometry", draw), faults_in)
