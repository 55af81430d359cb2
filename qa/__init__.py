"""Questions: their life, their wordings, their votes, and the desk that decides them."""
