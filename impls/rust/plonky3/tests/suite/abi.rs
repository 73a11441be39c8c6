//! The C ABI from outside: what is refused, what crosses the border, what does not.
#![allow(unsafe_code, reason = "the tests call the C ABI")]

use zkpair_plonky3::abi::{
    Failure, MESSAGE_BYTES, NO_PLACE, OK, Owned, RawCell, cell, guarded, zkpair_p3_check, zkpair_p3_describe,
    zkpair_p3_free, zkpair_p3_verify,
};
use zkpair_plonky3::error::Error;

fn failure() -> Failure {
    Failure { place: 0, length: 0, message: [0; MESSAGE_BYTES] }
}

fn text(failure: &Failure) -> &str {
    std::str::from_utf8(&failure.message[..failure.length as usize]).unwrap()
}

#[test]
fn a_panic_becomes_a_status_and_a_message() {
    let (mut why, mut out) = (failure(), 7_u8);
    // SAFETY: both pointers are to live values.
    let status = unsafe { guarded(&mut why, &mut out, || panic!("so it went: {}", 3)) };
    assert_eq!((status, out, why.place), (7, 7, NO_PLACE));
    assert_eq!(text(&why), "a panic inside plonky3: so it went: 3");
}

#[test]
fn a_long_message_is_cut_at_a_character() {
    let mut why = failure();
    let long = "ä".repeat(MESSAGE_BYTES);
    // SAFETY: the pointer is to a live value, and there is no output.
    unsafe { guarded::<()>(&mut why, std::ptr::null_mut(), || Err(Error::UnsupportedCell(long))) };
    assert_eq!(why.length as usize, MESSAGE_BYTES);
    assert!(text(&why).chars().all(|character| character == 'ä'));
}

#[test]
fn null_with_length_zero_is_an_empty_buffer() {
    let raw = RawCell { air: 0, field: 0, hash: 0, setting: 0, n: 64 };
    let (mut why, none) = (failure(), std::ptr::null());
    // SAFETY: null with length 0 is allowed; the other pointers are to live values.
    let status = unsafe { zkpair_p3_check(&raw, none, 0, none, 0, &mut why) };
    assert_eq!((status, text(&why)), (2, "public has 0 bytes, 24 are needed"));
    let mut verdict = 9;
    // SAFETY: as above.
    let status = unsafe { zkpair_p3_verify(&raw, none, 0, none, 0, &mut verdict, &mut why) };
    assert_eq!((status, verdict), (OK, 0));
}

#[test]
fn unknown_numbers_are_refused() {
    let good = RawCell { air: 0, field: 0, hash: 0, setting: 0, n: 64 };
    let bad = [
        RawCell { air: 4, ..good },
        RawCell { field: 2, ..good },
        RawCell { hash: 3, ..good },
        RawCell { setting: 2, ..good },
        RawCell { n: 63, ..good },
        RawCell { n: 0, ..good },
        RawCell { n: 1 << 19, ..good },
        RawCell { hash: 2, ..good },
        RawCell { field: 1, air: 1, hash: 1, ..good },
        RawCell { field: 1, air: 3, hash: 1, ..good },
    ];
    assert!(cell(&good).is_ok());
    for raw in bad {
        assert!(cell(&raw).is_err(), "{raw:?}");
    }
}

#[test]
fn what_is_owned_is_given_back() {
    let mut out = Owned { data: std::ptr::null_mut(), length: 0 };
    let mut why = failure();
    // SAFETY: both pointers are to live values.
    assert_eq!(unsafe { zkpair_p3_describe(&mut out, &mut why) }, OK);
    // SAFETY: just returned, not yet freed.
    let text = unsafe { std::slice::from_raw_parts(out.data, out.length) };
    assert!(text.starts_with(b"level="));
    // SAFETY: not used again.
    unsafe { zkpair_p3_free(out.data, out.length) };
}
