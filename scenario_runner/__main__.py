"""`python -m scenario_runner`."""

from scenario_runner.cli import main

if __name__ == "__main__":
    main()
