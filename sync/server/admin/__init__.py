"""The administration: who may do what, and the pages on which it is done."""
