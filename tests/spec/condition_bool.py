"""True and false (CAM-066)."""


def read(text: str) -> bool | None:
    lower = text.lower() if text.isascii() else ""
    return {"true": True, "false": False}.get(lower)


COMPARE = {"bool_equal": lambda found, wanted: found == wanted}
