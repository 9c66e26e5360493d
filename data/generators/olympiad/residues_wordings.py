"""How the problems of number theory are worded; [a|b] is a choice of words."""

from __future__ import annotations

DIVISORS = (
    "[Find|Determine|Work out] the set of all [|positive ][divisors|factors] of {0}.",
    (
        "[Which|What] positive integers [divide|are divisors of|are factors of] {0}? [Give|Write "
        "down] the set."
    ),
    "[Give|State] the set of [|all ]the [divisors|factors] of [|the number ]{0}.",
    "Write [|down ]all [|positive ][divisors|factors] of {0} as a set.",
    (
        "What is the set of positive [integers|whole numbers] that [divide|go into] {0}[| "
        "without remainder]?"
    ),
    (
        "List as a set every positive integer [by which {0} can be divided|that divides {0}|that "
        "goes into {0}][| without remainder]."
    ),
    (
        "By which positive [integers|whole numbers] can {0} be divided[| without remainder]? "
        "[Answer with a set.|Give the set.|List them as a set.]"
    ),
    (
        "{0} [chairs|plants|cards] are [put|set] in equal rows, with none left over. [Which "
        "numbers of rows are possible? Give the set.|What is the set of possible numbers of "
        "rows?]"
    ),
    (
        "A [shop|farm|school] packs {0} [apples|eggs|books] in equal boxes, and none is left "
        "over. [Give|Find] the set of all possible numbers of boxes."
    ),
    (
        "[Which|What] numbers are the [|positive ][divisors|factors] of {0}? [Write them|List "
        "them|Answer] as a set."
    ),
    "[Collect|Gather] all positive [divisors|factors] of {0} in [a|one] set.",
    "What is the set of all factors of {0}?",
    "Give all positive integers that divide {0} without remainder, as a set.",
)
RESIDUES = (
    (
        "Which of {0} [leave the remainder {2}|have the remainder {2}|leave {2}] [on division by "
        "{1}|when divided by {1}]? [Give the set.|Answer with a set.]"
    ),
    "[Give|Find] the set of those among {0} that are [|congruent to ]{2} modulo {1}.",
    (
        "Find the set of all numbers [from|among] {0} with remainder {2} [modulo {1}|on division "
        "by {1}]."
    ),
    (
        "Of the numbers {0}, which [are congruent to {2}|are {2}|leave {2}] modulo {1}? [Answer "
        "with a set.|Give the set.|List them in a set.]"
    ),
    (
        "[Among|From] {0}, collect in a set [what leaves|all that leave|the numbers that leave] "
        "{2} when divided by {1}."
    ),
    "What is the set of [x|all x|numbers x] [in|among] {0} with x mod {1} = {2}?",
    (
        "[Here are the numbers|The numbers are] {0}. Which set of them [has the remainder "
        "{2}|leaves {2}] [after division|on division|when divided] by {1}?"
    ),
    (
        "[Eggs|Apples|Books] are [packed|put] in boxes of {1}. For which of the numbers {0} is "
        "the [rest|remainder] {2}? Give the set."
    ),
    (
        "[A teacher|Tom|Anna] divides each of {0} by {1}. Which [of them|numbers] leave [|the "
        "remainder ]{2}? [Give|Write down] the set."
    ),
    (
        "[Divide|We divide] each of the numbers {0} by {1}. [Where is the remainder {2}|Which of "
        "them give the remainder {2}]? Answer with [a|the] set."
    ),
    (
        "Write [|down ][as|in] a set the numbers among {0} whose [remainder|rest] [modulo|on "
        "division by] {1} is {2}."
    ),
    (
        "[Choose|Select|Take] from {0} all numbers that [are|leave] {2} modulo {1}, and "
        "[give|write] them as a set."
    ),
    "From the numbers {0}, find the set of those that leave {2} when divided by {1}.",
    "Which of the numbers {0} have the remainder {2} modulo {1}? Write them as a set.",
)
SQUARES = (
    (
        "[Find|Determine|Work out] the set of all [|numbers ]x from 1 to {0} with x^2 "
        "[congruent|equal] to {2} modulo {1}."
    ),
    (
        "Which [|numbers ]x from 1 to {0} have a square that [leaves|is|gives] {2} modulo {1}? "
        "[Give the set.|Answer with a set.]"
    ),
    (
        "[Give|Find] the set of [|all ]x from 1 [|up ]to {0} for which x^2 leaves [|the "
        "remainder ]{2} [modulo {1}|on division by {1}]."
    ),
    (
        "For x = 1 to {0}, when is x^2 [equal|congruent] to {2} modulo {1}? [Answer with a "
        "set.|Give the set of these x.]"
    ),
    (
        "Solve x^2 = {2} modulo {1} [among|for x from] 1 to {0}. [Write|Give] [the|all] "
        "solutions as a set."
    ),
    (
        "What is the set of x [up to {0}, from 1 on,|from 1 to {0}] whose square [is|leaves] {2} "
        "modulo {1}?"
    ),
    "[Take|Try] [|all ][x|numbers x] from 1 to {0}. Which set of them solves x^2 = {2} modulo {1}?",
    (
        "[A teacher|Tom|Anna] squares [each|every] number from 1 to {0} and divides the square "
        "by {1}. For which numbers is the remainder {2}? [Give|Write down] the set."
    ),
    (
        "[Square|Take the square of] [each|every] x from 1 to {0}. [Where is the remainder {2} "
        "on division by {1}?|Which squares leave {2} when divided by {1}?] [Give|Write down] the "
        "set of these x."
    ),
    (
        "The square of [x|a number x] is {2} modulo {1}, and x is [one of|among] 1 to {0}. "
        "[Find|Give] the set of all [such|possible] x."
    ),
    (
        "Which [numbers|integers] x from 1 to {0} solve x^2 = {2} modulo {1}? [Answer "
        "with|Give|Write down] the set."
    ),
    (
        "[List|Collect|Write] in a set all [|numbers ]x from 1 to {0} [with x * x = {2}|whose "
        "square is {2}|with x^2 = {2}] modulo {1}."
    ),
    "Which set of x from 1 to {0} solves x^2 = {2} modulo {1}?",
    "For which x from 1 to {0} is the square equal to {2} modulo {1}? Give the set.",
)
PRIME = (
    "True or false: [|the number ]{0} is [a prime number|a prime|prime].",
    "Is it true or false that [|the number ]{0} is [prime|a prime|a prime number]?",
    "[Decide|Say|Tell] whether this is true or false: [|the number ]{0} is [a prime|prime].",
    "[Say|Answer|Write] True or False. [The number|Number] {0} is [a prime|prime|a prime number].",
    (
        "[Claim|Statement]: {0} has no [divisors|factors] but 1 and itself. [True or false?|Is "
        "this true or false?]"
    ),
    "Judge this as true or false: the only [|positive ][divisors|factors] of {0} are 1 and {0}.",
    "{0} is [a prime number|prime|a prime]. Is this [statement|claim|sentence] true or false?",
    (
        "[Tom|Anna|A pupil] [says|claims|thinks] that {0} is [a prime number|prime]. [Is this "
        "true or false?|True or false?]"
    ),
    (
        "{0} [eggs|cards|chairs] cannot be [put|set] in two or more equal rows of at least two. "
        "[Is this true or false?|True or false?]"
    ),
    (
        "[Check|Find out|Decide] if {0} is [a prime number|prime][, and answer True or False.|. "
        "Answer True or False.]"
    ),
    "The [statement|claim] is that {0} is [a prime|prime|a prime number]. Is it true or false?",
    (
        "[Besides 1 and itself, no positive integer divides {0}|No positive integer but 1 and "
        "itself divides {0}]. [Is this true or false?|True or false?]"
    ),
    "Decide if this claim is true or false: {0} has no factors but 1 and itself.",
    "Is {0} a prime number? Answer True or False.",
)
DIVIDES = (
    "True or false: {1} [divides|is a divisor of|is a factor of] {0}.",
    (
        "Is it true or false that [|the sum ]{0} [is divisible by|can be divided by|is a "
        "multiple of] {1}?"
    ),
    "[Decide|Tell|Say] whether this is true or false: {0} is [a multiple of|divisible by] {1}.",
    "[Say|Answer|Write] True or False[.|:] {1} is [a divisor|a factor] of {0}.",
    (
        "[Claim|Statement]: {0} can be divided by {1} without remainder. [True or false?|Is this "
        "true or false?]"
    ),
    "Judge this as true or false: [|the sum ]{0} is {1} times a whole number.",
    (
        "{0} leaves [no remainder|the remainder 0|nothing] [on division by|when divided by] {1}. "
        "Is this [statement|claim] true or false?"
    ),
    (
        "[Tom|Anna|A pupil] [says|claims|thinks] that {1} divides {0}[| without remainder]. [Is "
        "this true or false?|True or false?]"
    ),
    (
        "{1} [children|friends|people] can share {0} [apples|coins|cards] [equally|fairly] so "
        "that none is left over. True or false?"
    ),
    (
        "[Check|Find out|Decide] if {0} is [divisible by|a multiple of] {1}[, and answer True or "
        "False.|. Answer True or False.]"
    ),
    (
        "{0} [eggs|books|apples] fill boxes of {1} with [none|nothing] left over. [Is this true "
        "or false?|True or false?]"
    ),
    (
        "The [statement|claim] is that {1} [goes into|divides] {0} without remainder. Is it true "
        "or false?"
    ),
    "Decide if this claim is true or false: {1} divides {0} without remainder.",
    "Is {0} divisible by {1}? Answer True or False.",
)
MULTIPLES = (
    "Which of these [|numbers ]are multiples of {0}? [Give|Name] all letters.",
    "[Select|Choose|Pick] every number that {0} [divides|goes into][| without remainder].",
    (
        "Which [options|numbers] can be divided by {0}[| without remainder]? [Name|Give|List] "
        "all of them."
    ),
    (
        "[Choose|Select|Mark] all [multiples of {0}|numbers divisible by {0}|numbers that are "
        "divisible by {0}]."
    ),
    "Several of these may be [divisible by|multiples of] {0}. [Which?|Which are they?]",
    "[Name|Give|List] the letters of all [numbers|options] that are {0} times a whole number.",
    "Which letters [mark|stand for] the numbers that have {0} as a [divisor|factor]?",
    (
        "[Eggs|Apples|Books] are [packed|put] in boxes of {0}. For which of these numbers is "
        "[none|nothing] left over? [Give all letters.|Name all of them.]"
    ),
    (
        "{0} [children|friends|people] share [coins|cards|apples] equally. Which of these "
        "numbers leave [no remainder|nothing over]? Give all letters."
    ),
    (
        "[Find|Name|Determine] [all|the] options that leave [no remainder|the remainder 0] [on "
        "division|when divided] by {0}."
    ),
    (
        "[Divide|Try to divide] each number by {0}. Which [letters|options] leave no remainder? "
        "[Give|Name] all."
    ),
    (
        "What are the letters of the [multiples of {0}|numbers that {0} divides|numbers "
        "divisible by {0}]?"
    ),
    "Which of the options are divisible by {0}? Give all of them.",
    "Name the letters of all multiples of {0}.",
)
PRIME_OPTIONS = (
    "Which of these [|numbers ]are [prime numbers|primes|prime]? [Give|Name] all letters.",
    "[Select|Choose|Pick] every [prime|prime number].",
    "Which [options|numbers] are prime? [Name|Give|List] all of them.",
    "[Choose|Select|Mark] all [prime numbers|primes|numbers that are prime].",
    "Several of these may be [prime|primes|prime numbers]. [Which?|Which are they?]",
    (
        "[Name|Give|List] the letters of all [numbers|options] without [divisors|factors] but 1 "
        "and themselves."
    ),
    "Which letters [mark|stand for] the [primes|prime numbers]?",
    "[Find|Name|Determine] [all|the] options that have no [divisors|factors] but 1 and themselves.",
    (
        "A [teacher|pupil|friend] [asks|wants to know] which of these [numbers|options] are "
        "[prime|primes]. Give all letters."
    ),
    (
        "[Check|Test] each number. Which [of them|options] are prime? [Give|Name] all "
        "[letters|of them]."
    ),
    "Which of the options are prime numbers? Give all of them.",
    "Name the letters of all prime numbers.",
)
