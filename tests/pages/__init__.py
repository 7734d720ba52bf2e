"""Stories in a true browser: the product is started as a user starts it, and only its pages are touched."""
