"""Entry of the command line: `gendan …` and `python -m gendan …`."""

from gendan.config.cli import main

if __name__ == "__main__":
    main()
