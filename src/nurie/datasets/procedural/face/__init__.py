"""Faces: outline, eyes, brows, nose, mouth, ears, moods."""
