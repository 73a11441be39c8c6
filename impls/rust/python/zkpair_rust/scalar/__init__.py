"""Operations without vectors: the ratio of an implementation to the one here is what SIMD brings it.

The level is read once in a process, when the kernels are first asked for it: it is set here, before the modules of this
package import them. A worker serves one implementation, so nothing else runs in its process.
"""

import os

os.environ["ZKPAIR_SIMD"] = "scalar"
