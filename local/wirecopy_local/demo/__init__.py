"""The sample sites: ten small places under ``.example``, written for the project in the manner of real ones.

Each lies under ``sites/`` in a folder named after its host: ``site.toml`` says what is where, templates give it its
look, a text file is an article. ``sources.opml`` lists what Wirecopy watches of them.
"""

from wirecopy_local.demo.server import DemoSites, Sites
from wirecopy_local.demo.sites import Resource

__all__ = ["DemoSites", "Resource", "Sites"]
