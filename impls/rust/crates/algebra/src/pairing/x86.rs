//! `products::sum_of_products` in x86-64 assembly: mulx, and two carry chains at once (adcx, adox).
//!
//! The compiler knows a single carry flag and spills the words of t; here all of them stay in registers. On an AMD
//! EPYC (Zen 4) an inner product of 1, 2, 4, 6 terms takes 15, 22, 35, 54 ns, the portable form 24, 38, 59, 85 ns; an
//! addition 2.0 ns instead of 4.7.
#![allow(unsafe_code)] // inline assembly that pays: see above. The module's tests compare it with the portable form.
use std::{
    arch::{asm, is_x86_feature_detected, naked_asm},
    sync::atomic::{AtomicU8, Ordering},
};

use super::fp::{Fp, P, RECIPROCAL};
use super::products::MINUS_INVERSE;
use crate::Limbs;

/// p and −1/p mod 2^64, as the assembly reads them.
static CONSTANTS: [u64; 5] = [P[0], P[1], P[2], P[3], MINUS_INVERSE];

/// t + word·b; on the way out CF still has to be added to t's fifth word `e`, and OF to the sixth. r15 is 0.
macro_rules! row {
    ($term:literal, $word:literal, $a:literal, $b:literal, $c:literal, $d:literal, $e:literal) => {
        concat!(
            concat!("mov r14, [rdi + ", $term, "]\n", "mov rdx, [r14 + ", $word, "]\n"),
            concat!("mov r14, [rsi + ", $term, "]\n", "xor r15d, r15d\n"), // clears CF and OF
            concat!("mulx r13, r12, [r14]\n", "adcx ", $a, ", r12\n", "adox ", $b, ", r13\n"),
            concat!("mulx r13, r12, [r14 + 8]\n", "adcx ", $b, ", r12\n", "adox ", $c, ", r13\n"),
            concat!("mulx r13, r12, [r14 + 16]\n", "adcx ", $c, ", r12\n", "adox ", $d, ", r13\n"),
            concat!("mulx r13, r12, [r14 + 24]\n", "adcx ", $d, ", r12\n", "adox ", $e, ", r13\n"),
        )
    };
}

/// t + (−t/p mod 2^64)·p: word `a` becomes zero, and is free afterwards.
macro_rules! reduce {
    ($a:literal, $b:literal, $c:literal, $d:literal, $e:literal) => {
        concat!(
            concat!("mov rdx, ", $a, "\n", "imul rdx, [rip + {p} + 32]\n", "xor r15d, r15d\n"),
            concat!("mulx r13, r12, [rip + {p}]\n", "adcx r12, ", $a, "\n", "adox ", $b, ", r13\n"),
            concat!("mulx r13, r12, [rip + {p} + 8]\n", "adcx ", $b, ", r12\n", "adox ", $c, ", r13\n"),
            concat!("mulx r13, r12, [rip + {p} + 16]\n", "adcx ", $c, ", r12\n", "adox ", $d, ", r13\n"),
            concat!("mulx r13, r12, [rip + {p} + 24]\n", "adcx ", $d, ", r12\n", "adox ", $e, ", r13\n"),
        )
    };
}

/// The carries of up to four terms: t stays within five words, so OF is 0.
macro_rules! carry_within {
    ($e:literal) => {
        concat!("adc ", $e, ", 0\n")
    };
}

/// The carries of more terms: into the sixth word.
macro_rules! carry_beyond {
    ($e:literal, $f:literal) => {
        concat!("adcx ", $e, ", r15\n", "adox ", $f, ", r15\n", "adcx ", $f, ", r15\n")
    };
}

/// Subtracts p if that leaves t ≥ 0; `free` is overwritten.
macro_rules! below_p {
    ($a:literal, $b:literal, $c:literal, $d:literal, $free:literal) => {
        concat!(
            concat!("mov r12, ", $a, "\n", "sub r12, [rip + {p}]\n"),
            concat!("mov r13, ", $b, "\n", "sbb r13, [rip + {p} + 8]\n"),
            concat!("mov rdx, ", $c, "\n", "sbb rdx, [rip + {p} + 16]\n"),
            concat!("mov ", $free, ", ", $d, "\n", "sbb ", $free, ", [rip + {p} + 24]\n"),
            concat!("cmovnc ", $a, ", r12\n", "cmovnc ", $b, ", r13\n"),
            concat!("cmovnc ", $c, ", rdx\n", "cmovnc ", $d, ", ", $free, "\n"),
        )
    };
}

