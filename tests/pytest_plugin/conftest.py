"""What runs of pytest inside of a test import when they first need it, imported before them.

pytester forgets what such a run has imported. Imported anew, a class is another one than whoever
has imported it before knows: an exception of the one is not caught as the other, in whatever test
comes later.
"""

from scenario_runner.language.json_schema import check_schema
from scenario_runner.language.jsonpath import PathError, compile_path

compile_path("$.a[?@.b == 1]").find({})
try:
    compile_path("$.a[")
except PathError:
    check_schema({})
