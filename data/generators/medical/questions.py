"""What is asked at the end of a case, and about the knowledge base. See `varied` for [a|b].

The last wording of each list is kept for testing, and the one before for validation.
"""

from __future__ import annotations

#: Asked with options and without, so that the options tell what is wanted, not the words.
EITHER = (
    "What do you think[ it is| of this|]?",
    "[And|So] [what|which] is it?",
    "Your [diagnosis|thoughts|view]?",
    "[What|Which] [diagnosis|illness|cause] [is behind this|would you name|comes to mind]?",
    "[Diagnose|Explain|Solve] this[ case| one|].",
    "What [explains|fits|is behind] [it|all this|this]?",
)
VIGNETTE = (
    *EITHER,
    "Which of the following [is it|fits|explains this|is right]?",
    "Which [option|answer|choice|one of these] [is right|fits best|is best|is most likely]?",
    "[Pick|Choose|Select] [one|an option|the right one|the likeliest].",
    "Of the following diagnoses, which[ one|] [fits|is likely|explains it]?",
    "[What|Which] is the [most likely|best|likeliest] diagnosis?",
    "Which diagnosis [fits best|is most likely|explains this best]?",
    "What is the single [best|most likely] diagnosis?",
    "Which of these is [most likely|the best diagnosis|it]?",
    "What is [going on|the matter|wrong][ here|]?",
    "Choose the [best|most likely|right] diagnosis.",
    "[Name|Pick|Give] the diagnosis that fits best.",
    "[What|Which illness] explains this[ best|]?",
    "Which of the following is the [likeliest|most likely] diagnosis?",
    "Which one [explains this|is the likeliest] best of all?",
    "Which of the following diagnoses [explains|fits] this best?",
    "[Which one is it most likely to be|Which of them would you say it is|What is it, of these"
    "|What would you name as the cause, of these|Which one of them is behind it all]?",
)
CASE = (
    *EITHER,
    "What is the [differential diagnosis|differential]?",
    "Give a [ranked|] differential diagnosis.",
    "What [could|can|might] this be?",
    "What are the [likely|most likely|possible] [diagnoses|causes]?",
    "[Rank|List|Name] the [possible|likely] diagnoses.",
    "Which diagnoses [come into question|are likely|fit]?",
    "What do you think of[ first|]?",
    "What would be your differential?",
    "Which causes [are possible|should be thought of][ here|]?",
    "What is [likely|possible] here, [ranked|in order]?",
    "Which diagnoses should be thought of here?",
    "[Which diagnoses are possible here|Which of all causes would you think of|What would you "
    "list as likely|Which causes would you rank first|What might be the diagnoses]?",
)
INVITATION = (
    "Ask what you [need|want] to know, then name the diagnosis. [Candidates: {names}.|It is one "
    "of {names}.]",
    "Ask [me|] before you decide between {names}.",
    "What do you [want|need] to know? It is one of these: {names}.",
    "Take the history, one question at a time. [Candidates|To choose from]: {names}.",
    "[Decide|Choose] between {names}. You may ask [first|me first|questions].",
    "You may ask for [findings|signs]. To choose from: {names}.",
    "Candidates: {names}. [What do you ask|What do you want to know] first?",
    "[Question me|Ask away], then decide: {names}.",
    "It is one of {names}. Ask before you [decide|choose].",
    "You may ask me. Which of {names} is it?",
    "Is it one of {names}? Ask away.",
)
NEXT_TEST = (
    "What is the [most useful|best] next test?",
    "Which test should [come|be done] next?",
    "Which [investigation|test|examination] is best done [first|next]?",
    "What is the best next [test|investigation|step]?",
    "Which [examination|test|investigation] would you [order|do] [now|next|first]?",
    "Which test do you [choose|order|want]?",
    "What would you [order|test] [next|now]?",
    "[Choose|Name] the next [test|investigation].",
    "Which of these tests [helps most|is most useful|comes next]?",
    "Which [test|examination] [would settle this best|is needed now]?",
    "Which investigation would you choose next?",
    "[Which of these tests would you order first|Which test would you want now"
    "|What test is it best to do first|Which of these would be the next test to order]?",
)
TREATMENT = (
    "What is the first-line [treatment|therapy|management]?",
    "Which [treatment|therapy] [comes|should come] first?",
    "What is the best [initial|first] [management|treatment|therapy]?",
    "How should this be [treated|managed][ first|]?",
    "Which [management|treatment|therapy] is [right|best]?",
    "[How|With what] would you [treat|begin to treat] this[ patient|]?",
    "Which of these treatments [is right|is first-line|would you give]?",
    "[Choose|Name] the first-line [treatment|therapy|management].",
    "What should be [given|done] to treat this?",
    "Which [therapy|treatment] should be [begun|given|started][ now|]?",
    "Which treatment would you start with?",
    "[Which therapy is best here|With which of these would you begin|Which treatment "
    "should this be given|What would you give first of these]?",
)

