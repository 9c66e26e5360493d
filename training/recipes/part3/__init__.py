"""O1 Replication Journey, part 3 (Huang et al. 2025), made again small: does thinking longer pay?

From one base that has never seen a long thought, five arms as in the paper, on three test sets of
rising difficulty:

    vanilla    the base answers at once
    prompted   the base is asked to think, and thinks the line or two that it knows
    short      the base after fine-tuning on 500 short chains (the paper's CoT-SFT)
    step       ... on 500 LongSteps: every step of the work, in order
    journey    ... on 500 LongMonologs: suspicion, work, check, and what was wrong put right (a
               mistake itself is read and not learned)

    python -m training.recipes.part3 run --out FOLDER
    python -m training.recipes.part3 report --out FOLDER

`data` makes the examples and test sets, `plan` says what is trained and measured, `training` and
`evaluation` do it, `serving` starts vLLM for a base that is not tiny, `results` keeps every number
in one JSON file, `statistics` and `report` turn that file, and nothing else, into intervals, a
table and a plot. Whatever comes out is reported.
"""
