"""What mediation, training and equipment come to, without small counts."""
