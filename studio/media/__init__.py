"""Sound and pictures: a recording's sound, and speech that becomes captions."""
