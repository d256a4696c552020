"""`python -m assistant` is `aide-memoire`."""

from .cli import main

main()
