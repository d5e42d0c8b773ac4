"""The one hierarchy of errors that Wirecopy raises on purpose; anything else is a bug and keeps its traceback."""


class WirecopyError(Exception):
    """Whatever Wirecopy raises knowingly."""


class UserError(WirecopyError):
    """The user's mistake. Its text is one line that says what is wrong and what to do."""


class DamagedError(WirecopyError):
    """Something stored cannot be read back. Its text names the place and what was expected there."""


class MissingError(DamagedError):
    """Something stored is not there: it was thrown away, or never was."""


class FetchError(WirecopyError):
    """A request that ended without a usable answer. Its text is the reason, in one line."""


class UnreadableError(WirecopyError):
    """A stranger's bytes that are not what they should be (a feed that is HTML, a page that is a PDF)."""


class ConflictError(WirecopyError):
    """What was read has changed before it was written. Reading again and deciding again is right."""
