"""What is wanted from which host, and when: rows, due slots and the rules for what follows an answer (pure)."""
