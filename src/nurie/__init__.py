"""nurie colours and shades line art."""
__version__ = "0.1.0"