/// A routine for N ≤ 4 terms, given by the places of their addresses. Five words go round: each reduction frees one.
///
/// Its convention is its own: rdi and rsi, which stay, point to the lists of the operands' addresses; the sum is in
/// rax, r8, r9, r10; rcx, rdx, r11 to r15 and the flags are lost. So the sum stays in registers, and operands stay
/// where they are: stored word by word and loaded as vectors, as the compiler copies structures, they would wait for
/// the stores each time.
macro_rules! up_to_four {
    ($name:ident, $($term:literal)*) => {
        #[unsafe(naked)]
        extern "C" fn $name() {
            naked_asm!(concat!(
                "xor r8d, r8d\nxor r9d, r9d\nxor r10d, r10d\nxor r11d, r11d\nxor eax, eax\n",
                $(row!($term, "0", "r8", "r9", "r10", "r11", "rax"), carry_within!("rax"),)*
                reduce!("r8", "r9", "r10", "r11", "rax"), carry_within!("rax"), "xor r8d, r8d\n",
                $(row!($term, "8", "r9", "r10", "r11", "rax", "r8"), carry_within!("r8"),)*
                reduce!("r9", "r10", "r11", "rax", "r8"), carry_within!("r8"), "xor r9d, r9d\n",
                $(row!($term, "16", "r10", "r11", "rax", "r8", "r9"), carry_within!("r9"),)*
                reduce!("r10", "r11", "rax", "r8", "r9"), carry_within!("r9"), "xor r10d, r10d\n",
                $(row!($term, "24", "r11", "rax", "r8", "r9", "r10"), carry_within!("r10"),)*
                reduce!("r11", "rax", "r8", "r9", "r10"), carry_within!("r10"),
                below_p!("rax", "r8", "r9", "r10", "r11"), "ret"),
                p = sym CONSTANTS)
        }
    };
}

up_to_four!(one, "0");
up_to_four!(two, "0" "8");
up_to_four!(three, "0" "8" "16");
up_to_four!(four, "0" "8" "16" "24");

/// One word of six terms, `$word` the word's distance in bytes: six words go round.
macro_rules! six_terms {
    ($word:literal, $a:literal, $b:literal, $c:literal, $d:literal, $e:literal, $f:literal) => {
        concat!(
            concat!(row!("0", $word, $a, $b, $c, $d, $e), carry_beyond!($e, $f)),
            concat!(row!("8", $word, $a, $b, $c, $d, $e), carry_beyond!($e, $f)),
            concat!(row!("16", $word, $a, $b, $c, $d, $e), carry_beyond!($e, $f)),
            concat!(row!("24", $word, $a, $b, $c, $d, $e), carry_beyond!($e, $f)),
            concat!(row!("32", $word, $a, $b, $c, $d, $e), carry_beyond!($e, $f)),
            concat!(row!("40", $word, $a, $b, $c, $d, $e), carry_beyond!($e, $f)),
            concat!(reduce!($a, $b, $c, $d, $e), carry_beyond!($e, $f)),
        )
    };
}

/// The same for six terms.
#[unsafe(naked)]
extern "C" fn six() {
    naked_asm!(concat!(
        "xor r9d, r9d\nxor r10d, r10d\nxor r11d, r11d\nxor ecx, ecx\nxor eax, eax\nxor r8d, r8d\n",
        six_terms!("0", "r9", "r10", "r11", "rcx", "rax", "r8"), "xor r9d, r9d\n",
        six_terms!("8", "r10", "r11", "rcx", "rax", "r8", "r9"), "xor r10d, r10d\n",
        six_terms!("16", "r11", "rcx", "rax", "r8", "r9", "r10"), "xor r11d, r11d\n",
        six_terms!("24", "rcx", "rax", "r8", "r9", "r10", "r11"),
        below_p!("rax", "r8", "r9", "r10", "rcx"), below_p!("rax", "r8", "r9", "r10", "rcx"), "ret"),
        p = sym CONSTANTS)
}

