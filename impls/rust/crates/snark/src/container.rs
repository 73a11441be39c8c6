//! The container that circom's and snarkjs's files share: magic (4 bytes), u32 version, u32 number of sections, then each
//! section as u32 id, u64 length, data. All integers little-endian; nothing follows the last section.

use crate::bytes::Reader;
use crate::error::{Error, Place};

/// What distinguishes one format from another.
pub(crate) struct Format {
    pub(crate) magic: &'static str,
    pub(crate) version: u32,
    /// Id and name of each section that has to be there, exactly once.
    pub(crate) sections: &'static [(u32, &'static str)],
    /// What to do about a section that is not among them.
    pub(crate) advice: &'static str,
}

/// The sections of a file, each a slice of its bytes.
pub(crate) struct Sections<'a> {
    file: &'a str,
    found: Vec<(u32, &'static str, &'a [u8])>,
}

impl<'a> Sections<'a> {
    /// A reader over one of the format's sections.
    pub(crate) fn reader(&self, id: u32) -> Result<Reader<'a>, Error> {
        let found = self.found.iter().find(|(found, _, _)| *found == id);
        let (_, name, bytes) = found
            .ok_or_else(|| Error::SectionMissing { place: Place::section(self.file, id, "not of this format") })?;
        Ok(Reader::new(bytes, Place::section(self.file, id, name)))
    }
}

/// Splits a file into its sections; `file` is the name that errors show.
pub(crate) fn parse<'a>(format: &Format, bytes: &'a [u8], file: &'a str) -> Result<Sections<'a>, Error> {
    let mut reader = Reader::new(bytes, Place::file(file));
    let magic = *reader.array::<4>()?;
    if magic != *format.magic.as_bytes() {
        return Err(Error::Magic { place: Place::file(file), expected: format.magic, found: magic });
    }
    let version = reader.u32()?;
    if version != format.version {
        return Err(Error::Version { place: Place::file(file), expected: format.version, found: version });
    }
    let count = reader.u32()?;
    let mut found: Vec<(u32, &'static str, &'a [u8])> = Vec::with_capacity(format.sections.len());
    for _ in 0..count {
        let id = reader.u32()?;
        let length = reader.u64()?;
        let Some((_, name)) = format.sections.iter().find(|(known, _)| *known == id) else {
            return Err(Error::SectionUnknown { place: Place::file(file), id, advice: format.advice });
        };
        if found.iter().any(|(seen, _, _)| *seen == id) {
            return Err(Error::SectionTwice { place: Place::section(file, id, name) });
        }
        if length > reader.remaining() {
            let available = reader.remaining();
            return Err(Error::Truncated { place: Place::section(file, id, name), needed: length, available });
        }
        found.push((id, name, reader.take(length)?));
    }
    reader.finish()?;
    for (id, name) in format.sections {
        if !found.iter().any(|(seen, _, _)| seen == id) {
            return Err(Error::SectionMissing { place: Place::section(file, *id, name) });
        }
    }
    Ok(Sections { file, found })
}

/// Writes the sections in the order given.
pub(crate) fn write(format: &Format, sections: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let length = 12 + sections.iter().map(|(_, data)| 12 + data.len()).sum::<usize>();
    let mut out = Vec::with_capacity(length);
    out.extend_from_slice(format.magic.as_bytes());
    out.extend_from_slice(&format.version.to_le_bytes());
    out.extend_from_slice(&(sections.len() as u32).to_le_bytes());
    for (id, data) in sections {
        out.extend_from_slice(&id.to_le_bytes());
        out.extend_from_slice(&(data.len() as u64).to_le_bytes());
        out.extend_from_slice(data);
    }
    out
}
