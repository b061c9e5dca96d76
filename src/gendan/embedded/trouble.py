"""What can go wrong with the database, said so that a person can act on it."""


class Trouble(Exception):
    """The database cannot be used: one sentence saying what is wrong, one saying what to do."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}")
        self.problem = problem
        self.remedy = remedy
