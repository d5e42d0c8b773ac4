"""What each function does, with its stores and edges handed in: the one call that an ``app.py`` makes."""
