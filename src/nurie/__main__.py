"""`python -m nurie`."""

from nurie.cli.main import main

if __name__ == "__main__":
    main()
