"""Charts, radars, calendars and curves, drawn as SVG on the server."""
