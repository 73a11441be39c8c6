"""Provers that cheat in one step and then go on honestly, the transcript included."""

from __future__ import annotations

from collections.abc import Sequence

from zkpair_python.stark.composition import composition_at
from zkpair_python.stark.extension import ZERO, Ext, batch_inverse_ext
from zkpair_python.stark.field import GENERATOR, P, batch_inverse, encode_elements, powers, root_of_unity
from zkpair_python.stark.fri import FriProof, FriProver, fold_positions
from zkpair_python.stark.merkle import MerkleTree
from zkpair_python.stark.options import BLOWUP, FOLDING
from zkpair_python.stark.polynomial import evaluate_on_coset, interpolate_on_coset
from zkpair_python.stark.proof import Frame
from zkpair_python.stark.prover import Committed, Prover


class OtherDomain(Prover):
    """Extends the main trace to another coset than the one that the queries mean."""

    def commit_main(self, columns):
        polynomials = [interpolate_on_coset(column, 1) for column in columns]
        extended = [evaluate_on_coset(f, GENERATOR * GENERATOR % P, self.domain_size) for f in polynomials]
        leaves = [self.h(encode_elements(row)) for row in zip(*extended, strict=True)]
        return Committed(polynomials, extended, MerkleTree(self.h, leaves))


class ManyWrong(Prover):
    """Commits to a first column of which every other value is wrong, and goes on with the right ones."""

    def commit_main(self, columns):
        self.honest = super().commit_main(columns)
        wrong = [(value + 1) % P if i % 2 else value for i, value in enumerate(self.honest.columns[0])]
        altered = [wrong, *self.honest.columns[1:]]
        leaves = [self.h(encode_elements(row)) for row in zip(*altered, strict=True)]
        return Committed(self.honest.polynomials, altered, MerkleTree(self.h, leaves))

    def compose(self, main, aux, random, coefficients):
        return super().compose(self.honest, aux, random, coefficients)


class OwnRandomness(Prover):
    """Builds the second trace with random elements of its own choice."""

    def build_aux(self, columns, random):
        return super().build_aux(columns, [Ext(5, 1), Ext(7, 2)])


class LyingFrame(Prover):
    """Claims the value at z of the first composition column that makes the constraints come out right.

    The DEEP quotients of that claim are no polynomials: their values are computed point by point.
    """

    def compose(self, main, aux, random, coefficients):
        self.random, self.coefficients = random, coefficients
        self.frames = 0
        return super().compose(main, aux, random, coefficients)

    def frame(self, polynomials, z):
        honest = super().frame(polynomials, z)
        self.frames += 1
        if self.frames == 1:
            self.trace_frame = honest
            return honest
        w, at_z, at_gz = self.air.main_width, self.trace_frame.at_z, self.trace_frame.at_gz
        target = composition_at(
            self.air, (at_z[:w], at_gz[:w]), (at_z[w:], at_gz[w:]), self.random, self.coefficients, z
        )
        rest = ZERO
        for value in reversed(honest.at_z[1:]):
            rest = (rest + value) * z**self.air.length
        self.constraint_frame = Frame([target - rest, *honest.at_z[1:]], honest.at_gz)
        return self.constraint_frame

    def deep_values(self, polynomials, gammas, z):
        honest = super().deep_values(polynomials, gammas, z)
        claimed = self.constraint_frame.at_z[0]
        column = len(self.trace_frame.at_z)
        true = ZERO
        for coefficient in reversed(polynomials[column]):
            true = true * z + coefficient
        xs = powers(root_of_unity(self.domain_size), self.domain_size, GENERATOR)
        inverses = batch_inverse_ext([x - z for x in xs])
        error = gammas[column] * (true - claimed)
        return [value + error * inverse for value, inverse in zip(honest, inverses, strict=True)]


class WrongFold(FriProver):
    """Folds with a challenge of its own in the first layer."""

    def fold(self, rows, alpha):
        return super().fold(rows, alpha + 1 if len(self.layers) == 1 else alpha)


class FreshWord(FriProver):
    """Goes on from the first layer with another word of low degree: zero everywhere."""

    def fold(self, rows, alpha):
        return [ZERO] * len(rows)


class LateRemainder(FriProver):
    """Commits to some remainder, waits for the queries, and sends one that goes through all folded values there."""

    def remainder_of(self, values):
        self.last = list(values)
        return [ZERO] * (len(values) // BLOWUP)

    def open(self, positions):
        honest = super().open(positions)
        for layer in self.layers:
            positions = fold_positions(positions, len(layer.rows) * FOLDING)
        omega = root_of_unity(len(self.last))
        xs = [GENERATOR * pow(omega, position, P) % P for position in positions]
        size = len(self.last) // BLOWUP
        if len(xs) > size:
            raise ValueError(f"{len(xs)} values do not fit a polynomial with {size} coefficients")
        coefficients = interpolate(xs, [self.last[position] for position in positions])
        return FriProof(honest.layers, [*[ZERO] * (size - len(coefficients)), *coefficients[::-1]])


def interpolate(xs: Sequence[int], ys: Sequence[Ext]) -> list[Ext]:
    """The coefficients of the polynomial of degree below len(xs) through the points, lowest first (Newton's form)."""
    divided = list(ys)
    for k in range(1, len(xs)):
        inverses = batch_inverse([(xs[i] - xs[i - k]) % P for i in range(k, len(xs))])
        divided[k:] = [(divided[i] - divided[i - 1]) * inverses[i - k] for i in range(k, len(xs))]
    coefficients = [ZERO] * len(xs)
    for x, value in zip(reversed(xs), reversed(divided), strict=True):
        shifted = [ZERO, *coefficients[:-1]]
        coefficients = [s - c * x for s, c in zip(shifted, coefficients, strict=True)]
        coefficients[0] = coefficients[0] + value
    return coefficients


class Forger(LyingFrame):
    """Everything that winterfell 0.13.1 does not notice: `LyingFrame` with `LateRemainder`."""

    def fri(self):
        return LateRemainder(self.h, self.coin)


def with_fri(fri: type[FriProver]) -> type[Prover]:
    class Cheat(Prover):
        def fri(self):
            return fri(self.h, self.coin)

    return Cheat


class NoWork(Prover):
    """Sends the first nonce without the work."""

    def nonce(self):
        nonce = 1
        while self.coin.work(nonce) >= self.options.grinding_bits > 0:
            nonce += 1
        return nonce


class DropsAQuery(Prover):
    """Answers all queries but the highest, consistently in every part."""

    def nonce(self):
        honest = self.coin.draw_positions
        self.coin.draw_positions = lambda *arguments: sorted(set(honest(*arguments)))[:-1]
        return super().nonce()
