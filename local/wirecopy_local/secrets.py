"""Secrets on this machine: environment variables, by ``env:NAME``."""

from collections.abc import Mapping

from wirecopy.web.credentials import CredentialError


class EnvironmentSecrets:
    """Secrets as an environment holds them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def value(self, reference: str) -> str:
        """What a reference leads to. Raises :class:`CredentialError`, naming it, where that is nothing."""
        service, _, name = reference.partition(":")
        if service != "env":
            raise CredentialError(f"{reference} is read in AWS only; on this machine give env:NAME")
        if name not in self._environ:
            raise CredentialError(f"{reference}: there is no such environment variable")
        return self._environ[name]
