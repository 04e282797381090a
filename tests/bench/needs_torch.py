"""Import this before torch: without PyTorch it ends the program with one line, not a traceback."""
import importlib.util
import sys

if importlib.util.find_spec("torch") is None:
    sys.exit(f"{sys.argv[0]}: {sys.executable} has no PyTorch: install it with `scripts/bootstrap "
             "--peer` and use /usr/bin/python3, or use a Python that has it")
