"""One thread each, said before any library starts its pool."""

from __future__ import annotations

import os

for variable in ("RAYON_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "ZKPAIR_THREADS"):
    os.environ[variable] = "1"
