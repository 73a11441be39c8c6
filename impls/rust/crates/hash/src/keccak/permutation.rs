//! Keccak-f\[1600\] (FIPS 202, section 3), generic over how many states go side by side.

/// One 64-bit lane of one or more states. Every operation works in each state for itself.
pub(super) trait Lane: Copy {
    /// The same word for all states.
    fn splat(word: u64) -> Self;
    /// x ⊕ y.
    fn xor(self, other: Self) -> Self;
    /// x ⊕ (¬y ∧ z).
    fn chi(self, y: Self, z: Self) -> Self;
    /// Rotated to the left by 0 < `bits` < 64.
    fn rotate(self, bits: u32) -> Self;

    /// x ⊕ y ⊕ z.
    #[inline(always)]
    fn xor3(self, y: Self, z: Self) -> Self {
        self.xor(y).xor(z)
    }
}

/// The constants RC of ι (section 3.2.5).
const ROUND_CONSTANTS: [u64; 24] = [
    0x0000_0000_0000_0001,
    0x0000_0000_0000_8082,
    0x8000_0000_0000_808a,
    0x8000_0000_8000_8000,
    0x0000_0000_0000_808b,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8009,
    0x0000_0000_0000_008a,
    0x0000_0000_0000_0088,
    0x0000_0000_8000_8009,
    0x0000_0000_8000_000a,
    0x0000_0000_8000_808b,
    0x8000_0000_0000_008b,
    0x8000_0000_0000_8089,
    0x8000_0000_0000_8003,
    0x8000_0000_0000_8002,
    0x8000_0000_0000_0080,
    0x0000_0000_0000_800a,
    0x8000_0000_8000_000a,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8080,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8008,
];

/// χ of a row.
#[inline(always)]
fn chi<L: Lane>([a, e, i, o, u]: [L; 5]) -> [L; 5] {
    [a.chi(e, i), e.chi(i, o), i.chi(o, u), o.chi(u, a), u.chi(a, e)]
}

/// ι ∘ χ ∘ π ∘ ρ ∘ θ. Lanes are named as the Keccak team does: rows b, g, k, m, s, columns a, e, i, o, u.
#[rustfmt::skip]
#[inline(always)]
fn round<L: Lane>(state: [L; 25], constant: u64) -> [L; 25] {
    let [ba, be, bi, bo, bu, ga, ge, gi, go, gu, ka, ke, ki, ko, ku, ma, me, mi, mo, mu, sa, se, si, so, su] = state;
    // θ: each column's parity goes to its neighbours.
    let a = ba.xor3(ga, ka).xor3(ma, sa);
    let e = be.xor3(ge, ke).xor3(me, se);
    let i = bi.xor3(gi, ki).xor3(mi, si);
    let o = bo.xor3(go, ko).xor3(mo, so);
    let u = bu.xor3(gu, ku).xor3(mu, su);
    let (a, e, i, o, u) = (u.xor(e.rotate(1)), a.xor(i.rotate(1)), e.xor(o.rotate(1)), i.xor(u.rotate(1)), o.xor(a.rotate(1)));
    // ρ turns each lane, π says where it goes; χ follows row by row, so that few lanes are alive at a time.
    let [ba, ge, ki, mo, su] =
        chi([ba.xor(a), ge.xor(e).rotate(44), ki.xor(i).rotate(43), mo.xor(o).rotate(21), su.xor(u).rotate(14)]);
    let [bo, gu, ka, me, si] =
        chi([bo.xor(o).rotate(28), gu.xor(u).rotate(20), ka.xor(a).rotate(3), me.xor(e).rotate(45), si.xor(i).rotate(61)]);
    let [be, gi, ko, mu, sa] =
        chi([be.xor(e).rotate(1), gi.xor(i).rotate(6), ko.xor(o).rotate(25), mu.xor(u).rotate(8), sa.xor(a).rotate(18)]);
    let [bu, ga, ke, mi, so] =
        chi([bu.xor(u).rotate(27), ga.xor(a).rotate(36), ke.xor(e).rotate(10), mi.xor(i).rotate(15), so.xor(o).rotate(56)]);
    let [bi, go, ku, ma, se] =
        chi([bi.xor(i).rotate(62), go.xor(o).rotate(55), ku.xor(u).rotate(39), ma.xor(a).rotate(41), se.xor(e).rotate(2)]);
    let ba = ba.xor(L::splat(constant));
    [ba, ge, ki, mo, su, bo, gu, ka, me, si, be, gi, ko, mu, sa, bu, ga, ke, mi, so, bi, go, ku, ma, se]
}

/// Keccak-f\[1600\].
#[inline(always)]
pub(super) fn permute<L: Lane>(mut state: [L; 25]) -> [L; 25] {
    let [first, middle @ .., last] = &ROUND_CONSTANTS;
    // The first round is apart because most of a short message's state is zero there, the last because only a digest is
    // kept of it: the compiler leaves out what follows from that.
    state = round(state, *first);
    for constant in middle {
        state = round(state, *constant);
    }
    round(state, *last)
}
