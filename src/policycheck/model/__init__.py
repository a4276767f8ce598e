"""The nouns: frozen data. No reading, no deciding, no printing."""
