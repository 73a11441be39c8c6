//! Where a value lies, and in which order.

/// Slots of a value: in C order, as [H, W, C], or both. One of them is there.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    /// In C order.
    pub plain: Option<usize>,
    /// With channels last.
    pub last: Option<usize>,
    /// Channels and area of the image that `last` holds, even where the value is a flattened image.
    pub image: [usize; 2],
}

impl Place {
    pub fn plain(slot: usize) -> Self {
        Self { plain: Some(slot), ..Self::default() }
    }

    /// An image with channels last; with one channel or one position both orders are the same.
    pub fn image(slot: usize, channels: usize, area: usize) -> Self {
        let same = channels == 1 || area == 1;
        Self { plain: same.then_some(slot), last: Some(slot), image: [channels, area] }
    }

    /// The one of a value that lies in no other order than channels last.
    pub fn only_last(self) -> Option<usize> {
        if self.plain.is_none() { self.last } else { None }
    }
}
