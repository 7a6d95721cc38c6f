"""How a bundle is judged: suites, metrics, fillers beside it, a table and contact sheets. Never torch at import."""
