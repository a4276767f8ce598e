"""Reading and checking what comes from outside: documents, proposals, packs. Nothing is evaluated here."""
