"""Objects people create, change, delete and restore: one writer, one log, one trash, one undo."""
