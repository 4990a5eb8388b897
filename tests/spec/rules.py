"""Which behaviours of docs/spec were reached: every rule of the oracle says so with covers("CAM-034")."""

reached: set[str] = set()
covers = reached.add
