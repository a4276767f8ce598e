"""For those who write proposals: what to state next, a file to begin from, and answers written into it."""
