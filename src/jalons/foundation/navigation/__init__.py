"""The five words of the navigation, their hubs, and the current page."""
