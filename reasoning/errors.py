"""The project's own exceptions. Only these cross a package boundary.

    DeliberateError
    ├── SettingsError      a setting is unknown or invalid
    ├── ProblemError       a problem record does not fit
    ├── BudgetError        a budget is impossible, or this engine cannot honour it
    ├── GradingError       an answer is outside what the grammar takes
    ├── StoreError         the store cannot be opened or written
    ├── EvidenceError      a document cannot be taken, or the evidence store cannot be used
    └── EngineError        the engine cannot do what was asked
        └── EngineUnavailable   it cannot be reached (worth trying again later)

Every message is one line: what was wrong, what is allowed, what to do.
"""


class DeliberateError(Exception):
    """Base of every error that a user may see; `str(error)` is one line for them."""


class SettingsError(DeliberateError):
    """A setting is unknown or invalid; the line names it and where it came from."""


class ProblemError(DeliberateError):
    """A problem record does not fit the schema; the line names the field."""


class BudgetError(DeliberateError):
    """A budget is impossible, or the engine cannot honour a part of it."""


class GradingError(DeliberateError):
    """An answer is outside the grammar or its limits."""


class StoreError(DeliberateError):
    """The store cannot be opened, migrated or written."""


class EvidenceError(DeliberateError):
    """A document cannot be taken as evidence, or the evidence store cannot be used."""


class EngineError(DeliberateError):
    """The engine cannot do what was asked."""


class EngineUnavailable(EngineError):
    """The engine cannot be reached or broke off."""
