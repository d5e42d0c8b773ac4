def feed(story):
    return f"feeds/{story}"
