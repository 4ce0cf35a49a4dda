//! Who somebody is: diploma, age, service, employee number. Made so that no two people of a population share an employee number.
//!
//! Ages and services of those in work were published in part: ages by generation (18 % of generation Z, 37 % millennials, 38 % X and 6 %
//! older), services up to five years (2,686,439 people, contract staff among them) and above thirty (57,547), and for September 2025 those of
//! 11 to 15 years (1,033,098). What lies between, and how age and service cross, is made up.

use chrono::{Datelike, NaiveDate};

use super::layout::Seat;
use super::shape::{Cell, Position, Schooling, Status};
use crate::codes::{EducationLevel, PositionKind};
use crate::synthetic::random::Random;

/// Serial numbers that mark a number as synthetic: 900 to 999.
const SERIALS: u64 = 100;
/// Days of birth in a year; nobody is born on 29 February.
const DAYS: u64 = 365;
/// Months of a year.
const MONTHS: u64 = 12;
/// Numbers that people born in one year can have who share sex and year of entry.
const NUMBERS: u64 = SERIALS * DAYS * MONTHS;
/// Years of an age band.
const BAND: u64 = 12;
/// The first year of age of each band: 22 to 33, 34 to 45, 46 to 57.
const BANDS: [u64; 3] = [22, 34, 46];
/// The most people a population can have.
pub(super) const MOST: u64 = NUMBERS * BAND;

/// Who somebody is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Identity {
    pub(super) cell: Cell,
    /// The highest diploma.
    pub(super) education: EducationLevel,
    pub(super) birth: NaiveDate,
    /// Month of entry, counted from year 0.
    pub(super) entered: i32,
    /// Digits 13 and 14 and digits 16 to 18 of the number.
    pub(super) entry_part: u64,
    pub(super) serial: u64,
}

/// Spreads a place over the numbers, one to one.
fn spread(place: u64, seed: u64) -> u64 {
    // 271,829 shares no factor with 438,000
    (place % NUMBERS * 271_829 + seed % NUMBERS) % NUMBERS
}

/// Mixes the bits of a number.
pub(super) fn mixed(seed: u64) -> u64 {
    Random::new(seed).bits()
}

impl Identity {
    /// The person at a place, of whom the cell is known, in service on the first of the month `last`.
    ///
    /// INVARIANT (numbers are unique): within one seed the day of birth, the month of entry and the serial tell apart 438,000 places one
    /// after the other; the places that agree in all three get different years in their age band, and bands do not overlap.
    pub(super) fn new(place: u64, seed: u64, seat: &Seat, cell: Cell, last: i32, random: &mut Random) -> Option<Identity> {
        let slot = spread(place, mixed(seed));
        let (day, serial, month) = (slot % DAYS, slot / DAYS % SERIALS, slot / (DAYS * SERIALS));
        let education = education(&cell, random);
        let kind = seat.leads.then(|| seat.post.kind().0);
        let band = band(&cell, kind, random);
        let in_band = (mixed(seed ^ slot.wrapping_mul(0x9E37_79B9_7F4A_7C15)) % BAND + place / NUMBERS) % BAND;
        let age = i32::try_from(BANDS[band] + in_band).ok()?;
        // ages and years of service are counted between calendar years, from the year that is nearly over
        let this_year = (last + 1).div_euclid(12);
        let (least, most) = service(&cell, kind, education, band, age, this_year, random);
        let years = i32::try_from(random.between(u32::try_from(least).ok()?, u32::try_from(most.max(least)).ok()?)).ok()?;
        let birth = NaiveDate::from_yo_opt(this_year - age, u32::try_from(day).ok()? + 1)?;
        let birth = if birth.leap_year() && (birth.month(), birth.day()) >= (2, 29) { birth.succ_opt()? } else { birth };
        // contract staff: `21` is the beginning of what is found in practice; here the two digits only tell numbers apart
        let entry_part = if cell.status == Status::Pppk { 21 + month } else { 1 + month };
        let entered = (this_year - years) * 12 + i32::try_from(month).ok()?;
        Some(Identity { cell, education, birth, entered, entry_part, serial: 900 + serial })
    }

