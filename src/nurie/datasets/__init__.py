"""From a corpus manifest to training samples. numpy and OpenCV only, no torch."""
