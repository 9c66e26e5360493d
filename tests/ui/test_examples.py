from ui.examples import examples, known_answer
from ui.question import make_problem


def test_every_example_comes_back_from_its_typed_form_with_its_answer_known() -> None:
    assert len(examples()) == 11
    for example in examples():
        problem = make_problem(
            example.typed, {}, example.problem.domain, gold=known_answer(example.typed)
        )
        assert problem.question == example.problem.question
        assert problem.options == example.problem.options
        assert problem.gold == example.problem.gold


def test_examples_cover_every_family_and_were_not_trained_on() -> None:
    tasks = {e.problem.task for e in examples()}
    assert tasks >= {"vignettes", "cases", "tests", "treatments", "sums", "chains"}
    assert {e.problem.provenance.split for e in examples()} == {"test"}


def test_a_changed_question_has_no_known_answer() -> None:
    assert known_answer(examples()[0].typed + " Really?") is None
