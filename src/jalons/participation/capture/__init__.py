"""What the room reads from files: exports of other platforms and of surveys."""
