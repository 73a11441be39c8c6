//! winterfell's transcript, with a proof of work whose answer does not depend on the threads.
//!
//! With the feature `concurrent` winterfell asks many nonces at once and takes any that satisfies. [`Grinding`] looks for
//! the smallest nonce from 1 up by itself, in blocks that the asking threads take one after the other, and says yes to that one alone.
use std::sync::atomic::{
    AtomicU64,
    Ordering::{Acquire, Relaxed, Release},
};

use rayon::prelude::*;
use winter_crypto::{DefaultRandomCoin, ElementHasher, Hasher, RandomCoin, RandomCoinError};
use winter_math::FieldElement;

use crate::BaseElement;

/// Nonces that a thread tries before it looks at what the others found.
const BLOCK: u64 = 64;

/// Where a prover's seed has the bits of work: winterfell's context begins with trace (2 elements), modulus (2), number of
/// constraints, field and FRI options.
const BITS_IN_SEED: usize = 6;

/// A prover's coin; the same transcript as [`DefaultRandomCoin`].
pub struct Grinding<H: ElementHasher> {
    coin: DefaultRandomCoin<H>,
    /// Zeros that the proof of work asks for.
    bits: u32,
    /// The next block that nobody has taken.
    next: AtomicU64,
    /// Blocks that are done. Blocks are taken in order, so when as many are done as begin below `smallest`, none can lower it.
    done: AtomicU64,
    /// The smallest nonce found so far.
    smallest: AtomicU64,
}

impl<H: ElementHasher<BaseField = BaseElement> + Sync> Grinding<H> {
    fn over(coin: DefaultRandomCoin<H>, bits: u32) -> Self {
        Self { coin, bits, next: AtomicU64::new(0), done: AtomicU64::new(0), smallest: AtomicU64::new(u64::MAX) }
    }

    fn restart(&mut self) {
        *self.next.get_mut() = 0;
        *self.done.get_mut() = 0;
        *self.smallest.get_mut() = u64::MAX;
    }

    /// The smallest nonce from 1 up whose hash ends in `bits` zeros. Every thread that asks helps; no thread waits for a lock,
    /// only for hashes that another is computing.
    fn smallest(&self) -> u64 {
        loop {
            let block = self.next.load(Relaxed);
            let first = 1 + block * BLOCK;
            if first > self.smallest.load(Acquire) {
                break;
            }
            if self.next.compare_exchange(block, block + 1, Relaxed, Relaxed).is_err() {
                continue;
            }
            let found = (first..first + BLOCK).find(|&nonce| self.coin.check_leading_zeros(nonce) >= self.bits);
            if let Some(nonce) = found {
                self.smallest.fetch_min(nonce, Release);
            }
            self.done.fetch_add(1, Release);
        }
        // Blocks are taken in order and `next` is past the smallest: wait for those that others have taken.
        while self.done.load(Acquire) < self.next.load(Relaxed) {
            std::hint::spin_loop();
        }
        self.smallest.load(Acquire)
    }
}

impl<H: ElementHasher<BaseField = BaseElement> + Send + Sync> Grinding<H>
where
    H::Digest: Send + Sync,
{
    /// The nonce of the proof of work, looked for by all threads of the pool.
    pub(crate) fn proof_of_work(&self) -> u64 {
        if self.bits == 0 {
            return 1;
        }
        (0..rayon::current_num_threads()).into_par_iter().for_each(|_| {
            self.smallest();
        });
        self.smallest()
    }
}

impl<H: ElementHasher<BaseField = BaseElement> + Sync> RandomCoin for Grinding<H> {
    type BaseField = BaseElement;
    type Hasher = H;

    fn new(seed: &[BaseElement]) -> Self {
        let bits = seed.get(BITS_IN_SEED).map_or(0, |bits| bits.as_int() as u32);
        Self::over(DefaultRandomCoin::new(seed), bits)
    }

    fn reseed(&mut self, data: <H as Hasher>::Digest) {
        self.restart();
        self.coin.reseed(data);
    }

    fn check_leading_zeros(&self, value: u64) -> u32 {
        if self.bits == 0 {
            return if value == 1 { u32::MAX } else { 0 };
        }
        if value == self.smallest() { u32::MAX } else { 0 }
    }

    fn draw<E: FieldElement<BaseField = BaseElement>>(&mut self) -> Result<E, RandomCoinError> {
        self.coin.draw()
    }

    fn draw_integers(&mut self, count: usize, domain_size: usize, nonce: u64) -> Result<Vec<usize>, RandomCoinError> {
        self.restart();
        self.coin.draw_integers(count, domain_size, nonce)
    }
}
