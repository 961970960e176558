"""The entrance: from the first touch to the number, and to the paper."""
