"""Sources that send or are polled: settings, tokens, activity."""
