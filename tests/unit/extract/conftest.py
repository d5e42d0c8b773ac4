"""The profile for fuzzing: as many examples as take about a minute."""

from hypothesis import settings

settings.register_profile("fuzz", deadline=None, max_examples=30_000)
