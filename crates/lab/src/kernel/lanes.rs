//! Loops over blocks: the only code that touches every person. Plain slices and no branches, so that the compiler can use wide registers.

use super::operation::{Binary, Half, Places};
use crate::column::Data;

/// People worked on at a time: few enough that what is held of them stays near, enough that memory is read in long runs.
pub(super) const BLOCK: usize = 16_384;

/// Words of a mask over a block.
pub(super) const WORDS: usize = BLOCK / 64;

/// How wide the integers of a register are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Lane {
    I8,
    I16,
    I32,
    I64,
}

impl Lane {
    /// The narrowest that holds every value from `least` to `greatest`.
    pub(super) fn holding(least: i64, greatest: i64) -> Lane {
        let fits = |low: i64, high: i64| least >= low && greatest <= high;
        if fits(i8::MIN.into(), i8::MAX.into()) {
            Lane::I8
        } else if fits(i16::MIN.into(), i16::MAX.into()) {
            Lane::I16
        } else if fits(i32::MIN.into(), i32::MAX.into()) {
            Lane::I32
        } else {
            Lane::I64
        }
    }
}

/// The integers of a block. All arithmetic wraps: the plan has proved that what means something does not overflow.
#[derive(Clone, Debug)]
pub(super) enum Lanes {
    I8(Vec<i8>),
    I16(Vec<i16>),
    I32(Vec<i32>),
    I64(Vec<i64>),
}

impl Lanes {
    pub(super) fn new(lane: Lane, len: usize) -> Lanes {
        match lane {
            Lane::I8 => Lanes::I8(vec![0; len]),
            Lane::I16 => Lanes::I16(vec![0; len]),
            Lane::I32 => Lanes::I32(vec![0; len]),
            Lane::I64 => Lanes::I64(vec![0; len]),
        }
    }

    pub(super) fn get(&self, place: usize) -> i64 {
        match self {
            Lanes::I8(values) => values.get(place).map_or(0, |v| i64::from(*v)),
            Lanes::I16(values) => values.get(place).map_or(0, |v| i64::from(*v)),
            Lanes::I32(values) => values.get(place).map_or(0, |v| i64::from(*v)),
            Lanes::I64(values) => values.get(place).copied().unwrap_or(0),
        }
    }

    pub(super) fn set(&mut self, place: usize, value: i64) {
        match self {
            Lanes::I8(values) => store(values, place, value),
            Lanes::I16(values) => store(values, place, value),
            Lanes::I32(values) => store(values, place, value),
            Lanes::I64(values) => store(values, place, value),
        }
    }
}

fn store<T: Integer>(values: &mut [T], place: usize, value: i64) {
    if let Some(held) = values.get_mut(place) {
        *held = T::cut(value);
    }
}

/// A lane's integer.
pub(super) trait Integer: Copy + Ord {
    fn cut(value: i64) -> Self;
    fn wide(self) -> i64;
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
}

macro_rules! integer {
    ($($type:ty),*) => {$(
        impl Integer for $type {
            #[allow(clippy::cast_possible_truncation, clippy::cast_lossless, clippy::unnecessary_cast, reason = "the plan has proved that what means something fits")]
            fn cut(value: i64) -> Self {
                value as $type
            }
            fn wide(self) -> i64 {
                i64::from(self)
            }
            fn plus(self, other: Self) -> Self {
                self.wrapping_add(other)
            }
            fn minus(self, other: Self) -> Self {
                self.wrapping_sub(other)
            }
            fn times(self, other: Self) -> Self {
                self.wrapping_mul(other)
            }
        }
    )*};
}

integer!(i8, i16, i32, i64);

/// Calls a generic function with the slices of registers of one lane; does nothing where their lanes differ, which plans never do.
macro_rules! in_lane {
    ($a:expr => |$x:ident| $body:expr) => {
        match $a {
            Lanes::I8($x) => $body,
            Lanes::I16($x) => $body,
            Lanes::I32($x) => $body,
            Lanes::I64($x) => $body,
        }
    };
}

/// Eight truth bytes to eight bits.
const GATHER: u64 = 0x0102_0408_1020_4080;

/// 64 bytes of 0 and 1 to a word.
fn pack(bytes: &[u8; 64]) -> u64 {
    let mut word = 0;
    for (at, eight) in bytes.as_chunks::<8>().0.iter().enumerate() {
        word |= (u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56) << (8 * at);
    }
    word
}

/// A bit for each value that passes.
pub(super) fn bits_of<T: Copy>(values: &[T], out: &mut [u64], test: impl Fn(T) -> bool) {
    let (whole, rest) = values.as_chunks::<64>();
    for (chunk, word) in whole.iter().zip(out.iter_mut()) {
        let mut bytes = [0_u8; 64];
        for (byte, value) in bytes.iter_mut().zip(chunk) {
            *byte = u8::from(test(*value));
        }
        *word = pack(&bytes);
    }
    if let (false, Some(word)) = (rest.is_empty(), out.get_mut(whole.len())) {
        *word = rest.iter().enumerate().fold(0, |word, (at, value)| word | u64::from(test(*value)) << at);
    }
}

