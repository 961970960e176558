"""Ticket layout, ESC/POS bytes, device links and the print journal."""
