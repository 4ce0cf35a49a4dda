//! What commands about a finished cycle take: scheme, instrument, three tables, the day it was closed.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use clap::{Arg, ArgAction, ArgMatches};
use jenjang::evaluation::cycle::{Cycle, CycleState};
use jenjang::evaluation::input::CycleInput;
use jenjang::evaluation::instrument::Instrument;
use jenjang::evaluation::scheme::Scheme;
use jenjang::evaluation::scoring::ScoreSheet;
use jenjang::legal::Language;
use jenjang::number::parse_decimal;
use jenjang::people::id::{CompetencyCode, CycleId};
use jenjang::policy::diagnostic::{Diagnostic, Severity};
use jenjang::policy::expression::suggest::nearest;
use jenjang_exchange::evaluation::{File, read_cycle};
use jenjang_policy_files::Sources;
use jenjang_service::evaluation::{CycleAnalysis, analyse_cycle, score_cycle};
use rust_decimal::Decimal;

use super::library::{Library, show};
use crate::args::text;
use crate::commands::shared;
use crate::library::{perhaps, read_file};
use crate::output::{Failure, Voice, plural};

/// The scheme used where none is named.
pub(super) const DEFAULT_SCHEME: &str = "asn/360/default";

/// `--scheme ID|FILE`
pub(super) fn scheme_arg(language: Language) -> Arg {
    Arg::new("scheme").long("scheme").value_name("ID|FILE").help(text(
        language,
        "Skema menurut id, atau berkas TOML sendiri; bawaan: asn/360/default",
        "A scheme by id, or a TOML file of your own; default: asn/360/default",
    ))
}

/// `--people FILE`
pub(super) fn people_arg(language: Language) -> Arg {
    Arg::new("people").long("people").required(true).value_name("FILE").help(text(
        language,
        "Orang: person,unit,superior,position-kind (boleh juga name,leads)",
        "People: person,unit,superior,position-kind (name,leads if wanted)",
    ))
}

/// What every command takes that reads a finished cycle.
pub(super) fn args(language: Language) -> [Arg; 9] {
    let file = |name: &'static str, id, en| Arg::new(name).long(name).required(true).value_name("FILE").help(text(language, id, en));
    [
        people_arg(language),
        file(
            "nominations",
            "Penunjukan: ratee,rater,group (boleh juga state,reason)",
            "Nominations: ratee,rater,group (state,reason if wanted)",
        ),
        file(
            "answers",
            "Jawaban: ratee,rater,item,answer, atau ratee,rater lalu satu kolom tiap butir",
            "Answers: ratee,rater,item,answer, or ratee,rater and a column for each item",
        ),
        Arg::new("closed-on").long("closed-on").required(true).value_name("DATE").help(text(
            language,
            "Tanggal periode ditutup; jawaban sejak hari itu ditolak",
            "The day the cycle was closed; answers from that day on are refused",
        )),
        Arg::new("as-of").long("as-of").value_name("DATE").help(text(
            language,
            "Tanggal perhitungan; sebelum penutupan tidak ada yang dihitung; bawaan: tanggal penutupan",
            "The day of scoring; nothing is scored before the cycle is closed; default: the day it was closed",
        )),
        Arg::new("cycle").long("cycle").value_name("ID").help(text(
            language,
            "Nama periode dalam keluaran; bawaan: tanggal penutupannya",
            "Name of the cycle in the output; default: the day it was closed",
        )),
        scheme_arg(language),
        Arg::new("instrument").long("instrument").value_name("ID|FILE").help(text(
            language,
            "Instrumen menurut id, atau berkas TOML sendiri; bawaan: instrumen skema",
            "An instrument by id, or a TOML file of your own; default: that of the scheme",
        )),
        Arg::new("importance").long("importance").value_name("CODE=NUMBER").action(ArgAction::Append).help(text(
            language,
            "Kepentingan sebuah dimensi, misalnya M.01=0.2; dapat diulang; yang tidak disebut tidak dihitung; bawaan: semua sama",
            "Importance of a dimension, such as M.01=0.2; may be repeated; one not named does not count; default: all equal",
        )),
    ]
}

/// A finished cycle, read and checked.
pub(super) struct Loaded {
    pub(super) cycle: Cycle,
    pub(super) scheme: Arc<Scheme>,
    pub(super) instrument: Arc<Instrument>,
    pub(super) input: CycleInput,
    /// Importance of dimensions; empty: all equal.
    pub(super) importance: BTreeMap<CompetencyCode, Decimal>,
    /// Notes on raters short of their quota and the like, with the texts they are about.
    pub(super) notes: Vec<Diagnostic>,
    pub(super) sources: Sources,
}

impl Loaded {
    /// The exact scores of everybody, in the order of their ids; of the text that follows only reports may be shown.
    pub(super) fn sheets(&self) -> Result<Vec<ScoreSheet>, Failure> {
        score_cycle(&self.scheme, &self.instrument, &self.input, &self.importance).map_err(|error| Failure { message: error.message() })
    }

    /// Reliability, flags and severity of the cycle of these sheets.
    pub(super) fn analyse(&self, sheets: &[ScoreSheet]) -> CycleAnalysis {
        analyse_cycle(&self.scheme, &self.instrument, &self.input, sheets, None)
    }
}

/// The scheme of `--scheme`.
pub(super) fn scheme(matches: &ArgMatches, library: &mut Library, voice: &Voice) -> Result<Arc<Scheme>, Failure> {
    library.scheme(matches.get_one::<String>("scheme").map_or(DEFAULT_SCHEME, String::as_str), voice)
}

