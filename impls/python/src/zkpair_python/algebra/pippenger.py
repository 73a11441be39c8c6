"""Multi-scalar multiplication Σ k_i·P_i: Pippenger's buckets with signed windows, GLV, and batched affine additions.

Each k = k₁ + k₂λ turns a 254-bit term into two of 126 bits (on BN254). With windows of c bits,
k_i = Σ_w d_{i,w}·2^(cw) and digits −2^(c−1) ≤ d < 2^(c−1), the points of equal |d| of a window go into one bucket, and

    Σ_i k_i·P_i = Σ_w 2^(cw) Σ_d d·B_{w,d},     B_{w,d} = Σ ±P_i over the points with digit ±d in window w

(Bernstein, Doumen, Lange, Oosterwijk, "Faster batch forgery identification", section 4.) All additions of a level of
the bucket trees, over all windows, share one inversion; so do the running sums of all windows.
"""

from collections.abc import Sequence

from zkpair_python.algebra.group import Group, Point, sum_each
from zkpair_python.algebra.number import ZERO, mpz
from zkpair_python.algebra.packing import unpack


def window_bits(num_terms: int, subscalar_bits: int) -> int:
    """The window length c with the least work for so many half-length terms.

    Handling its lists makes a bucket cost about one addition more than those that are counted.
    """
    return min(
        range(2, 17),
        key=lambda c: additions(num_terms, c, subscalar_bits) + num_windows(c, subscalar_bits) * (1 << (c - 1)),
    )


def num_windows(c: int, subscalar_bits: int) -> int:
    """Windows of c bits that hold signed numbers of b bits: |k| < 2^b < 2^(c·windows)/3."""
    return -(-(subscalar_bits + 2) // c)


def additions(num_terms: int, c: int, subscalar_bits: int) -> int:
    """Point additions: terms into 2^(c−1) buckets, two for each bucket in the running sums, c doublings a window."""
    buckets = 1 << (c - 1)
    return num_windows(c, subscalar_bits) * (max(num_terms - buckets, 0) + 2 * buckets + c + 1)


def digits(k: mpz, c: int, windows: int) -> list[mpz]:
    """Base-2^c digits of a number ≥ 0, lowest first, padded with zeros."""
    unpacked = unpack(k, c)
    return unpacked + [ZERO] * (windows - len(unpacked))


def msm(group: Group[Point], points: Sequence[Point | None], scalars: Sequence[int]) -> Point | None:
    """Σ scalars[i]·points[i]; scalars are any integers (taken mod r), points have order r, None is infinity."""
    if len(points) != len(scalars):
        raise ValueError(f"msm: {len(points)} points but {len(scalars)} scalars")
    terms, subscalars = _half_length_terms(group, points, scalars)
    if not terms:
        return None
    subscalar_bits = group.glv.subscalar_bits
    c = window_bits(len(terms), subscalar_bits)
    windows = num_windows(c, subscalar_bits)
    half = 1 << (c - 1)
    bias = sum(half << (c * w) for w in range(windows))  # makes the signed digits d into d + 2^(c−1) ≥ 0

    rows = [digits(k + bias, c, windows) for k in subscalars]
    negatives = [group.negate(term) for term in terms]
    buckets: list[Point | None] = []  # bucket d of window w at w·half + d − 1, for d = 1 … half
    for w in range(windows):
        members: list[list[int]] = [[] for _ in range(2 * half)]
        for i, row in enumerate(rows):
            members[row[w]].append(i)
        contents: list[list[Point | None]] = []
        for d in range(1, half + 1):
            content: list[Point | None] = [terms[i] for i in members[half + d]] if d < half else []
            content += [negatives[i] for i in members[half - d]]
            contents.append(content)
        sums: list[Point | None] = sum_each(group, contents)
        buckets += sums

    window_sums: list[Point | None] = _weighted_sums(group, buckets, windows, half)
    total: list[Point | None] = [None]
    for window_sum in reversed(window_sums):
        for _ in range(c):
            total = group.double_each(total)
        total = group.add_pairs(total, [window_sum])
    return total[0]


def _half_length_terms(
    group: Group[Point], points: Sequence[Point | None], scalars: Sequence[int]
) -> tuple[list[Point], list[mpz]]:
    """Points and half-length scalars of the same sum: k·P = k₁·P + k₂·φ(P). Terms that are zero are left out."""
    terms: list[Point] = []
    subscalars: list[mpz] = []
    split, order = group.glv.split, group.glv.order
    for point, scalar in zip(points, scalars, strict=True):
        if point is None:
            continue
        k1, k2 = split(mpz(scalar) % order)
        if k1:
            terms.append(point)
            subscalars.append(k1)
        if k2:
            terms.append(group.endomorphism(point))
            subscalars.append(k2)
    return terms, subscalars


def _weighted_sums(group: Group[Point], buckets: list[Point | None], windows: int, half: int) -> list[Point | None]:
    """Σ_d d·B_{w,d} for each window w, by the running sums B_half, B_half + B_(half−1), …, all windows in lockstep."""
    running: list[Point | None] = buckets[half - 1 :: half]
    totals: list[Point | None] = [None] * windows
    for d in range(half - 1, 0, -1):
        # total += running and running += next bucket both need only the old running sum: one shared inversion.
        added = group.add_pairs(totals + running, running + buckets[d - 1 :: half])
        totals, running = added[:windows], added[windows:]
    return group.add_pairs(totals, running)
