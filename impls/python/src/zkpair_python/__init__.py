"""The Python side of zkpair: readable reference implementations (`python`) and tuned ones (`python-tuned`).

Each module `zkpair_python.<family>.<operation>` holds the algorithm as the literature states it and, at its bottom, the
adapter class `Python` with the members that the contract asks for; `<operation>_tuned` holds `PythonTuned`.
"""

__version__ = "0.1.0"
