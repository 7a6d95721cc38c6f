"""Values and pure functions on numpy arrays. Imports nothing else of nurie but `errors`."""
