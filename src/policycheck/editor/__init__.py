"""What an editor shows of a text that is being written: pure functions, and a thin server that speaks its protocol."""