/// Which integers of a column, its base taken off, pass.
pub(super) fn test_data(data: &Data, from: usize, count: usize, half: Half, limit: i64, out: &mut [u64]) {
    fn run<T: Copy + Ord + TryFrom<i64>>(values: &[T], from: usize, count: usize, half: Half, limit: i64, out: &mut [u64]) {
        // the plan has put the limit between the least and the greatest value
        let (Some(values), Ok(limit)) = (values.get(from..from + count), T::try_from(limit)) else { return };
        match half {
            Half::AtLeast => bits_of(values, out, |value| value >= limit),
            Half::Equal => bits_of(values, out, |value| value == limit),
        }
    }
    match data {
        Data::U8(values) => run(values, from, count, half, limit, out),
        Data::U16(values) => run(values, from, count, half, limit, out),
        Data::U32(values) => run(values, from, count, half, limit, out),
        Data::I64(values) => run(values, from, count, half, limit, out),
    }
}

/// Puts the integers of a column, base added, into a register.
pub(super) fn load(data: &Data, base: i64, from: usize, count: usize, out: &mut Lanes) {
    fn run<T: Copy, U: Integer>(values: &[T], base: i64, from: usize, count: usize, out: &mut [U], widen: impl Fn(T) -> i64) {
        let base = U::cut(base);
        for (out, value) in out.iter_mut().zip(values.get(from..from + count).unwrap_or_default()) {
            *out = U::cut(widen(*value)).plus(base);
        }
    }
    in_lane!(out => |out| match data {
        Data::U8(values) => run(values, base, from, count, out, i64::from),
        Data::U16(values) => run(values, base, from, count, out, i64::from),
        Data::U32(values) => run(values, base, from, count, out, i64::from),
        Data::I64(values) => run(values, base, from, count, out, |value| value),
    });
}

/// One of two integers.
fn join<T: Integer>(operation: Binary, a: impl Fn(usize) -> T, b: impl Fn(usize) -> T, out: &mut [T]) {
    fn run<T: Integer>(a: impl Fn(usize) -> T, b: impl Fn(usize) -> T, out: &mut [T], join: impl Fn(T, T) -> T) {
        for (at, out) in out.iter_mut().enumerate() {
            *out = join(a(at), b(at));
        }
    }
    match operation {
        Binary::Add => run(a, b, out, T::plus),
        Binary::Subtract => run(a, b, out, T::minus),
        Binary::Multiply => run(a, b, out, T::times),
        Binary::Min => run(a, b, out, T::min),
        Binary::Max => run(a, b, out, T::max),
    }
}

/// Two registers, or a register and a number on either side. Their lanes are one.
pub(super) fn binary(operation: Binary, a: Side<'_>, b: Side<'_>, out: &mut Lanes) {
    fn run<T: Integer>(operation: Binary, a: Part<'_, T>, b: Part<'_, T>, out: &mut [T]) {
        let len = out.len();
        match (a, b) {
            (Part::Slice(a), Part::Slice(b)) if a.len() == len && b.len() == len => join(operation, |at| a[at], |at| b[at], out),
            (Part::Slice(a), Part::One(b)) if a.len() == len => join(operation, |at| a[at], |_| b, out),
            (Part::One(a), Part::Slice(b)) if b.len() == len => join(operation, |_| a, |at| b[at], out),
            (Part::One(a), Part::One(b)) => join(operation, |_| a, |_| b, out),
            _ => {}
        }
    }
    match out {
        Lanes::I8(out) => run(operation, a.i8(), b.i8(), out),
        Lanes::I16(out) => run(operation, a.i16(), b.i16(), out),
        Lanes::I32(out) => run(operation, a.i32(), b.i32(), out),
        Lanes::I64(out) => run(operation, a.i64(), b.i64(), out),
    }
}

/// A side of an operation.
#[derive(Clone, Copy, Debug)]
pub(super) enum Side<'l> {
    Register(&'l Lanes),
    Number(i64),
}

/// A side in one lane.
#[derive(Clone, Copy)]
pub(super) enum Part<'l, T> {
    Slice(&'l [T]),
    One(T),
}

macro_rules! parts {
    ($($name:ident, $lane:ident, $type:ty);*) => {
        impl<'l> Side<'l> {
            $(pub(super) fn $name(self) -> Part<'l, $type> {
                match self {
                    Side::Register(Lanes::$lane(values)) => Part::Slice(values),
                    Side::Register(_) => Part::Slice(&[]),
                    Side::Number(number) => Part::One(<$type>::cut(number)),
                }
            })*
        }
    };
}
parts!(i8, I8, i8; i16, I16, i16; i32, I32, i32; i64, I64, i64);

