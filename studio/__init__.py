"""The ground floor: events, the log, the archive, people, media, transcripts."""
