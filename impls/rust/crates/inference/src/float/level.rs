//! Plain code, compiled for each level of vector instructions.
pub use crate::simd::Level;

/// A function in which plain code is compiled for each level: `by_level!(fn name(args) body)`; the compiler vectorises.
macro_rules! by_level {
    ($(#[$doc:meta])* $visibility:vis fn $name:ident($($argument:ident: $type:ty),* $(,)?) $body:block) => {
        $(#[$doc])*
        #[cfg_attr(target_arch = "x86_64", allow(unsafe_code))] // calls that need a processor's feature
        $visibility fn $name(level: $crate::simd::Level, $($argument: $type),*) {
            #[inline(always)]
            fn body($($argument: $type),*) $body
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2,fma")]
                fn avx2($($argument: $type),*) { body($($argument),*) }
                #[target_feature(enable = "avx2,fma,avx512f,avx512vl,avx512dq,avx512bw")]
                fn avx512($($argument: $type),*) { body($($argument),*) }
                match level {
                    // SAFETY: the processor has what the level names, as `is_there` found.
                    $crate::simd::Level::Avx512 => return unsafe { avx512($($argument),*) },
                    // SAFETY: the same.
                    $crate::simd::Level::Avx2 => return unsafe { avx2($($argument),*) },
                    $crate::simd::Level::Scalar => {}
                }
            }
            let _ = level;
            body($($argument),*);
        }
    };
}
pub(super) use by_level;
