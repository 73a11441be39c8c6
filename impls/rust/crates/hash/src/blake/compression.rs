//! BLAKE3's compression function (specification of 2021, section 2.2), generic over how many go side by side.

/// One 32-bit word of one or more states. Every operation works in each state for itself.
pub(super) trait Word: Copy {
    /// The same word for all states.
    fn splat(word: u32) -> Self;
    /// x + y mod 2^32.
    fn add(self, other: Self) -> Self;
    /// x ⊕ y.
    fn xor(self, other: Self) -> Self;
    /// Rotated to the right by 0 < `bits` < 32.
    fn rotate(self, bits: u32) -> Self;
}

/// The initial chaining value.
pub(super) const IV: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// The quarter-round.
#[inline(always)]
fn g<W: Word>([a, b, c, d]: [W; 4], x: W, y: W) -> [W; 4] {
    let a = a.add(b).add(x);
    let d = d.xor(a).rotate(16);
    let c = c.add(d);
    let b = b.xor(c).rotate(12);
    let a = a.add(b).add(y);
    let d = d.xor(a).rotate(8);
    let c = c.add(d);
    [a, b.xor(c).rotate(7), c, d]
}

/// A round: the columns, then the diagonals.
#[rustfmt::skip]
#[inline(always)]
fn round<W: Word>(v: [W; 16], m: [W; 16]) -> [W; 16] {
    let [a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3] = v;
    let [a0, b0, c0, d0] = g([a0, b0, c0, d0], m[0], m[1]);
    let [a1, b1, c1, d1] = g([a1, b1, c1, d1], m[2], m[3]);
    let [a2, b2, c2, d2] = g([a2, b2, c2, d2], m[4], m[5]);
    let [a3, b3, c3, d3] = g([a3, b3, c3, d3], m[6], m[7]);
    let [a0, b1, c2, d3] = g([a0, b1, c2, d3], m[8], m[9]);
    let [a1, b2, c3, d0] = g([a1, b2, c3, d0], m[10], m[11]);
    let [a2, b3, c0, d1] = g([a2, b3, c0, d1], m[12], m[13]);
    let [a3, b0, c1, d2] = g([a3, b0, c1, d2], m[14], m[15]);
    [a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3]
}

/// The message words of the next round.
#[inline(always)]
fn permute<W: Word>(m: [W; 16]) -> [W; 16] {
    [m[2], m[6], m[3], m[10], m[7], m[0], m[4], m[13], m[1], m[11], m[12], m[5], m[9], m[14], m[15], m[8]]
}

/// The chaining value after a block of `bytes` bytes with these flags, in the first chunk.
#[inline(always)]
pub(super) fn compress<W: Word>(chaining: [W; 8], mut m: [W; 16], bytes: u32, flags: u32) -> [W; 8] {
    let [a0, a1, a2, a3, b0, b1, b2, b3] = chaining;
    let [i0, i1, i2, i3, ..] = IV.map(W::splat);
    let last = [W::splat(0), W::splat(0), W::splat(bytes), W::splat(flags)];
    let mut v = [a0, a1, a2, a3, b0, b1, b2, b3, i0, i1, i2, i3, last[0], last[1], last[2], last[3]];
    v = round(v, m);
    for _ in 1..7 {
        m = permute(m);
        v = round(v, m);
    }
    let [a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3] = v;
    [a0.xor(c0), a1.xor(c1), a2.xor(c2), a3.xor(c3), b0.xor(d0), b1.xor(d1), b2.xor(d2), b3.xor(d3)]
}
