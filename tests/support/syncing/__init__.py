"""Many phones sending surveys over a network that cuts, and the count of them."""
