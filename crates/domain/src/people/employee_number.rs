//! The employee number of the Indonesian civil service (*nomor induk pegawai*, NIP).
//!
//! 18 digits: birth date `yyyymmdd`, first appointment `yyyymm`, sex (1 male, 2 female), serial number of three digits. Legal source: Perka
//! BKN 22/2007 and 43/2007, read in a secondary source. Contract staff (PPPK) have 18 digits too; for them the usual reading is birth date,
//! year of the first contract, two digits counting contracts, sex, serial: no source that states these widths was found (*unverified*).

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::civil_servant::Sex;

/// Digits of an employee number.
pub const DIGITS: usize = 18;

/// How digits 9 to 14 are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NumberForm {
    /// A civil servant (PNS): year and month of the first appointment.
    #[default]
    CivilServant,
    /// Contract staff (PPPK): year of the first contract and count of contracts. The widths are unverified.
    Contract,
}

/// A text that is not an employee number. The sentences show only the part at fault, because the whole says who somebody is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmployeeNumberError {
    /// Not 18 characters.
    #[error("an employee number has {DIGITS} digits, found {found} characters")]
    Length {
        /// How many.
        found: usize,
    },
    /// Not a digit.
    #[error("an employee number has digits only, found `{found}` at place {place}")]
    NotADigit {
        /// What was found.
        found: char,
        /// Where, from 1.
        place: usize,
    },
    /// Month of birth.
    #[error("digits 5 to 6 are the month of birth, found `{found:02}`, expected 01 to 12")]
    BirthMonth {
        /// What was found.
        found: u32,
    },
    /// Day of birth.
    #[error("digits 7 to 8 are the day of birth, found `{found:02}`, which that month does not have")]
    BirthDay {
        /// What was found.
        found: u32,
    },
    /// Year of birth.
    #[error("digits 1 to 4 are the year of birth, found `{found:04}`, expected 1900 or later")]
    BirthYear {
        /// What was found.
        found: u32,
    },
    /// Month of appointment.
    #[error("digits 13 to 14 are the month of appointment, found `{found:02}`, expected 01 to 12")]
    AppointmentMonth {
        /// What was found.
        found: u32,
    },
    /// Count of contracts.
    #[error("digits 13 to 14 count the contracts, found `00`, expected 01 to 99")]
    ContractCount,
    /// Appointed before birth.
    #[error("digits 9 to 14 say when the person entered service, found `{found}`, which is not after birth")]
    EnteredBeforeBirth {
        /// What was found.
        found: String,
    },
    /// Sex.
    #[error("digit 15 is the sex, found `{found}`, expected 1 (male) or 2 (female)")]
    Sex {
        /// What was found.
        found: u32,
    },
    /// Serial number.
    #[error("digits 16 to 18 are the serial number, found `000`, expected 001 to 999")]
    Serial,
}

/// An employee number, read into its parts.
///
/// It says birth date and sex, so `Debug` and `Display` show the serial number only; [`EmployeeNumber::reveal`] gives all digits to those
/// who may see them. It identifies a person towards the outside; tables are keyed on [`PersonId`](super::id::PersonId).
///
/// ```
/// use jenjang::people::EmployeeNumber;
///
/// let number: EmployeeNumber = "199608182022041001".parse()?;
/// assert_eq!(number.birth_date().to_string(), "1996-08-18");
/// assert_eq!(number.to_string(), "***************001");
/// assert!("199613182022041001".parse::<EmployeeNumber>().is_err());
/// # Ok::<(), jenjang::people::EmployeeNumberError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmployeeNumber {
    digits: Arc<str>,
    form: NumberForm,
    birth_date: NaiveDate,
    entry_year: i32,
    entry_part: u32,
    sex: Sex,
    serial: u32,
}

impl EmployeeNumber {
    /// Reads a number of either form.
    ///
    /// # Errors
    /// The first part at fault, from left to right: length, digits, birth date, entry into service, sex, serial.
    pub fn parse(text: &str, form: NumberForm) -> Result<EmployeeNumber, EmployeeNumberError> {
        let found = text.chars().count();
        if found != DIGITS {
            return Err(EmployeeNumberError::Length { found });
        }
        if let Some((place, found)) = text.chars().enumerate().find(|(_, c)| !c.is_ascii_digit()) {
            return Err(EmployeeNumberError::NotADigit { found, place: place + 1 });
        }
        // every character is one ASCII digit from here on
        let part = |from: usize, to: usize| text.bytes().skip(from).take(to - from).fold(0, |sum, b| sum * 10 + u32::from(b - b'0'));
        let (year, month, day) = (part(0, 4), part(4, 6), part(6, 8));
        if year < 1900 {
            return Err(EmployeeNumberError::BirthYear { found: year });
        }
        if !(1..=12).contains(&month) {
            return Err(EmployeeNumberError::BirthMonth { found: month });
        }
        let birth_date = NaiveDate::from_ymd_opt(year as i32, month, day).ok_or(EmployeeNumberError::BirthDay { found: day })?;
        let (entry_year, entry_part) = (part(8, 12) as i32, part(12, 14));
        let after_birth = match form {
            NumberForm::CivilServant if !(1..=12).contains(&entry_part) => {
                return Err(EmployeeNumberError::AppointmentMonth { found: entry_part });
            }
            NumberForm::Contract if entry_part == 0 => return Err(EmployeeNumberError::ContractCount),
            NumberForm::CivilServant => (entry_year, entry_part) > (birth_date.year(), birth_date.month()),
            NumberForm::Contract => entry_year > birth_date.year(),
        };
        if !after_birth {
            return Err(EmployeeNumberError::EnteredBeforeBirth { found: text.chars().skip(8).take(6).collect() });
        }
        let sex = match part(14, 15) {
            1 => Sex::Male,
            2 => Sex::Female,
            found => return Err(EmployeeNumberError::Sex { found }),
        };
        let serial = part(15, 18);
        if serial == 0 {
            return Err(EmployeeNumberError::Serial);
        }
        Ok(EmployeeNumber { digits: text.into(), form, birth_date, entry_year, entry_part, sex, serial })
    }

