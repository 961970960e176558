"""The voice: what speaks, what plays, and how loud. Loaded once the first frame is seen."""
