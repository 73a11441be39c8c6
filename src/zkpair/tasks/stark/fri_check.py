"""FRI's query phase, as winter-fri has it: are the opened values foldings of each other, down to the remainder?

A layer is a function on D = 7·⟨ω_N⟩ (every layer has the offset 7: the variable is rescaled). Row p of a layer holds
the values at x·ι^k, k = 0 … 3, with x = 7·ω_N^p, p < N/4, and ι = ω_N^(N/4), the points whose fourth power is x^4:
    f'(x^4) = Σ_j c_j·α^j,   c_j = 1/4 · Σ_k v_k·(x·ι^k)^(−j)          (the cubic through the four points, at α)
"""

from __future__ import annotations

from collections.abc import Sequence

from zkpair.tasks.arithmetic.field import EncodingError
from zkpair.tasks.arithmetic.goldilocks_extension import Element, P, add, encode, horner, scale
from zkpair.tasks.arithmetic.small_field import GOLDILOCKS
from zkpair.tasks.stark.coin import Coin
from zkpair.tasks.stark.domain import OFFSET, root
from zkpair.tasks.stark.hashing import Hash
from zkpair.tasks.stark.merkle import opened_root
from zkpair.tasks.stark.setting import Setting
from zkpair.tasks.stark.winter_proof import FriPart


def challenges(coin: Coin, roots: Sequence[bytes]) -> list[Element]:
    """α of each layer; the coin has absorbed all commitments afterwards, the remainder's too."""
    alphas = []
    for commitment in roots[:-1]:
        coin.reseed(commitment)
        alphas += coin.draw(1)
    coin.reseed(roots[-1])
    return alphas


def fri_fault(
    part: FriPart,
    roots: Sequence[bytes],
    alphas: Sequence[Element],
    positions: Sequence[int],
    values: Sequence[Element],
    domain: int,
    setting: Setting,
    hash_: Hash,
) -> str | None:
    """What is wrong, or None: `values` are those of the function at the positions of a domain of that size."""
    expected = dict(zip(positions, values, strict=True))
    for i, opening in enumerate(part.layers):
        quarter = domain // setting.folding
        rows_at = list(dict.fromkeys(position % quarter for position in expected))
        try:
            if opened_root(opening, rows_at, hash_) != roots[i]:
                return f"FRI layer {i}: the opened rows are not those that were committed to"
        except EncodingError as error:
            return f"FRI layer {i}: {error}"
        rows = {p: _elements(row) for p, row in zip(rows_at, opening.rows, strict=True)}
        if any(rows[position % quarter][position // quarter] != value for position, value in expected.items()):
            return f"FRI layer {i}: a value is not what the layer before folds to"
        omega = root(domain)
        expected = {p: folded(row, OFFSET * pow(omega, p, P) % P, alphas[i]) for p, row in rows.items()}
        domain = quarter
    if hash_.one(encode(part.remainder)) != roots[-1]:
        return "the remainder is not the one that was committed to"
    omega = root(domain)
    for position, value in expected.items():
        if horner(part.remainder, (OFFSET * pow(omega, position, P) % P, 0)) != value:
            return "the last layer does not fold to the remainder"
    return None


def folded(row: Sequence[Element], x: int, alpha: Element) -> Element:
    """The cubic through (x·ι^k, row_k), at α."""
    iota_inverse, x_inverse, quarter = pow(root(4), -1, P), pow(x, -1, P), pow(4, -1, P)
    coefficients = []
    for j in range(4):
        total = (0, 0)
        for k, value in enumerate(row):
            total = add(total, scale(value, pow(iota_inverse, j * k, P)))
        coefficients.append(scale(total, quarter * pow(x_inverse, j, P) % P))
    return horner(reversed(coefficients), alpha)


def _elements(row: bytes) -> list[Element]:
    words = GOLDILOCKS.split(row)
    return list(zip(words[::2], words[1::2], strict=True))