/// A bit for each pair that passes.
pub(super) fn compare(a: &Lanes, b: Side<'_>, out: &mut [u64], less: bool, equal: bool) {
    fn run<T: Integer>(a: &[T], b: Part<'_, T>, out: &mut [u64], less: bool, equal: bool) {
        let Part::Slice(b) = b else { return };
        let pairs = |test: fn(T, T) -> bool, out: &mut [u64]| {
            for ((a, b), word) in a.chunks(64).zip(b.chunks(64)).zip(out) {
                *word = a.iter().zip(b).enumerate().fold(0, |word, (at, (a, b))| word | u64::from(test(*a, *b)) << at);
            }
        };
        match (less, equal) {
            (true, true) => pairs(|a, b| a <= b, out),
            (true, false) => pairs(|a, b| a < b, out),
            _ => pairs(|a, b| a == b, out),
        }
    }
    match a {
        Lanes::I8(a) => run(a, b.i8(), out, less, equal),
        Lanes::I16(a) => run(a, b.i16(), out, less, equal),
        Lanes::I32(a) => run(a, b.i32(), out, less, equal),
        Lanes::I64(a) => run(a, b.i64(), out, less, equal),
    }
}

/// A bit for each integer of a register that passes. The plan has put the limit between the least and the greatest value.
pub(super) fn test(a: &Lanes, half: Half, limit: i64, out: &mut [u64]) {
    fn run<T: Integer>(values: &[T], half: Half, limit: i64, out: &mut [u64]) {
        let limit = T::cut(limit);
        match half {
            Half::AtLeast => bits_of(values, out, |value| value >= limit),
            Half::Equal => bits_of(values, out, |value| value == limit),
        }
    }
    in_lane!(a => |values| run(values, half, limit, out));
}

/// The same integer for everybody.
pub(super) fn fill(number: i64, out: &mut Lanes) {
    fn run<T: Integer>(number: i64, out: &mut [T]) {
        out.fill(T::cut(number));
    }
    in_lane!(out => |out| run(number, out));
}

/// Where a bit is set the one, else the other.
pub(super) fn select(mask: &[u64], a: Side<'_>, b: Side<'_>, out: &mut Lanes) {
    fn run<T: Integer>(mask: &[u64], a: Part<'_, T>, b: Part<'_, T>, out: &mut [T]) {
        // most words of most masks are all or nothing
        let copy = |part: &Part<'_, T>, from: usize, out: &mut [T]| match part {
            Part::Slice(values) => {
                if let Some(values) = values.get(from..from + out.len()) {
                    out.copy_from_slice(values);
                }
            }
            Part::One(value) => out.fill(*value),
        };
        for (at, (word, out)) in mask.iter().zip(out.chunks_mut(64)).enumerate() {
            match *word {
                0 => copy(&b, at * 64, out),
                u64::MAX => copy(&a, at * 64, out),
                word => {
                    let mut taken = [T::cut(0); 64];
                    copy(&b, at * 64, out);
                    copy(&a, at * 64, &mut taken[..out.len()]);
                    for (bit, (out, taken)) in out.iter_mut().zip(taken).enumerate() {
                        *out = if word >> bit & 1 == 1 { taken } else { *out };
                    }
                }
            }
        }
    }
    match out {
        Lanes::I8(out) => run(mask, a.i8(), b.i8(), out),
        Lanes::I16(out) => run(mask, a.i16(), b.i16(), out),
        Lanes::I32(out) => run(mask, a.i32(), b.i32(), out),
        Lanes::I64(out) => run(mask, a.i64(), b.i64(), out),
    }
}

/// The same integers in another lane.
pub(super) fn cast(a: &Lanes, out: &mut Lanes) {
    fn run<T: Integer, U: Integer>(a: &[T], out: &mut [U]) {
        for (out, value) in out.iter_mut().zip(a) {
            *out = U::cut(value.wide());
        }
    }
    in_lane!(a => |a| in_lane!(out => |out| run(a, out)));
}

/// Rounds away the last digits.
pub(super) fn round(a: &Lanes, unit: i64, mode: Places, out: &mut Lanes) {
    fn run<T: Integer>(a: &[T], unit: i64, mode: Places, out: &mut [T]) {
        for (out, value) in out.iter_mut().zip(a) {
            *out = T::cut(mode.apply(value.wide(), unit));
        }
    }
    match (a, out) {
        (Lanes::I8(a), Lanes::I8(out)) => run(a, unit, mode, out),
        (Lanes::I16(a), Lanes::I16(out)) => run(a, unit, mode, out),
        (Lanes::I32(a), Lanes::I32(out)) => run(a, unit, mode, out),
        (Lanes::I64(a), Lanes::I64(out)) => run(a, unit, mode, out),
        _ => {}
    }
}