/// Calls a routine.
macro_rules! call {
    ($routine:ident, $x:ident, $y:ident) => {{
        let (r0, r1, r2, r3);
        asm!(
            "call {routine}", routine = sym $routine, in("rdi") $x, in("rsi") $y,
            out("rax") r0, out("r8") r1, out("r9") r2, out("r10") r3,
            out("rcx") _, out("rdx") _, out("r11") _, out("r12") _, out("r13") _, out("r14") _, out("r15") _,
            options(pure, readonly)
        );
        Some(Fp([r0, r1, r2, r3]))
    }};
}

/// Has this machine the instructions? 0: not asked yet, 1: yes, 2: no.
static AVAILABLE: AtomicU8 = AtomicU8::new(0);

#[cold]
fn detect() -> bool {
    let found = is_x86_feature_detected!("bmi2") && is_x86_feature_detected!("adx");
    AVAILABLE.store(if found { 1 } else { 2 }, Ordering::Relaxed);
    found
}

/// The answer, at the cost of one comparison.
#[inline(always)]
fn available() -> bool {
    match AVAILABLE.load(Ordering::Relaxed) {
        1 => true,
        0 => detect(),
        _ => false,
    }
}

/// Σ aⱼ·bⱼ, or `None` where this machine or this many terms have no assembly.
#[inline(always)]
pub(super) fn sum_of_products<const N: usize>(a: &[&Fp; N], b: &[&Fp; N]) -> Option<Fp> {
    if !available() {
        return None;
    }
    let (x, y) = (a.as_ptr(), b.as_ptr());
    // SAFETY: the instructions are there; each routine reads N addresses at either place, and 32 bytes at each of them.
    unsafe {
        match N {
            1 => call!(one, x, y),
            2 => call!(two, x, y),
            3 => call!(three, x, y),
            4 => call!(four, x, y),
            6 => call!(six, x, y),
            _ => None,
        }
    }
}

/// q·p mod 2^256 for q = 0…9.
#[allow(clippy::indexing_slicing)] // the compiler evaluates it: an index out of bounds would not build
static MULTIPLES: [Limbs; 10] = {
    let (mut multiples, mut q) = ([[0; 4]; 10], 1);
    while q < 10 {
        let (mut place, mut carry) = (0, 0_u128);
        while place < 4 {
            let sum = multiples[q - 1][place] as u128 + P[place] as u128 + carry;
            (multiples[q][place], carry) = (sum as u64, sum >> 64);
            place += 1;
        }
        q += 1;
    }
    multiples
};

/// 9a + b mod p, as `Fp::nine_times_plus` explains; `None` where the instructions are missing.
#[inline(always)]
pub(super) fn nine_times_plus(a: &Fp, b: &Fp) -> Option<Fp> {
    if !available() {
        return None;
    }
    let (r0, r1, r2, r3);
    // SAFETY: reads 32 bytes at a and at b, CONSTANTS and MULTIPLES (the quotient is at most 9), writes registers only.
    unsafe {
        asm!(
            "mov edx, 9",
            "mulx {r1}, {r0}, [{a}]", "mulx {r2}, {d0}, [{a} + 8]",
            "mulx {r3}, {d1}, [{a} + 16]", "mulx {d3}, {d2}, [{a} + 24]",
            "add {r1}, {d0}", "adc {r2}, {d1}", "adc {r3}, {d2}", "adc {d3}, 0",
            "add {r0}, [{b}]", "adc {r1}, [{b} + 8]", "adc {r2}, [{b} + 16]", "adc {r3}, [{b} + 24]", "adc {d3}, 0",
            "shl {d3}, 24", "mov {d2}, {r3}", "shr {d2}, 40", "or {d3}, {d2}",
            "imul {d3}, {d3}, {reciprocal}", "shr {d3}, 40", "shl {d3}, 5",
            "lea {d2}, [rip + {multiples}]", "add {d2}, {d3}",
            "sub {r0}, [{d2}]", "sbb {r1}, [{d2} + 8]", "sbb {r2}, [{d2} + 16]", "sbb {r3}, [{d2} + 24]",
            "mov {d0}, {r0}", "mov {d1}, {r1}", "mov {d2}, {r2}", "mov {d3}, {r3}",
            "sub {d0}, [rip + {p}]", "sbb {d1}, [rip + {p} + 8]",
            "sbb {d2}, [rip + {p} + 16]", "sbb {d3}, [rip + {p} + 24]",
            "cmovnc {r0}, {d0}", "cmovnc {r1}, {d1}", "cmovnc {r2}, {d2}", "cmovnc {r3}, {d3}",
            a = in(reg) a, b = in(reg) b, p = sym CONSTANTS, multiples = sym MULTIPLES, reciprocal = const RECIPROCAL,
            r0 = out(reg) r0, r1 = out(reg) r1, r2 = out(reg) r2, r3 = out(reg) r3, out("rdx") _,
            d0 = out(reg) _, d1 = out(reg) _, d2 = out(reg) _, d3 = out(reg) _,
            options(pure, readonly, nostack)
        );
    }
    Some(Fp([r0, r1, r2, r3]))
}

