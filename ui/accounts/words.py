"""Every word that the account pages say, in one place so that it can be translated."""

from __future__ import annotations

NAME = "Name"
PASSWORD = "Password"
CURRENT_PASSWORD = "Current password"
NEW_PASSWORD = "New password"
AGAIN = "The same again"
SIGN_IN = "Sign in"
SIGN_OUT = "Sign out"
CHANGE_PASSWORD = "Change password"
ADMINISTRATION = "Administration"
TO_THE_PAGE = "Back to Deliberate"
ACCOUNT = "Account"
REFUSED = "Not possible"
ONE_MOMENT = "One moment"
GO_ON = "Go on to Deliberate"

WELCOME = "Welcome"
WELCOME_TEXT = (
    "This is the first start. Choose the name and the password with which you will administer "
    "Deliberate; you can add other people afterwards."
)
MAKE_ADMIN = "Become the administrator"
OPEN_THE_LINK = (
    "Nobody has an account here yet; open the one-time link that the terminal shows to become "
    "the administrator"
)
LINK_WRONG = (
    "This one-time link is not right; open the whole link that the terminal shows since the last "
    "start"
)
LINK_USED = "The one-time link was used already; sign in, or ask the administrator for an account"

SIGN_IN_FIRST = "sign in first, at /login"
WRONG_LOGIN = "The name or the password is wrong"
WRONG_PASSWORD = "The current password is wrong"
NOT_THE_SAME = "The two new passwords are not the same; type both again"
PASSWORD_CHANGED = "Your password is changed; wherever else you were signed in, sign in again"
ADMIN_ONLY = "only an administrator may do this"
OTHER_SITE = "requests from other sites are refused"
STARTING = "Deliberate is starting; try again in a moment"
FORM_TOO_LARGE = "the form is too large"
NOT_SERVED = "this is not served here"
NOT_YOUR_PAGE = "this page was opened by somebody else; load it again"
NO_LENGTH = "send this with its length (Content-Length), and not in chunks"
NOT_UPLOADED = "this names a file that was not uploaded; upload it first"
BODY_WRONG = "the request is no JSON"
FORM_WRONG = "the form cannot be read"


def try_again(seconds: float) -> str:
    """What a person reads who tried too often; whole minutes, rounded up."""
    return f"Too many wrong attempts; try again in {max(1, -int(-seconds // 60))} min"


def too_large(most: int) -> str:
    """What a request reads that is larger than `most` bytes."""
    return f"too large; allowed: at most {most:,} bytes"


def at_least(label: str, characters: int) -> str:
    """A new password's label."""
    return f"{label} (at least {characters} characters)"
