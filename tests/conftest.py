"""What holds for every test, and ``turns``, importable for those that play workers against each other."""

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

# A busy machine makes one example slow now and then; how long a test may take is not what properties are about.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
