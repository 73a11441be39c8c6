//! Plain loops, compiled once for each level of instructions.

/// `fn name(level, arguments)` that runs `body(arguments)` compiled for that level: `body`, and what it calls, must be
/// `#[inline(always)]`, since only what is inlined is compiled with the level's instructions.
macro_rules! by_level {
    ($(#[$doc:meta])* $visibility:vis fn $name:ident($($argument:ident: $type:ty),* $(,)?) = $body:path;) => {
        $(#[$doc])*
        #[cfg_attr(target_arch = "x86_64", allow(unsafe_code))] // calls of functions that need a processor's feature
        $visibility fn $name(level: $crate::integer::Level, $($argument: $type),*) {
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
            fn avx512($($argument: $type),*) {
                $body($($argument),*);
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2")]
            fn avx2($($argument: $type),*) {
                $body($($argument),*);
            }
            match level {
                #[cfg(target_arch = "x86_64")]
                // SAFETY: the processor has it, as is asked right here (a cached answer).
                $crate::integer::Level::Avx512Vnni if level.is_there() => unsafe { avx512($($argument),*) },
                #[cfg(target_arch = "x86_64")]
                // SAFETY: the same.
                $crate::integer::Level::Avx2 if level.is_there() => unsafe { avx2($($argument),*) },
                _ => $body($($argument),*),
            }
        }
    };
}

pub(super) use by_level;
