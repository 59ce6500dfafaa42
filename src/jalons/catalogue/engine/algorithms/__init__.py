"""What the law asks of a processing, what its outputs lack, and by when people are answered."""
