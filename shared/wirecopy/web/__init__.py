"""One polite, guarded GET for everything that Wirecopy reads from the web."""
