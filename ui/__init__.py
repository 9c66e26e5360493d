"""The page: chat, compare, and what they share. It talks to a model only through `reasoning`."""
