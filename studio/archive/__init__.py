"""The only SQL: tables, the writer that follows the log, the queries."""
