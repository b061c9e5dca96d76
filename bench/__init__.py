"""What the program can do: each figure beside a limit measured in the same run."""
