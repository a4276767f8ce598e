"""The workshop of those who write packs: rule tests as data, what they reach, and how they come out."""
