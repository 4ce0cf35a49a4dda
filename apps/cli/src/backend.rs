//! Where everything is kept, who acts, and the runtime that waits for it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, NaiveDate, Utc};
use clap::{Arg, ArgMatches};
use jenjang::audit::Digest;
use jenjang::legal::Language;
use jenjang::people::id::{PersonId, UnitId};
use jenjang::store::{MemoryStore, Store, StoreError};
use jenjang_host::{Opened, Place, SystemClock, SystemEntropy};
use jenjang_service::{Actor, Clock, Context, Entropy, FixedClock, ServiceError};
use jenjang_sqlite::{OpenMode, SqliteStore};

use crate::args::text;
use crate::output::Failure;

/// Where a command looks that is told nothing.
pub(crate) const DEFAULT: &str = "sqlite:jenjang.db";

/// `--database`, `--keys`, `--utc-offset`: what every command takes that needs a store.
pub(crate) fn place(language: Language) -> [Arg; 3] {
    let t = |id, en| text(language, id, en);
    [
        Arg::new("database").long("database").value_name("URL|FILE").env("JENJANG_DATABASE").hide_env(true).display_order(800).help(t(
            "Tempat data: berkas SQLite (jenjang.db, sqlite:/data/jenjang.db) atau server (postgres://…); juga JENJANG_DATABASE; bawaan: sqlite:jenjang.db",
            "Where the data is: an SQLite file (jenjang.db, sqlite:/data/jenjang.db) or a server (postgres://…); also JENJANG_DATABASE; default: sqlite:jenjang.db",
        )),
        Arg::new("keys").long("keys").value_name("FOLDER").env("JENJANG_KEYS").hide_env(true).display_order(801).help(t(
            "Folder kunci jawaban periode terbuka, di luar PostgreSQL dan cadangannya; juga JENJANG_KEYS",
            "Folder of the keys to answers of open cycles, outside PostgreSQL and its backups; also JENJANG_KEYS",
        )),
        Arg::new("utc-offset").long("utc-offset").value_name("HOURS").env("JENJANG_UTC_OFFSET").hide_env(true).display_order(802).help(t(
            "Waktu instansi, selisih jam dari UTC: 7 WIB (bawaan), 8 WITA, 9 WIT; juga JENJANG_UTC_OFFSET",
            "The agency's time, hours from UTC: 7 WIB (default), 8 WITA, 9 WIT; also JENJANG_UTC_OFFSET",
        )),
    ]
}

/// As [`place`], with `--as`: for commands that somebody does.
pub(crate) fn arguments(language: Language) -> Vec<Arg> {
    let acting = Arg::new("as").long("as").value_name("PERSON").env("JENJANG_AS").hide_env(true).display_order(799).help(text(
        language,
        "Siapa yang bertindak: id internal atau nomor pegawai (NIP); juga JENJANG_AS; bawaan: operator sistem",
        "Who acts: an internal id or an employee number (NIP); also JENJANG_AS; default: the operator",
    ));
    std::iter::once(acting).chain(place(language)).collect()
}

/// The clock of the machine with the calendar that `--utc-offset` names.
pub(crate) fn clock(matches: &ArgMatches) -> Result<SystemClock, Failure> {
    let given = matches.try_get_one::<String>("utc-offset").ok().flatten().map_or("7", String::as_str);
    SystemClock::new(given).map_err(Failure::from)
}

/// The day it is for the agency, for commands without a store.
pub(crate) fn today(matches: &ArgMatches) -> Result<NaiveDate, Failure> {
    clock(matches).map(|clock| clock.today())
}

/// 32 random bytes, for keys.
pub(crate) fn random() -> Result<[u8; 32], Failure> {
    SystemEntropy.bytes().map_err(|error| Failure::of(&error))
}

/// What `--database` names.
pub(crate) fn place_of(matches: &ArgMatches) -> Result<Place, Failure> {
    Place::parse(matches.get_one::<String>("database").map_or(DEFAULT, String::as_str)).map_err(Failure::from)
}

fn keys(matches: &ArgMatches) -> Option<PathBuf> {
    matches.get_one::<String>("keys").map(PathBuf::from)
}

