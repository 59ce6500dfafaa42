"""The page to print for the safe."""
