"""The documentation of a pack, made from the pack itself: pages of Markdown, one for each recommendation and more."""