    /// All digits. Personal data: for those who may see birth date and sex.
    pub fn reveal(&self) -> &str {
        &self.digits
    }

    /// How it was read.
    pub fn form(&self) -> NumberForm {
        self.form
    }

    /// Date of birth.
    pub fn birth_date(&self) -> NaiveDate {
        self.birth_date
    }

    /// Year of the first appointment or first contract.
    pub fn entry_year(&self) -> i32 {
        self.entry_year
    }

    /// Month of the first appointment, 1 to 12; a contract number has none.
    pub fn entry_month(&self) -> Option<u32> {
        (self.form == NumberForm::CivilServant).then_some(self.entry_part)
    }

    /// Count of contracts; only a contract number has one.
    pub fn contract_count(&self) -> Option<u32> {
        (self.form == NumberForm::Contract).then_some(self.entry_part)
    }

    /// Sex.
    pub fn sex(&self) -> Sex {
        self.sex
    }

    /// Serial number among those who share all other digits, 1 to 999.
    pub fn serial(&self) -> u32 {
        self.serial
    }
}

/// A civil servant's number; [`EmployeeNumber::parse`] reads the contract form too.
impl FromStr for EmployeeNumber {
    type Err = EmployeeNumberError;

    fn from_str(text: &str) -> Result<EmployeeNumber, EmployeeNumberError> {
        EmployeeNumber::parse(text, NumberForm::CivilServant)
    }
}

impl fmt::Display for EmployeeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:03}", "*".repeat(DIGITS - 3), self.serial)
    }
}

impl fmt::Debug for EmployeeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmployeeNumber({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Perka BKN 22/2007: the published illustration of the parts, and the same with month 13.
    #[test]
    fn perka_bkn_22_2007_the_published_illustration() {
        let number: EmployeeNumber = "199608182022041001".parse().unwrap();
        assert_eq!(number.birth_date(), NaiveDate::from_ymd_opt(1996, 8, 18).unwrap());
        assert_eq!((number.entry_year(), number.entry_month(), number.contract_count()), (2022, Some(4), None));
        assert_eq!((number.sex(), number.serial()), (Sex::Male, 1));
        assert_eq!("199613182022041001".parse::<EmployeeNumber>(), Err(EmployeeNumberError::BirthMonth { found: 13 }));
    }

    #[test]
    fn each_part_has_its_own_sentence() {
        for (text, sentence) in [
            ("19960818", "an employee number has 18 digits, found 8 characters"),
            ("19960818202204100x", "an employee number has digits only, found `x` at place 18"),
            ("189608182022041001", "digits 1 to 4 are the year of birth, found `1896`, expected 1900 or later"),
            ("199502292022041001", "digits 7 to 8 are the day of birth, found `29`, which that month does not have"),
            ("199608182022131001", "digits 13 to 14 are the month of appointment, found `13`, expected 01 to 12"),
            ("199608181996081001", "digits 9 to 14 say when the person entered service, found `199608`, which is not after birth"),
            ("199608182022043001", "digit 15 is the sex, found `3`, expected 1 (male) or 2 (female)"),
            ("199608182022041000", "digits 16 to 18 are the serial number, found `000`, expected 001 to 999"),
        ] {
            assert_eq!(text.parse::<EmployeeNumber>().unwrap_err().to_string(), sentence);
        }
    }

    #[test]
    fn nothing_but_the_serial_is_printed() {
        let number = EmployeeNumber::parse("199001022023212901", NumberForm::Contract).unwrap();
        assert_eq!((number.contract_count(), number.entry_month()), (Some(21), None));
        assert_eq!(format!("{number} {number:?}"), "***************901 EmployeeNumber(***************901)");
    }

    proptest! {
        #[test]
        fn reading_after_printing_gives_the_same_number(
            days in 0u64..40_000, years in 1i32..60, month in 1u32..=12, sex in 1u32..=2, serial in 1u32..=999, contract in any::<bool>()
        ) {
            let birth = NaiveDate::from_ymd_opt(1940, 1, 1).unwrap() + chrono::Days::new(days);
            let form = if contract { NumberForm::Contract } else { NumberForm::CivilServant };
            let text = format!("{}{:04}{month:02}{sex}{serial:03}", birth.format("%Y%m%d"), birth.year() + years);
            let number = EmployeeNumber::parse(&text, form).unwrap();
            prop_assert_eq!(number.reveal(), text.as_str());
            prop_assert_eq!((number.birth_date(), number.serial()), (birth, serial));
            prop_assert_eq!(EmployeeNumber::parse(number.reveal(), form).unwrap(), number);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,20}|[0-9]{18}") {
            if let Ok(number) = text.parse::<EmployeeNumber>() {
                prop_assert_eq!(number.reveal(), text.as_str());
            }
        }
    }
}
