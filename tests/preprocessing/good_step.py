"""The source of a step that keeps the contract."""

GOOD = '''
def flip_ink(
    image: GrayImage,
    *,
    amount: Annotated[int, Range(0, 9)] = 3,
    share: Annotated[float, Range(0, 1)] = 0.5,
    how: Literal["level", "upright"] = "level",
    twice: bool = False,
) -> GrayImage:
    """Flip the ink."""
    return image[:, ::-1].copy() if how == "level" else image[::-1].copy()
'''
