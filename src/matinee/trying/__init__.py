"""`matinee try FILE`: somebody's own log, in minutes, with what they would gain."""
