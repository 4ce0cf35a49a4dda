//! Who guesses passwords waits ever longer.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};

/// The longest somebody waits.
const LONGEST: TimeDelta = TimeDelta::minutes(15);

/// After how long without a try all is forgotten.
const FORGOTTEN: TimeDelta = TimeDelta::hours(1);

/// How many names and addresses are kept at most.
const MOST: usize = 50_000;

/// What is counted: tries for a name, whether there is such an account or not, and tries from an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tried {
    Account(String),
    Address(IpAddr),
}

impl Tried {
    /// How many tries are free of waiting.
    fn free(&self) -> u32 {
        match self {
            Tried::Account(_) => 3,
            Tried::Address(_) => 10,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Count {
    tries: u32,
    last: DateTime<Utc>,
}

impl Count {
    /// Until when to wait: two seconds after the last free try, and twice as long after each further one.
    fn until(&self, free: u32) -> DateTime<Utc> {
        let Some(beyond) = self.tries.checked_sub(free) else { return self.last };
        let seconds = 2_i64.checked_pow(beyond.saturating_add(1).min(20)).unwrap_or(i64::MAX);
        self.last + TimeDelta::try_seconds(seconds).map_or(LONGEST, |delay| delay.min(LONGEST))
    }
}

/// Tries that were made, in this process.
#[derive(Debug, Default)]
pub(super) struct Throttle(Mutex<BTreeMap<Tried, Count>>);

impl Throttle {
    /// Counts a try before it is made, so that many at once count as many; or says how many seconds to wait.
    pub(super) fn begin(&self, tried: &[Tried], now: DateTime<Utc>) -> Result<(), u64> {
        let mut counts = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let wait = tried.iter().filter_map(|tried| counts.get(tried).map(|count| count.until(tried.free()) - now)).max();
        if let Some(wait) = wait.filter(|wait| *wait > TimeDelta::zero()) {
            return Err(u64::try_from(wait.num_milliseconds()).unwrap_or(0).div_ceil(1000));
        }
        if counts.len() >= MOST {
            counts.retain(|_, count| now - count.last < FORGOTTEN);
            while counts.len() >= MOST {
                counts.pop_first();
            }
        }
        for tried in tried {
            let count = counts.entry(tried.clone()).or_insert(Count { tries: 0, last: now });
            let tries = if now - count.last < FORGOTTEN { count.tries } else { 0 };
            *count = Count { tries: tries.saturating_add(1), last: now };
        }
        Ok(())
    }

    /// Takes a try back that was right: the name is free again, the address has one try less.
    pub(super) fn succeeded(&self, tried: &[Tried]) {
        let mut counts = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for tried in tried {
            match tried {
                Tried::Account(_) => drop(counts.remove(tried)),
                Tried::Address(_) => {
                    if let Some(count) = counts.get_mut(tried) {
                        count.tries = count.tries.saturating_sub(1);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        "2026-11-23T03:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::seconds(seconds)
    }

    #[test]
    fn the_wait_doubles_up_to_a_quarter_of_an_hour_and_ends_with_a_right_password() {
        let throttle = Throttle::default();
        let name = [Tried::Account("darurat".into())];
        for _ in 0..3 {
            assert_eq!(throttle.begin(&name, at(0)), Ok(()));
        }
        let mut now = 0;
        for expected in [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900] {
            assert_eq!(throttle.begin(&name, at(now)), Err(expected));
            now += i64::try_from(expected).unwrap();
            assert_eq!(throttle.begin(&name, at(now)), Ok(()), "after {expected} s");
        }
        throttle.succeeded(&name);
        assert_eq!(throttle.begin(&name, at(now)), Ok(()));
        // after an hour all is forgotten
        for _ in 0..2 {
            assert_eq!(throttle.begin(&name, at(now)), Ok(()));
        }
        assert_eq!(throttle.begin(&name, at(now)), Err(2));
        for _ in 0..3 {
            assert_eq!(throttle.begin(&name, at(now + 3_600)), Ok(()));
        }
    }

    #[test]
    fn an_address_that_tries_many_names_waits_too() {
        let throttle = Throttle::default();
        let tried = |n: u32| [Tried::Account(format!("nama-{n}")), Tried::Address("203.0.113.9".parse().unwrap())];
        for n in 0..10 {
            assert_eq!(throttle.begin(&tried(n), at(0)), Ok(()));
        }
        assert_eq!(throttle.begin(&tried(11), at(0)), Err(2));
        assert_eq!(throttle.begin(&[Tried::Account("nama-11".into()), Tried::Address("203.0.113.10".parse().unwrap())], at(0)), Ok(()));
    }
}
