"""What every page of the demo knows: that it is the demo."""

from django.http import HttpRequest


def in_demo(request: HttpRequest) -> dict[str, bool]:
    """Let the shell of every page say so, with the way back to /demo/."""
    return {"in_demo": True}