MEANING = (
    "What is “{phrase}” called?",
    "Name this [finding|sign]: {phrase}.",
    "“{phrase}” [means|is called]?",
    "Which finding is “{phrase}”?",
    "In one term: {phrase}.",
    "[Put|Say] “{phrase}” in one term.",
    "What is the [right|usual|] term for “{phrase}”?",
    "[What|Which finding] is meant by “{phrase}”?",
    "Somebody says “{phrase}”. What is [that|it] called?",
    "Give the term for “{phrase}”.",
    "Which term is meant by “{phrase}”?",
)
SUPPORT = (
    "What speaks for {name}?",
    "Which [findings|signs] point to {name}?",
    "[Signs|Findings] of {name}?",
    "What [suggests|points to] {name}?",
    "How does {name} show[ itself|]?",
    "What makes you think of {name}?",
    "Which findings [support|suggest|speak for] {name}?",
    "[Name|Give] the findings [of|for] {name}.",
    "Which signs support {name}?",
    "What are the findings of {name}?",
)
OPPOSE = (
    "What [speaks|argues] against {name}?",
    "Which [findings|signs] make {name} unlikely?",
    "Against {name}?",
    "What makes {name} [unlikely|less likely]?",
    "What would make you doubt {name}?",
    "Which findings [speak against|argue against|do not fit] {name}?",
    "[Name|Give] the findings against {name}.",
    "What does not fit {name}?",
    "Which signs argue against {name}?",
    "Which signs make you doubt {name}?",
)
WEIGHT = (
    "Weigh {name} [in|for] a {who}: {signs}.",
    "{signs}, {who}. How far does {name} fit?",
    "[Add up|Weigh|Score] {name}: {who}, {signs}.",
    "How well does {name} fit a {who} with {signs}?",
    "{who}: {signs}. [Score|Weigh|Add up] {name}.",
    "[Take|Suspect] {name}. {who}, {signs}. What is the [total|sum]?",
    "A {who} has {signs}. [Does {name} fit|How far does {name} fit|Weigh {name}]?",
    "{signs}. Weigh {name} in [a|this] {who}.",
    "How far does {name} fit? {who}, {signs}.",
    "Does {name} fit? {who}, {signs}.",
)
WEIGH_EACH = (
    "Weigh {names} [in|for] a {who}: {signs}.",
    "{signs}, {who}. How far does each of {names} fit?",
    "[Add up|Weigh|Score] {names}: {who}, {signs}.",
    "How well do {names} fit a {who} with {signs}?",
    "{who}: {signs}. [Score|Weigh|Add up] each of {names}.",
    "[Take|Suspect] {names}. {who}, {signs}. What is the [total|sum] of each?",
    "A {who} has {signs}. [How far does each of {names} fit|Weigh each of {names}]?",
    "{signs}. Weigh {names} in [a|this] {who}.",
    "How far does each of {names} fit? {who}, {signs}.",
    "Weigh each of {names}. {who}: {signs}.",
)
CHOICES = (
    "[Name|List|Give] the [choices|diagnoses|candidates] in any order.\n\n{lines}",
    "Which [choices|diagnoses|candidates] are there? In any order.\n\n{lines}",
    "[List|Name|Note] what may be [chosen|suspected], in any order.\n\n{lines}",
    "{lines}\n\n[Name|List|Give] all of these in any order.",
    "{lines}\n\nWhich [choices|diagnoses|candidates] are these, in any order?",
    "Who may be suspected here? [All of them|All], in any order.\n\n{lines}",
    "What may be suspected here? [All of them|All], in any order.\n\n{lines}",
    "{lines}\n\nWhat may be [chosen|suspected]? In any order.",
    "Which of these may be chosen? All of them, in any order.\n\n{lines}",
    "{lines}\n\nGive the candidates in any order.",
)
RANK = (
    "[Rank|Order] by [total|sum]: {totals}.",
    "{totals}. [Rank|Order] them, the best first.",
    "Who leads? [Rank|Order] {totals}.",
    "[Put|Bring] in order, the best first: {totals}.",
    "{totals}. Which leads, and what comes [next|then]?",
    "The totals are {totals}. [Rank|Order] them.",
    "Of {totals}, which leads? [Rank|Order] them.",
    "[List|Name|Give] the best first: {totals}.",
    "{totals}. Which leads? Rank them.",
    "Rank them, the best first: {totals}.",
)
APART = (
    "What tells {name} from {other}?",
    "{name} or {other}: what decides?",
    "How do {name} and {other} differ?",
    "What [separates|tells] {name} from {other}?",
    "[Distinguish|Tell] {name} from {other}.",
    "Tell {name} and {other} apart.",
    "[By which findings|How] do you tell {name} from {other}?",
    "What decides between {name} and {other}?",
    "Which findings tell {name} from {other}?",
    "How do you decide between {name} and {other}?",
)
TEST = (
    "What is the first test for {name}?",
    "Which [test|investigation] comes first in {name}?",
    "First test in suspected {name}?",
    "You suspect {name}. Which test [comes first|is first|first]?",
    "How do you [first|] test for {name}?",
    "Which [investigation|test] first for {name}?",
    "What do you order first [for|in] {name}?",
    "[Name|Give] the first test for {name}.",
    "Which test do you order first in {name}?",
    "What do you order first if you suspect {name}?",
)
CONFIRM = (
    "What [confirms|proves] {name}?",
    "How is {name} [confirmed|proved]?",
    "Confirming test for {name}?",
    "Which test [proves|confirms] {name}?",
    "What settles [the diagnosis of|] {name}?",
    "Which test is confirming in {name}?",
    "How do you [prove|confirm] {name}?",
    "[Name|Give] the test that confirms {name}.",
    "Which test settles the diagnosis of {name}?",
    "How do you prove the diagnosis of {name}?",
)
TREAT = (
    "What is the first-line [treatment|therapy] of {name}?",
    "How is {name} [treated|managed][ first|]?",
    "[Treatment|Management|Therapy] of {name}?",
    "What do you give [for|in] {name}?",
    "How do you [treat|manage] {name}?",
    "What is [done|given] first in {name}?",
    "Which [treatment|therapy] [has|needs] {name}?",
    "[Name|Give] the [treatment|management] of {name}.",
    "Which treatment is given first in {name}?",
    "What is the management of {name}?",
)
DANGER = (
    "Red flags of {name}?",
    "What is dangerous in {name}?",
    "Which red flags [has|are there in] {name}?",
    "What must not be overlooked in {name}?",
    "Warning signs [in|of] {name}?",
    "[Name|Give] the [red flags|warning signs] of {name}.",
    "Which signs [of|in] {name} are [dangerous|alarming]?",
    "What is alarming in {name}?",
    "Which warning signs has {name}?",
    "What are the red flags in {name}?",
)
LIKE = (
    "What [looks like|resembles] {name}?",
    "What is {name} mistaken for?",
    "Look-alikes of {name}?",
    "What else could it be if not {name}?",
    "Differential diagnosis of {name}?",
    "Which diagnoses [look like|resemble] {name}?",
    "[Name|Give] look-alikes of {name}.",
    "What could be mistaken for {name}?",
    "Which look-alikes has {name}?",
    "Which diagnoses could be mistaken for {name}?",
)
EXTRACT = (
    "Which findings are told? {story}",
    "{story} [List|Name|Give] the findings.",
    "Sum up: {story}",
    "Findings of this case: {story}",
    "{story} What was [found|told]?",
    "{story} Which [findings|signs] are there?",
    "[List|Note] the findings: {story}",
    "{story} Sum up[ the findings|].",
    "{story} Note the findings.",
    "Which findings are there? {story}",
)
OTHER_NAME = (
    "What is {also} called?",
    "{also}: the usual [term|name]?",
    "By which name does this base know {also}?",
    "Another name for {also}?",
    "{also} is also called?",
    "What is the [usual|medical|other] name of {also}?",
    "[Name|Give] the usual term for {also}.",
    "What do [doctors|others] call {also}?",
    "What is another name for {also}?",
    "Give the medical name of {also}.",
)
