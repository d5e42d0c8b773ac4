"""What holds for every test."""

from hypothesis import settings

# A busy machine makes one example slow now and then; how long a test may take is not what properties are about.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
