//! One bit a person: the form every mask takes.

use arrow_buffer::{Buffer, ScalarBuffer};

/// A mask over the people of a segment. Bits past the last person are zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bits {
    words: ScalarBuffer<u64>,
    len: usize,
}

/// How many words hold this many bits.
pub fn words_for(len: usize) -> usize {
    len.div_ceil(64)
}

impl Bits {
    /// Nobody.
    pub fn none(len: usize) -> Bits {
        Bits { words: vec![0; words_for(len)].into(), len }
    }

    /// Everybody.
    pub fn all(len: usize) -> Bits {
        Bits::from_words(vec![u64::MAX; words_for(len)], len)
    }

    /// From words, the lowest bit first; too few words mean nobody past them, bits past `len` are cleared.
    pub fn from_words(mut words: Vec<u64>, len: usize) -> Bits {
        words.resize(words_for(len), 0);
        if let (rest @ 1.., Some(last)) = (len % 64, words.last_mut()) {
            *last &= (1_u64 << rest) - 1;
        }
        Bits { words: words.into(), len }
    }

    /// From 64-bit words that lie in memory already (a mapped or read file), of which the first `len` bits count. Copies where the last
    /// word has bits past them, or the buffer does not begin at a word.
    pub fn from_buffer(buffer: &Buffer, len: usize) -> Bits {
        let bytes = buffer.as_slice();
        let needed = words_for(len) * 8;
        let clean = len.is_multiple_of(64) && bytes.len() >= needed && bytes.as_ptr().align_offset(8) == 0;
        if clean {
            return Bits { words: ScalarBuffer::new(buffer.clone(), 0, words_for(len)), len };
        }
        let word = |chunk: &[u8]| {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            u64::from_le_bytes(word)
        };
        Bits::from_words(bytes.chunks(8).take(words_for(len)).map(word).collect(), len)
    }

    /// How many people.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are no people at all.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The words, lowest bit first.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// The bit of a person; false past the last.
    pub fn get(&self, place: usize) -> bool {
        place < self.len && self.words.get(place / 64).is_some_and(|word| word >> (place % 64) & 1 == 1)
    }

    /// How many bits are set.
    pub fn count(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// The places of the set bits, ascending.
    pub fn ones(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                (left != 0).then(|| {
                    let bit = left.trailing_zeros() as usize;
                    left &= left - 1;
                    at * 64 + bit
                })
            })
        })
    }

    /// Word by word with another of the same length.
    #[must_use]
    pub fn with(&self, other: &Bits, join: impl Fn(u64, u64) -> u64) -> Bits {
        Bits::from_words(self.words.iter().zip(other.words.iter()).map(|(a, b)| join(*a, *b)).collect(), self.len)
    }

    /// In both.
    #[must_use]
    pub fn and(&self, other: &Bits) -> Bits {
        self.with(other, |a, b| a & b)
    }

    /// In either.
    #[must_use]
    pub fn or(&self, other: &Bits) -> Bits {
        self.with(other, |a, b| a | b)
    }

    /// In this one and not in the other.
    #[must_use]
    pub fn without(&self, other: &Bits) -> Bits {
        self.with(other, |a, b| a & !b)
    }

    /// Those not in it.
    #[must_use]
    pub fn inverted(&self) -> Bits {
        Bits::from_words(self.words.iter().map(|word| !word).collect(), self.len)
    }
}

/// A bit for each answer, in order.
impl FromIterator<bool> for Bits {
    fn from_iter<I: IntoIterator<Item = bool>>(answers: I) -> Bits {
        let (mut words, mut len) = (Vec::new(), 0_usize);
        for answer in answers {
            if len.is_multiple_of(64) {
                words.push(0_u64);
            }
            if let Some(word) = words.last_mut() {
                *word |= u64::from(answer) << (len % 64);
            }
            len += 1;
        }
        Bits { words: words.into(), len }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_past_the_last_person_are_zero() {
        let all = Bits::all(70);
        assert_eq!((all.count(), all.inverted().count(), all.get(69), all.get(70)), (70, 0, true, false));
        assert_eq!(Bits::from_words(vec![u64::MAX], 3).ones().collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn places_and_words_agree() {
        let every_third: Bits = (0..200).map(|n| n % 3 == 0).collect();
        assert_eq!(every_third.ones().collect::<Vec<_>>(), (0..200).step_by(3).collect::<Vec<_>>());
        assert_eq!(every_third.len(), 200);
        let buffer = Buffer::from_slice_ref(every_third.words());
        assert_eq!(Bits::from_buffer(&buffer, 200), every_third);
        assert_eq!(Bits::from_buffer(&buffer, 130).count(), 44);
    }
}
