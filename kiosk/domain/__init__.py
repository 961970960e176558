"""Pure rules shared by kiosk and server: motifs, numbers, calendars. Standard library only."""
