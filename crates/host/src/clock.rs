//! What time it is, and what nobody can guess.

use chrono::{DateTime, FixedOffset, NaiveDate, SubsecRound, Utc};
use jenjang::legal::Label;
use jenjang_service::{Clock, Entropy, ServiceError};

/// The clock of the machine, and the calendar of the agency.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    offset: FixedOffset,
    /// A moment given by `JENJANG_NOW` instead: to try what a day brings, and for recorded sessions.
    fixed: Option<DateTime<Utc>>,
}

impl SystemClock {
    /// `hours` is what `--utc-offset` says: how far the agency's time is from UTC, -12 to 14.
    ///
    /// # Errors
    /// A sentence for the operator where the hours, or `JENJANG_NOW`, are not understood.
    pub fn new(hours: &str) -> Result<SystemClock, Label> {
        let offset =
            hours.parse::<i32>().ok().filter(|hours| (-12..=14).contains(hours)).and_then(|hours| FixedOffset::east_opt(hours * 3600));
        let offset = offset.ok_or_else(|| {
            Label::new(
                format!("`--utc-offset {hours}`: seharusnya bilangan bulat -12 sampai 14, misalnya 7 untuk WIB"),
                format!("`--utc-offset {hours}`: expected a whole number from -12 to 14, such as 7 for WIB"),
            )
        })?;
        let fixed = match std::env::var("JENJANG_NOW") {
            Ok(text) => Some(text.parse().map_err(|_| {
                Label::new(
                    format!("JENJANG_NOW adalah `{text}`, seharusnya seperti 2026-04-01T08:00:00Z"),
                    format!("JENJANG_NOW is `{text}`, expected a time such as 2026-04-01T08:00:00Z"),
                )
            })?),
            Err(_) => None,
        };
        Ok(SystemClock { offset, fixed })
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
    fn now(&self) -> DateTime<Utc> {
        self.fixed.unwrap_or_else(|| DateTime::<Utc>::from(std::time::SystemTime::now()).trunc_subsecs(0))
    }

    fn today(&self) -> NaiveDate {
        self.now().with_timezone(&self.offset).date_naive()
    }
}

/// Random bytes of the operating system.
#[derive(Clone, Copy, Debug)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn bytes(&self) -> Result<[u8; 32], ServiceError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| {
            let message =
                Label::new(format!("sistem tidak memberi bilangan acak: {error}"), format!("the system gives no random bytes: {error}"));
            ServiceError::refused("no-entropy", message)
        })?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_beyond_the_world_is_refused() {
        for given in ["15", "-13", "7.5", "WIB", ""] {
            let refused = SystemClock::new(given).unwrap_err();
            assert_eq!(*refused.en, *format!("`--utc-offset {given}`: expected a whole number from -12 to 14, such as 7 for WIB"));
        }
        assert_eq!(SystemClock::new("9").unwrap().offset.local_minus_utc(), 9 * 3600);
    }
}