/// Reads what [`args`] name. Every problem of the files is shown before they are refused.
pub(super) fn load(matches: &ArgMatches, voice: &Voice) -> Result<Loaded, Failure> {
    let cycle = closed_cycle(matches)?;
    let mut library = Library::open();
    let scheme = scheme(matches, &mut library, voice)?;
    let named = matches.get_one::<String>("instrument").map_or(scheme.parts().instrument.as_str(), String::as_str);
    let instrument = library.instrument(named, voice)?;
    let importance = importance(matches, &instrument)?;
    let name = |key: &str| matches.get_one::<String>(key).map_or("-", String::as_str);
    let names = ["people", "nominations", "answers"].map(name);
    if names.iter().filter(|name| **name == "-").count() > 1 {
        return Err(Failure::said(
            "`-` membaca masukan standar, yang hanya dapat dipakai untuk satu berkas",
            "`-` reads standard input, which can serve for one file only",
        ));
    }
    let mut sources = Sources::default();
    let mut bytes = Vec::new();
    for name in names {
        let read = read_file(name)?;
        sources.insert(name, &read);
        bytes.push(read);
    }
    let [people, nominations, answers] = [0, 1, 2].map(|at| File { name: names[at], bytes: &bytes[at] });
    let reading = read_cycle(&scheme, &instrument, Some(&cycle), people, nominations, answers);
    let notes = reading.diagnostics().to_vec();
    show(&sources, &notes, Severity::Warning, voice);
    let input = reading.sound().map_err(|found| {
        let errors = found.iter().filter(|d| d.severity == Severity::Error).count();
        Failure::said(
            format!("{errors} kesalahan dalam berkas; tidak ada yang dinilai"),
            format!("{} in the files; nobody was scored", plural(errors, "error", "errors")),
        )
    })?;
    Ok(Loaded { cycle, scheme, instrument, input, importance, notes, sources })
}

/// The cycle as its flags describe it; one that is not closed yet is refused.
fn closed_cycle(matches: &ArgMatches) -> Result<Cycle, Failure> {
    let closed = shared::required_date(matches, "closed-on")?;
    let as_of = if matches.get_one::<String>("as-of").is_some() { shared::required_date(matches, "as-of")? } else { closed };
    let name = matches.get_one::<String>("cycle").cloned().unwrap_or_else(|| closed.to_string());
    let id: CycleId = name.parse().map_err(|error| {
        Failure::said(
            format!("`--cycle {name}` tidak sah sebagai nama periode, diharapkan 1 sampai 120 huruf tanpa spasi di ujungnya"),
            format!("`--cycle {name}`: {error}"),
        )
    })?;
    let state = if as_of < closed { CycleState::Open { since: NaiveDate::MIN, until: closed } } else { CycleState::Closed { on: closed } };
    let cycle = Cycle::restore(id, state);
    cycle.may_score().map_err(|error| Failure { message: error.message() })?;
    Ok(cycle)
}

/// The highest importance that may be written.
const HIGHEST_IMPORTANCE: Decimal = Decimal::ONE_THOUSAND;

/// The importance of dimensions as `--importance` gives it.
fn importance(matches: &ArgMatches, instrument: &Instrument) -> Result<BTreeMap<CompetencyCode, Decimal>, Failure> {
    let mut found = BTreeMap::new();
    for written in matches.get_many::<String>("importance").into_iter().flatten().flat_map(|text| text.split(',')) {
        let refused =
            |id: String, en: String| Failure::said(format!("`--importance {written}`: {id}"), format!("`--importance {written}`: {en}"));
        let Some((code, number)) = written.split_once('=') else {
            return Err(refused(
                "diharapkan KODE=ANGKA seperti M.01=0.2, desimal dengan titik".to_owned(),
                "expected CODE=NUMBER such as M.01=0.2, with a decimal point".to_owned(),
            ));
        };
        let dimension = instrument.dimensions().iter().find(|dimension| dimension.code.as_str() == code.trim());
        let Some(dimension) = dimension else {
            let (id, en) = perhaps(nearest(code.trim(), instrument.dimensions().iter().map(|dimension| dimension.code.as_str())));
            return Err(refused(
                format!("instrumen `{}` tidak mempunyai dimensi itu{id}", instrument.parts().id),
                format!("the instrument `{}` has no such dimension{en}", instrument.parts().id),
            ));
        };
        let number = parse_decimal(number.trim()).ok().filter(|number| (Decimal::ZERO..=HIGHEST_IMPORTANCE).contains(number));
        let Some(number) = number else {
            return Err(refused(
                format!("diharapkan angka 0 sampai {HIGHEST_IMPORTANCE}, desimal dengan titik"),
                format!("expected a number from 0 to {HIGHEST_IMPORTANCE}, with a decimal point"),
            ));
        };
        if found.insert(dimension.code.clone(), number).is_some() {
            return Err(refused(
                "dimensi itu sudah disebut, diharapkan sekali".to_owned(),
                "that dimension is named twice, expected once".to_owned(),
            ));
        }
    }
    if !found.is_empty() && found.values().all(Decimal::is_zero) {
        return Err(Failure::said(
            "`--importance`: semua kepentingan 0, diharapkan sedikitnya satu lebih dari 0",
            "`--importance`: every importance is 0, expected at least one above 0",
        ));
    }
    Ok(found)
}
