from ui.accounts import attempts, words
from ui.accounts.attempts import Attempts


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def tries(counted: Attempts, name: str, address: str, most: int = 100) -> int:
    """How many wrong attempts are let through."""
    return next(n for n in range(most) if counted.begin(name, address))


def test_a_name_has_five_tries_at_an_address_and_an_address_twenty() -> None:
    counted = Attempts(Clock())
    assert tries(counted, "a", "10.0.0.1") == 5
    assert [tries(counted, name, "10.0.0.1") for name in "bcde"] == [5, 5, 5, 0]
    assert tries(counted, "a", "10.0.0.2") == 5


def test_tries_come_back_one_by_one_as_they_age() -> None:
    clock = Clock()
    counted = Attempts(clock)
    for second in range(5):
        clock.now = float(second)
        assert counted.begin("a", "x") == 0
    assert counted.begin("a", "x") == 596
    clock.now = 600.0
    assert counted.begin("a", "x") == 0
    assert counted.begin("a", "x") == 1


def test_a_right_password_forgets_the_name_but_not_the_address() -> None:
    counted = Attempts(Clock())
    for _ in range(4):
        for name in "abcd":
            counted.begin(name, "x")
    counted.begin("a", "x")
    counted.succeeded("a", "x")
    assert tries(counted, "a", "x") == 4  # 16 wrong ones and these are 20
    counted.succeeded("a", "x")


def test_attempts_at_the_same_moment_count_before_they_are_known_to_be_wrong() -> None:
    counted = Attempts(Clock())
    assert [counted.begin("a", "x") > 0 for _ in range(7)] == [False] * 5 + [True] * 2


def test_spellings_of_a_name_and_addresses_of_one_network_count_together() -> None:
    counted = Attempts(Clock())
    for name in ("Straße", "STRASSE", " strasse ", "ｓｔｒａｓｓｅ", "straße"):
        assert counted.begin(name, "::ffff:10.0.0.1") == 0
    assert counted.begin("strasse", "10.0.0.1")
    assert not counted.begin("strasse", "::ffff:10.0.0.2")
    for name in ("Uma", "UMA", " uma ", "ｕｍａ", "uma"):
        assert counted.begin(name, "2001:db8::1") == 0
    assert counted.begin("uma", "2001:db8::2")
    assert not counted.begin("uma", "2001:db8:0:1::1")
    assert not counted.begin("uma", "not an address")


def test_memory_is_bounded(monkeypatch) -> None:
    monkeypatch.setattr(attempts, "MOST_REMEMBERED", 10)
    counted = Attempts(Clock())
    for n in range(100):
        counted.begin("n" * 100_000, f"10.0.0.{n}")
    assert len(counted._failures) == 10
    assert all(len(key[-1]) <= 100 for key in counted._failures)


def test_the_wait_is_told_in_whole_minutes() -> None:
    told = [words.try_again(seconds) for seconds in (0.1, 60, 61, 600)]
    assert [line.rsplit(" in ")[1] for line in told] == ["1 min", "1 min", "2 min", "10 min"]
