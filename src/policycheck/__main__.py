"""`python -m policycheck`."""

from policycheck.cli import main

if __name__ == "__main__":
    main()