    /// The employee number, all digits.
    pub(super) fn number(&self) -> String {
        let year = self.entered.div_euclid(12);
        let (birth, sex) = (self.birth, if self.cell.woman { 2 } else { 1 });
        let digits = [
            (i64::from(birth.year()), 4),
            (i64::from(birth.month()), 2),
            (i64::from(birth.day()), 2),
            (i64::from(year), 4),
            (self.entry_part.cast_signed(), 2),
            (sex, 1),
            (self.serial.cast_signed(), 3),
        ];
        let mut text = String::with_capacity(18);
        for (part, width) in digits {
            for place in (0..width).rev() {
                let digit = part / 10_i64.pow(place) % 10;
                text.push(char::from_digit(u32::try_from(digit).unwrap_or(0), 10).unwrap_or('0'));
            }
        }
        text
    }
}

/// The diploma within what the cell tells.
fn education(cell: &Cell, random: &mut Random) -> EducationLevel {
    match cell.schooling {
        // functional positions begin with senior secondary school
        Schooling::School if cell.position == Position::Functional => EducationLevel::Slta,
        // diplomas of PNS on 31 December 2023: 13,158 SD, 28,141 SMP, 516,611 SMA
        Schooling::School => random.pick(&[(EducationLevel::Sd, 24), (EducationLevel::Sltp, 50), (EducationLevel::Slta, 926)]),
        Schooling::Diploma => random.pick(&[(EducationLevel::DI, 20), (EducationLevel::DII, 80), (EducationLevel::DIII, 900)]),
        Schooling::Bachelor => random.pick(&[(EducationLevel::DIV, 60), (EducationLevel::S1, 940)]),
        Schooling::Master => EducationLevel::S2,
        Schooling::Doctor => EducationLevel::S3,
    }
}

/// The age band. The younger hold no second degree yet and lead nothing.
fn band(cell: &Cell, kind: Option<PositionKind>, random: &mut Random) -> usize {
    let graduate = cell.schooling >= Schooling::Master;
    let weights = match (kind, cell.status) {
        (Some(PositionKind::Pengawas), _) => [0, 350, 650],
        (Some(_), _) => [0, 0, 1000],
        (None, Status::Pppk) if graduate => [0, 500, 500],
        (None, Status::Pppk) => [510, 250, 240],
        (None, Status::Pns) if graduate => [0, 400, 600],
        (None, Status::Pns) => [265, 300, 435],
    };
    random.pick(&[(0, weights[0]), (1, weights[1]), (2, weights[2])])
}

/// The least and the most years of service.
fn service(
    cell: &Cell,
    kind: Option<PositionKind>,
    education: EducationLevel,
    band: usize,
    age: i32,
    this_year: i32,
    random: &mut Random,
) -> (i32, i32) {
    let youngest = match education {
        EducationLevel::DI | EducationLevel::DII | EducationLevel::Sgplb => 19,
        EducationLevel::DIII => 20,
        EducationLevel::S1 | EducationLevel::DIV | EducationLevel::Dokter => 21,
        EducationLevel::S2 | EducationLevel::S3 if kind.is_none() => 25,
        EducationLevel::S2 | EducationLevel::S3 => 22,
        _ => 18,
    };
    if cell.status == Status::Pppk {
        // the first contracts date from 2021; most were given lately
        let first = (this_year - 2021).clamp(1, 5);
        let years = if random.chance(650) { 1 } else { 2 };
        return (years.min(first), if years == 1 { 2.min(first) } else { first });
    }
    // made up around the published counts; the rules of PP 48/2005 took in former helpers up to 46
    let (least, most) = match (kind, band) {
        (Some(PositionKind::Pengawas), _) => (10, 29),
        (Some(PositionKind::Administrator), _) => (17, 30),
        (Some(_), _) => (23, 33),
        (None, 0) => random.pick(&[((1, 5), 790), ((6, 10), 170), ((11, 15), 40)]),
        (None, 1) => random.pick(&[((1, 5), 130), ((6, 10), 120), ((11, 15), 570), ((16, 20), 180)]),
        (None, _) => random.pick(&[((11, 15), 270), ((16, 20), 380), ((21, 30), 320), ((31, 38), 30)]),
    };
    let (shortest, longest) = ((age - 46).max(1), age - youngest);
    (least.clamp(shortest.min(longest), longest.max(1)), most.clamp(shortest.min(longest), longest.max(1)))
}
