"""The minutes of a briefing in the formats that others open, each from one value, `studio.minutes.Minutes`.

The same minutes give the same bytes, so that what was downloaded today can be compared with what is kept in a year.
"""
