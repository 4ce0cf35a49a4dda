//! Journeys of every kind of user in a real Chromium, in both languages: what is clicked and typed, what is then on the page,
//! whether the rules of WCAG 2.2 that a program can check hold, and whether the page fits a telephone of 360 pixels.
//!
//! Needs `chromium` and `chromedriver`; `tests/run` installs them. Where they are missing every journey is skipped and says so, unless `CI` is set.
//! Pictures of every page that is looked at stay in `target/screenshots`.
//! `cargo test -p jenjang-web --test browser -- employee` plays some of them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod browser;
mod journeys;
#[cfg(feature = "oidc")]
#[path = "../provider/mod.rs"]
mod provider;
mod servers;

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use jenjang::audit::Digest;
use libtest_mimic::{Arguments, Trial};

use browser::{Begin, Browser};

/// A journey: what is done in a fresh browser, in one language.
pub(crate) type Journey = for<'b> fn(&'b Browser) -> Pin<Box<dyn Future<Output = ()> + 'b>>;

/// A server of journeys, which are played on it one after the other.
struct Shared<S> {
    made: OnceLock<S>,
    taken: Mutex<()>,
}

impl<S> Shared<S> {
    const fn new() -> Self {
        Shared { made: OnceLock::new(), taken: Mutex::new(()) }
    }

    /// Waits for the journey before, however it ended.
    fn take(&self, make: impl FnOnce() -> S) -> (&S, MutexGuard<'_, ()>) {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        (self.made.get_or_init(make), taken)
    }
}

/// A demonstration for each language: what one journey decided, the same journey in the other language decides again.
static SITES: [Shared<String>; 2] = [Shared::new(), Shared::new()];

/// A server whose people sign in at a provider; nothing where there is no provider.
#[cfg(feature = "oidc")]
static PROVIDED: Shared<Option<(String, provider::Provider)>> = Shared::new();

fn main() {
    assert_eq!(
        Digest::of(browser::AXE).to_string(),
        "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c",
        "axe-core is as published"
    );
    let mut arguments = Arguments::from_args();
    // one browser at a time: two on two cores only wait for each other
    arguments.test_threads = Some(2);
    let listing = arguments.list;
    let driver = if listing { None } else { servers::Driver::start() };
    if driver.is_none() && !listing {
        assert!(std::env::var_os("CI").is_none(), "chromium and chromedriver are needed, see tests/run");
        println!("browser: no chromedriver on this machine, every journey is skipped; tests/run installs it");
    }
    let mut trials = Vec::new();
    let with = journeys::ALL.iter().map(|journey| (journey, true));
    let without = journeys::WITHOUT_SCRIPT.iter().map(|journey| (journey, false));
    for ((name, journey), scripted) in with.chain(without) {
        for (language, site) in [("id", &SITES[0]), ("en", &SITES[1])] {
            let driver = driver.as_ref().map(servers::Driver::address);
            let ignored = driver.is_none();
            let trial = Trial::test(format!("{name}_{language}"), move || {
                let Some(driver) = driver else { return Ok(()) };
                let (site, _taken) = site.take(servers::site);
                browser::play(Begin { journey: name, language, scripted, site }, &driver, *journey);
                Ok(())
            });
            trials.push(trial.with_ignored_flag(ignored));
        }
    }
    #[cfg(feature = "oidc")]
    for (name, journey) in journeys::BY_PROVIDER {
        for language in ["id", "en"] {
            let driver = driver.as_ref().map(servers::Driver::address);
            let ignored = driver.is_none();
            let trial = Trial::test(format!("{name}_{language}"), move || {
                let Some(driver) = driver else { return Ok(()) };
                let (Some((site, _)), _taken) = PROVIDED.take(servers::provided) else { return Ok(()) };
                browser::play(Begin { journey: name, language, scripted: true, site }, &driver, *journey);
                Ok(())
            });
            trials.push(trial.with_ignored_flag(ignored));
        }
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    drop(driver);
    conclusion.exit();
}
