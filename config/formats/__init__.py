"""How dates are written: one way on pages, in letters and in mails."""
