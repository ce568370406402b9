"""`python -m moneyloop`: the same as the command `moneyloop`."""

from moneyloop.cli import main

if __name__ == "__main__":
    main(prog_name="moneyloop")