/// An open store, who acts, and the runtime that waits for it.
pub(crate) struct Session {
    runtime: tokio::runtime::Runtime,
    opened: Opened,
    place: Place,
    actor: Actor,
    clock: SystemClock,
}

/// A runtime on this thread.
fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::said(format!("program tidak dapat memulai: {error}"), format!("the program cannot start: {error}")))
}

impl Session {
    /// Opens the store that is there, for whoever `--as` names.
    pub(crate) fn open(matches: &ArgMatches) -> Result<Session, Failure> {
        Session::start(matches, place_of(matches)?, async |place| place.open(keys(matches)).await)
    }

    /// Makes a new store.
    pub(crate) fn create(matches: &ArgMatches) -> Result<Session, Failure> {
        Session::start(matches, place_of(matches)?, async |place| place.create(keys(matches)).await)
    }

    /// Makes a new store in a file, for the demonstration.
    pub(crate) fn create_file(matches: &ArgMatches, path: &Path) -> Result<Session, Failure> {
        Session::start(matches, Place::Sqlite(path.to_owned()), async |place| place.create(None).await)
    }

    /// Whether a file is a store that holds this unit.
    pub(crate) fn holds_unit(path: &Path, unit: &str) -> bool {
        let (Ok(store), Ok(runtime)) = (SqliteStore::open(path, OpenMode::Read), runtime()) else { return false };
        let units: Result<_, StoreError> = runtime.block_on(async { store.read().await?.people().units().await });
        units.is_ok_and(|units| units.iter().any(|found| found.id.as_str() == unit))
    }

    fn start(matches: &ArgMatches, place: Place, open: impl AsyncFnOnce(&Place) -> Result<Opened, StoreError>) -> Result<Session, Failure> {
        let clock = clock(matches)?;
        let runtime = runtime()?;
        let opened = runtime.block_on(open(&place)).map_err(|error| not_opened(&place, error))?;
        let mut session = Session { runtime, opened, place, actor: Actor::Operator, clock };
        if let Some(acting) = matches.try_get_one::<String>("as").ok().flatten() {
            session.actor = Actor::Person(session.person(acting)?);
        }
        Ok(session)
    }

    /// Where the store is.
    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// The store itself, for what only one kind of store can do.
    pub(crate) fn opened(&self) -> &Opened {
        &self.opened
    }

    /// The store.
    pub(crate) fn store(&self) -> &dyn Store {
        self.opened.store()
    }

    /// The day it is for the agency.
    pub(crate) fn today(&self) -> NaiveDate {
        self.clock.today()
    }

