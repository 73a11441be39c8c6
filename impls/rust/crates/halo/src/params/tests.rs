use super::*;
use std::{sync::atomic::AtomicU32, thread};

/// A directory of its own, gone when dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("zkpair-params-{}-{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        Self(env::temp_dir().join(name))
    }

    fn file(&self, k: u32) -> PathBuf {
        self.0.join(format!("params-v{VERSION}-k{k:02}.bin"))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn bytes_of(params: &Params<EqAffine>) -> Vec<u8> {
    let mut bytes = Vec::new();
    params.write(&mut bytes).unwrap_or_default();
    bytes
}

#[test]
fn what_is_read_is_what_was_made() {
    let scratch = Scratch::new();
    for k in [4, 6] {
        let made = cached(&scratch.0, k).map(|params| bytes_of(&params));
        assert_eq!(made.as_deref().map(<[u8]>::len), Ok(file_bytes(k)));
        assert_eq!(cached(&scratch.0, k).map(|params| bytes_of(&params)), made);
        assert_eq!(fs::read(scratch.file(k)).ok(), made.ok());
    }
}

#[test]
fn damaged_files_are_made_again() {
    let scratch = Scratch::new();
    let right = cached(&scratch.0, 4).map(|params| bytes_of(&params)).unwrap_or_default();
    let damages: [fn(&mut Vec<u8>); 6] = [
        |bytes| bytes.clear(),
        |bytes| bytes.truncate(bytes.len() - 1),
        |bytes| bytes.push(0),
        |bytes| bytes[3] = 0xff,
        |bytes| bytes[100] ^= 1,
        |bytes| bytes.swap(4, 4 + 32 * 5),
    ];
    for damage in damages {
        let mut wrong = right.clone();
        damage(&mut wrong);
        assert_ne!(wrong, right);
        assert!(fs::write(scratch.file(4), wrong).is_ok());
        assert_eq!(cached(&scratch.0, 4).map(|params| bytes_of(&params)), Ok(right.clone()));
        assert_eq!(fs::read(scratch.file(4)).ok(), Some(right.clone()));
    }
}

#[test]
fn many_at_once_agree_and_leave_one_file() {
    let scratch = Scratch::new();
    let made: Vec<Vec<u8>> = thread::scope(|scope| {
        let workers: Vec<_> = (0..8).map(|_| scope.spawn(|| cached(&scratch.0, 5).map(|p| bytes_of(&p)))).collect();
        workers.into_iter().filter_map(|worker| worker.join().ok()?.ok()).collect()
    });
    assert_eq!(made.len(), 8);
    assert!(made.iter().all(|bytes| *bytes == made[0]));
    assert_eq!(fs::read_dir(&scratch.0).map(Iterator::count).ok(), Some(1));
}

#[test]
fn refusals_have_names() {
    let scratch = Scratch::new();
    for k in [0, 3, 15, 31, 64, u32::MAX] {
        assert!(matches!(cached(&scratch.0, k), Err(Error::Size { .. })), "{k}");
    }
    assert!(fs::create_dir_all(scratch.file(4)).is_ok()); // a directory where the file should be
    assert!(matches!(cached(&scratch.0, 4), Err(Error::Cache { .. })));
}

#[test]
#[ignore = "a second for 2^10, ten for 2^14"]
fn digests_of_all_sizes() {
    for k in MIN_K..=MAX_K {
        assert_eq!(pinned::digest(k), Some(digest(&bytes_of(&Params::new(k)))), "{k}");
    }
}
