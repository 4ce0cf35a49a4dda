//! The terms of appeals against decisions of officials.

use jenjang::legal::{Certainty, LegalReference};
use jenjang::promotion::AppealClock;

/// Working days to object (21, article 77 (1)), and to answer an objection (10, article 77 (4)), by the law on government administration, counted by the
/// shipped calendar. Both are cited from memory of the law, not from its text, and marked so wherever they are shown; PP 79/2021 may set other terms for
/// civil servants. This is the only place where they stand.
pub fn appeal_clock() -> Option<AppealClock> {
    let reference = LegalReference { citation: "UU 30/2014 ps. 77 (1), (4)".into(), certainty: Certainty::Unverified };
    crate::calendar().map(|calendar| AppealClock { calendar, file_within: 21, answer_within: 10, reference })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_counted_in_working_days() {
        let clock = appeal_clock().unwrap();
        // a Sunday; 21 working days are four weeks and a day
        let decided = "2026-11-01".parse().unwrap();
        assert_eq!(clock.last_day(decided).to_string(), "2026-11-30");
        // ten working days from a Monday are two weeks
        assert_eq!(clock.answer_due("2026-11-09".parse().unwrap()).to_string(), "2026-11-23");
    }
}