    /// Waits for something.
    pub(crate) fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Asks a use case as whoever acts.
    pub(crate) fn ask<T>(&self, work: impl AsyncFnOnce(&Context<'_>) -> Result<T, ServiceError>) -> Result<T, Failure> {
        self.try_ask(work).map_err(|error| Failure::of(&error))
    }

    /// As [`Session::ask`], for whoever looks at the error.
    pub(crate) fn try_ask<T>(&self, work: impl AsyncFnOnce(&Context<'_>) -> Result<T, ServiceError>) -> Result<T, ServiceError> {
        self.runtime.block_on(work(&self.context(&self.actor)))
    }

    /// Asks a use case as the operator, whoever acts: what the program does by itself.
    pub(crate) fn ask_as_operator<T>(&self, work: impl AsyncFnOnce(&Context<'_>) -> Result<T, ServiceError>) -> Result<T, Failure> {
        self.runtime.block_on(work(&self.context(&Actor::Operator))).map_err(|error| Failure::of(&error))
    }

    /// Asks a use case as nobody in particular.
    pub(crate) fn ask_as_public<T>(&self, work: impl AsyncFnOnce(&Context<'_>) -> Result<T, ServiceError>) -> Result<T, Failure> {
        self.runtime.block_on(work(&self.context(&Actor::Public))).map_err(|error| Failure::of(&error))
    }

    fn context<'s>(&'s self, actor: &'s Actor) -> Context<'s> {
        Context { store: self.store(), actor, clock: &self.clock, entropy: &SystemEntropy }
    }

    /// The units there are.
    pub(crate) fn unit_ids(&self) -> Result<BTreeSet<UnitId>, Failure> {
        let units: Result<_, StoreError> = self.wait(async { self.store().read().await?.people().units().await });
        let units = units.map_err(|error| Failure::of(&ServiceError::from(error)))?;
        Ok(units.into_iter().map(|unit| unit.id).collect())
    }

    /// The person who acts.
    pub(crate) fn acting(&self) -> Option<&PersonId> {
        self.actor.person()
    }

    /// Somebody by internal id or employee number.
    pub(crate) fn person(&self, given: &str) -> Result<PersonId, Failure> {
        let found: Result<Option<PersonId>, StoreError> = self.wait(async {
            let mut tx = self.store().read().await?;
            if let Ok(id) = given.parse::<PersonId>()
                && tx.people().find(&id).await?.is_some()
            {
                return Ok(Some(id));
            }
            tx.people().find_by_number(&given.replace(' ', "")).await
        });
        found.map_err(|error| Failure::of(&ServiceError::from(error)))?.ok_or_else(|| {
            Failure::said(
                format!("tidak ada pegawai dengan id atau nomor pegawai `{given}` dalam {}", self.place.shown()),
                format!("nobody with the id or employee number `{given}` is in {}", self.place.shown()),
            )
        })
    }
}

/// A store in memory with a calendar and random bytes of its own: what the demonstration plays a year in, always the same way.
pub(crate) struct Rehearsal {
    runtime: tokio::runtime::Runtime,
    store: MemoryStore,
    entropy: Seeded,
}

/// Bytes that follow from a seed.
struct Seeded {
    seed: u64,
    given: AtomicU64,
}

impl Entropy for Seeded {
    fn bytes(&self) -> Result<[u8; 32], ServiceError> {
        Ok(Digest::of(format!("{}/{}", self.seed, self.given.fetch_add(1, Ordering::Relaxed))).0)
    }
}

impl Rehearsal {
    /// An empty store.
    pub(crate) fn new(seed: u64) -> Result<Rehearsal, Failure> {
        Ok(Rehearsal { runtime: runtime()?, store: MemoryStore::new(), entropy: Seeded { seed, given: AtomicU64::new(0) } })
    }

    /// Asks a use case as somebody at a moment.
    pub(crate) fn ask<T>(
        &self,
        actor: &Actor,
        at: DateTime<Utc>,
        work: impl AsyncFnOnce(&Context<'_>) -> Result<T, ServiceError>,
    ) -> Result<T, Failure> {
        let clock = FixedClock(at);
        let context = Context { store: &self.store, actor, clock: &clock, entropy: &self.entropy };
        self.runtime.block_on(work(&context)).map_err(|error| Failure::of(&error))
    }
}

/// What was wrong, and what to do about it.
fn not_opened(place: &Place, error: StoreError) -> Failure {
    let shown = place.shown();
    let option = match place {
        Place::Sqlite(path) if path == Path::new("jenjang.db") => String::new(),
        _ => format!(" --database {shown}"),
    };
    match &error {
        StoreError::Missing { .. } => Failure::said(
            format!("tidak ada data di {shown}; buat dengan `jenjang database init{option}` atau sebut tempat lain dengan `--database`"),
            format!("there is no data at {shown}; make it with `jenjang database init{option}` or name another place with `--database`"),
        ),
        _ => Failure::of(&ServiceError::from(error)),
    }
}

/// Brings a store up to date; the versions before and after.
pub(crate) fn migrate(matches: &ArgMatches) -> Result<(Place, i64, i64), Failure> {
    let place = place_of(matches)?;
    let versions = runtime()?.block_on(place.migrate(keys(matches)));
    let (from, to) = versions.map_err(|error| not_opened(&place, error))?;
    Ok((place, from, to))
}

/// Puts a copy of an SQLite file back.
pub(crate) fn restore(from: &Path, to: &Path, progress: impl FnMut(u64, u64)) -> Result<u64, Failure> {
    SqliteStore::restore(from, to, progress).map(|report| report.bytes).map_err(|error| Failure::of(&ServiceError::from(error)))
}
