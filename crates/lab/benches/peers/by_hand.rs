//! The ten criteria as somebody would write them who knows the data and wants nothing but speed: some thousand people at a time, one byte of
//! mask a person, no branches. What everything else is measured against.

use std::ops::Range;

use chrono::NaiveDate;

use crate::raw::{NO_DATE, People};

/// At most so many people at a time.
pub(crate) const LONGEST: usize = 65_536;
/// The levels the nine competencies ask for.
const LEVELS: [u8; 9] = [3, 3, 3, 3, 4, 3, 3, 2, 3];

/// Days since 1970-01-01.
pub(crate) fn day(year: i32, month: u32, day: u32) -> i32 {
    let days = NaiveDate::from_ymd_opt(year, month, day).unwrap() - NaiveDate::default();
    i32::try_from(days.num_days()).unwrap()
}

/// A day as a column holds it.
pub(crate) trait Day: Copy + PartialOrd {}
impl Day for i32 {}
impl Day for u16 {}

/// The columns of dates, four bytes or two a date.
pub(crate) struct Dates<D> {
    grade_since: Vec<D>,
    sanction_until: Vec<D>,
    birth: Vec<D>,
    position_since: Vec<D>,
    /// The last day of the grade, the first day of a sanction that counts, the last birthday of the too old, the last day of the position.
    limits: [D; 4],
}

const LIMITS: [(i32, u32, u32); 4] = [(2022, 4, 1), (2026, 4, 1), (1970, 4, 1), (2016, 4, 1)];

impl Dates<i32> {
    /// As they are in the files.
    pub(crate) fn wide(people: &mut People) -> Dates<i32> {
        Dates {
            grade_since: std::mem::take(&mut people.grade_since),
            sanction_until: std::mem::take(&mut people.sanction_until),
            birth: std::mem::take(&mut people.birth),
            position_since: std::mem::take(&mut people.position_since),
            limits: LIMITS.map(|(y, m, d)| day(y, m, d)),
        }
    }
}

impl Dates<u16> {
    /// Days since 1950, and 0 for no date: 26 bytes a person in all.
    pub(crate) fn narrow(people: &mut People) -> Dates<u16> {
        let first = day(1950, 1, 1);
        let one = |date: i32| if date == NO_DATE { 0 } else { u16::try_from(date - first).unwrap() };
        let all = |dates: &mut Vec<i32>| std::mem::take(dates).into_iter().map(one).collect();
        Dates {
            grade_since: all(&mut people.grade_since),
            sanction_until: all(&mut people.sanction_until),
            birth: all(&mut people.birth),
            position_since: all(&mut people.position_since),
            limits: LIMITS.map(|(y, m, d)| one(day(y, m, d))),
        }
    }
}

/// Who of these is eligible, a bit a person, and how many are; `block` people at a time.
pub(crate) fn eligible<D: Day>(people: &People, dates: &Dates<D>, places: Range<usize>, block: usize) -> (Vec<u64>, u64) {
    let mut mask = [0; LONGEST];
    let mut words = Vec::with_capacity(places.len().div_ceil(64));
    let mut count = 0;
    let mut from = places.start;
    while from < places.end {
        let to = (from + block.min(LONGEST)).min(places.end);
        count += holds(people, dates, from..to, &mut mask[..to - from], &mut words);
        from = to;
    }
    (words, count)
}

fn holds<D: Day>(people: &People, dates: &Dates<D>, at: Range<usize>, mask: &mut [u8], words: &mut Vec<u64>) -> u64 {
    let [grade_since, sanction_until, birth, position_since] = dates.limits;
    set(mask, &people.grade[at.clone()], |grade| grade >= 33);
    both(mask, &people.ratings[0][at.clone()], &people.ratings[1][at.clone()], |last, previous| (last >= 4) & (previous >= 4));
    also(mask, &people.education[at.clone()], |education| education >= 7);
    gaps(mask, &people.levels.each_ref().map(|levels| &levels[at.clone()]));
    both(mask, &people.evaluation[at.clone()], &people.hours[at.clone()], |score, hours| (score >= 7600) & (hours >= 20));
    both(mask, &dates.grade_since[at.clone()], &dates.birth[at.clone()], |since, born| (since <= grade_since) & (born > birth));
    also(mask, &dates.sanction_until[at.clone()], |until| until < sanction_until);
    both(mask, &people.certificate[at.clone()], &dates.position_since[at.clone()], |held, since| (held == 1) | (since <= position_since));
    pack(mask, words)
}

fn set<A: Copy>(mask: &mut [u8], values: &[A], holds: impl Fn(A) -> bool) {
    for (bit, value) in mask.iter_mut().zip(values) {
        *bit = u8::from(holds(*value));
    }
}

fn also<A: Copy>(mask: &mut [u8], values: &[A], holds: impl Fn(A) -> bool) {
    for (bit, value) in mask.iter_mut().zip(values) {
        *bit &= u8::from(holds(*value));
    }
}

fn both<A: Copy, B: Copy>(mask: &mut [u8], left: &[A], right: &[B], holds: impl Fn(A, B) -> bool) {
    for ((bit, left), right) in mask.iter_mut().zip(left).zip(right) {
        *bit &= u8::from(holds(*left, *right));
    }
}

/// At most one level is lacking in all nine together.
fn gaps(mask: &mut [u8], levels: &[&[u8]; 9]) {
    let [a, b, c, d, e, f, g, h, i] = levels.map(|levels| &levels[..mask.len()]);
    for (at, bit) in mask.iter_mut().enumerate() {
        let found = [a[at], b[at], c[at], d[at], e[at], f[at], g[at], h[at], i[at]];
        let gap = LEVELS.iter().zip(found).fold(0_u8, |gap, (wanted, level)| gap + wanted.saturating_sub(level));
        *bit &= u8::from(gap <= 1);
    }
}

/// Bytes to bits: eight zeros or ones are gathered by one multiplication.
fn pack(mask: &[u8], words: &mut Vec<u64>) -> u64 {
    let mut count = 0;
    for people in mask.chunks(64) {
        let mut word = 0;
        let (eights, rest) = people.as_chunks();
        for (at, eight) in eights.iter().enumerate() {
            word |= (u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56) << (at * 8);
        }
        for (at, one) in rest.iter().enumerate() {
            word |= u64::from(*one) << (eights.len() * 8 + at);
        }
        count += u64::from(word.count_ones());
        words.push(word);
    }
    count
}

/// The ids in a mask as one number: ids are multiplied by an odd number and added.
pub(crate) fn hash(words: &[u64], first: usize) -> u64 {
    let mut sum = 0_u64;
    for (at, word) in words.iter().enumerate() {
        let mut left = *word;
        while left != 0 {
            let id = (first + at * 64) as u64 + u64::from(left.trailing_zeros());
            sum = sum.wrapping_add(id.wrapping_mul(0x9E37_79B9_7F4A_7C15));
            left &= left - 1;
        }
    }
    sum
}