/// a + b mod p.
#[inline(always)]
pub(super) fn add(a: &Fp, b: &Fp) -> Fp {
    let (r0, r1, r2, r3);
    // SAFETY: reads 32 bytes at a and at b and CONSTANTS, writes registers only.
    unsafe {
        asm!(
            "mov {r0}, [{a}]", "mov {r1}, [{a} + 8]", "mov {r2}, [{a} + 16]", "mov {r3}, [{a} + 24]",
            "add {r0}, [{b}]", "adc {r1}, [{b} + 8]", "adc {r2}, [{b} + 16]", "adc {r3}, [{b} + 24]",
            "mov {d0}, {r0}", "mov {d1}, {r1}", "mov {d2}, {r2}", "mov {d3}, {r3}",
            "sub {d0}, [rip + {p}]", "sbb {d1}, [rip + {p} + 8]",
            "sbb {d2}, [rip + {p} + 16]", "sbb {d3}, [rip + {p} + 24]",
            "cmovnc {r0}, {d0}", "cmovnc {r1}, {d1}", "cmovnc {r2}, {d2}", "cmovnc {r3}, {d3}",
            a = in(reg) a, b = in(reg) b, p = sym CONSTANTS,
            r0 = out(reg) r0, r1 = out(reg) r1, r2 = out(reg) r2, r3 = out(reg) r3,
            d0 = out(reg) _, d1 = out(reg) _, d2 = out(reg) _, d3 = out(reg) _,
            options(pure, readonly, nostack)
        );
    }
    Fp([r0, r1, r2, r3])
}

/// a − b mod p.
#[inline(always)]
pub(super) fn sub(a: &Fp, b: &Fp) -> Fp {
    let (r0, r1, r2, r3);
    // SAFETY: reads 32 bytes at a and at b and CONSTANTS, writes registers only.
    unsafe {
        asm!(
            "mov {r0}, [{a}]", "mov {r1}, [{a} + 8]", "mov {r2}, [{a} + 16]", "mov {r3}, [{a} + 24]",
            "sub {r0}, [{b}]", "sbb {r1}, [{b} + 8]", "sbb {r2}, [{b} + 16]", "sbb {r3}, [{b} + 24]",
            "sbb {d0}, {d0}", "mov {d1}, {d0}", "mov {d2}, {d0}", "mov {d3}, {d0}", // all ones where a < b
            "and {d0}, [rip + {p}]", "and {d1}, [rip + {p} + 8]",
            "and {d2}, [rip + {p} + 16]", "and {d3}, [rip + {p} + 24]",
            "add {r0}, {d0}", "adc {r1}, {d1}", "adc {r2}, {d2}", "adc {r3}, {d3}",
            a = in(reg) a, b = in(reg) b, p = sym CONSTANTS,
            r0 = out(reg) r0, r1 = out(reg) r1, r2 = out(reg) r2, r3 = out(reg) r3,
            d0 = out(reg) _, d1 = out(reg) _, d2 = out(reg) _, d3 = out(reg) _,
            options(pure, readonly, nostack)
        );
    }
    Fp([r0, r1, r2, r3])
}
