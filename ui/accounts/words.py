"""Every word that the account pages say; `say` puts them into the language of whoever asks."""

from __future__ import annotations

from ui.language import phrase, say

NAME = phrase("Name")
PASSWORD = phrase("Password")
CURRENT_PASSWORD = phrase("Current password")
NEW_PASSWORD = phrase("New password")
AGAIN = phrase("The same again")
SIGN_IN = phrase("Sign in")
SIGN_OUT = phrase("Sign out")
CHANGE_PASSWORD = phrase("Change password")
ADMINISTRATION = phrase("Administration")
TO_THE_PAGE = phrase("Back to Deliberate")
ACCOUNT = phrase("Account")
REFUSED = phrase("Not possible")
ONE_MOMENT = phrase("One moment")
GO_ON = phrase("Go on to Deliberate")

WELCOME = phrase("Welcome")
WELCOME_TEXT = phrase(
    "This is the first start. Choose the name and the password with which you will administer "
    "Deliberate; you can add other people afterwards."
)
MAKE_ADMIN = phrase("Become the administrator")
OPEN_THE_LINK = phrase(
    "Nobody has an account here yet; open the one-time link that the terminal shows to become "
    "the administrator"
)
LINK_WRONG = phrase(
    "This one-time link is not right; open the whole link that the terminal shows since the last "
    "start"
)
LINK_USED = phrase(
    "The one-time link was used already; sign in, or ask the administrator for an account"
)

SIGN_IN_FIRST = phrase("sign in first, at /login")
WRONG_LOGIN = phrase("The name or the password is wrong")
WRONG_PASSWORD = phrase("The current password is wrong")
NOT_THE_SAME = phrase("The two new passwords are not the same; type both again")
PASSWORD_CHANGED = phrase(
    "Your password is changed; wherever else you were signed in, sign in again"
)
ADMIN_ONLY = phrase("only an administrator may do this")
OTHER_SITE = phrase("requests from other sites are refused")
STARTING = phrase("Deliberate is starting; try again in a moment")
FORM_TOO_LARGE = phrase("the form is too large")
NOT_SERVED = phrase("this is not served here")
NOT_YOUR_PAGE = phrase("this page was opened by somebody else; load it again")
NO_LENGTH = phrase("send this with its length (Content-Length), and not in chunks")
NOT_UPLOADED = phrase("the file is not there any more, or is not yours; attach it again")
BODY_WRONG = phrase("the request is no JSON")
FORM_WRONG = phrase("the form cannot be read")


def try_again(seconds: float) -> str:
    """What a person reads who tried too often; whole minutes, rounded up."""
    minutes = max(1, -int(-seconds // 60))
    return say("Too many wrong attempts; try again in {minutes} min", minutes=minutes)


def too_large(most: int) -> str:
    """What a request reads that is larger than `most` bytes."""
    return say("too large; allowed: at most {most:,} bytes", most=most)


def at_least(label: str, characters: int) -> str:
    """A new password's label."""
    return say("{label} (at least {least} characters)", label=label, least=characters)
