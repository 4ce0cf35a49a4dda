//! `career …`: where a post can lead.

mod map;
mod paths;
pub(crate) mod picture;
mod posts;
mod under_way;

use std::sync::Arc;

use chrono::NaiveDate;
use clap::{Arg, ArgMatches, Command};
use jenjang::career::{CareerMap, CareerPattern};
use jenjang::legal::Language;
use jenjang::people::id::PositionId;
use jenjang::policy::diagnostic::Severity;
use jenjang_policy_files::{Person, read_career_pattern, read_posts};

use crate::args::text;
use crate::commands::shared;
use crate::library::{Library, perhaps, read_file};
use crate::output::{Answer, Failure, Voice, plural};
use crate::people;

pub(crate) fn command(language: Language) -> Command {
    Command::new("career")
        .about(text(
            language,
            "Peta karier: jabatan yang dapat dicapai, dan rute menuju suatu jabatan",
            "Career maps: posts within reach, and routes to a post",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([paths::command(language), map::command(language), posts::command(language)])
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let Some((name, matches)) = matches.subcommand() else {
        return Err(Failure::said("perintah belum disebut", "no command given"));
    };
    let voice = Voice::of(matches, language);
    match name {
        "paths" => paths::run(matches, &voice),
        "map" => map::run(matches, &voice),
        _ => posts::run(matches, &voice),
    }
}

/// What both `paths` and `map` take.
fn arguments(language: Language) -> Vec<Arg> {
    let [catalogue, with] = shared::sources(language);
    let t = |id, en| text(language, id, en);
    vec![
        shared::facts(language),
        Arg::new("posts").long("posts").required(true).value_name("FILE|-").help(t(
            "Berkas CSV jabatan (docs/career.md); `jenjang career posts` menulis contohnya",
            "CSV file of posts (docs/career.md); `jenjang career posts` writes an example",
        )),
        Arg::new("from").long("from").value_name("POST").help(t(
            "Jabatan sekarang dalam peta; tanpa ini dibaca dari fakta orangnya",
            "The present post on the map; without it the person's facts say which kind it is",
        )),
        Arg::new("person").long("person").value_name("ID").help(t("Hanya orang dengan id ini", "Only the person with this id")),
        shared::as_of(language),
        Arg::new("pattern").long("pattern").value_name("FILE").help(t(
            "Pola karier sendiri; bawaan: pola nasional `asn/career/national`",
            "A career pattern of your own; default: the national one, `asn/career/national`",
        )),
        shared::known_at(language),
        catalogue,
        with,
    ]
}

/// What was asked: the map, the people, the days.
struct Asked {
    library: Library,
    map: CareerMap,
    people: Vec<Person>,
    from: Option<PositionId>,
    as_of: NaiveDate,
    known_at: NaiveDate,
}

fn asked(matches: &ArgMatches, voice: &Voice) -> Result<Asked, Failure> {
    let as_of = shared::required_date(matches, "as-of")?;
    let known_at = shared::known_at_or_all(matches)?;
    let [posts, facts] = ["posts", "facts"].map(|name| matches.get_one::<String>(name).map_or("", String::as_str));
    if posts == "-" && facts == "-" {
        return Err(Failure::said(
            "`--facts -` dan `--posts -`: masukan standar hanya dapat dibaca sekali",
            "`--facts -` and `--posts -`: standard input can be read only once",
        ));
    }
    let mut library = shared::library(matches, voice)?;
    let pattern = pattern(&mut library, matches.get_one::<String>("pattern"), voice)?;
    let map = map_of(&mut library, Arc::new(pattern), posts, voice)?;
    let guard = map.pattern().policies().into_iter().find_map(|id| library.set().get(&id).cloned());
    let guard = guard.ok_or_else(|| Failure::said("pola karier itu tidak menyebut kebijakan", "the career pattern names no policy"))?;
    let mut people = people::read(&mut library, matches, &guard, as_of, voice)?;
    if let Some(id) = matches.get_one::<String>("person") {
        people.retain(|person| person.id.as_deref() == Some(id.as_str()));
        if people.is_empty() {
            return Err(Failure::said(format!("tidak ada orang dengan id `{id}`"), format!("there is nobody with the id `{id}`")));
        }
    }
    let from = matches.get_one::<String>("from").map(|id| post_id(id)).transpose()?;
    if from.is_some() && people.len() > 1 {
        let count = people.len();
        return Err(Failure::said(
            format!("`--from` adalah jabatan satu orang, sedangkan ada {count} orang; pilih dengan `--person ID`"),
            format!("`--from` is the post of one person, but there are {count} people; choose with `--person ID`"),
        ));
    }
    Ok(Asked { library, map, people, from, as_of, known_at })
}

fn post_id(text: &str) -> Result<PositionId, Failure> {
    text.parse().map_err(|error| Failure::said(format!("`{}` tidak sah sebagai pengenal jabatan", text.escape_debug()), format!("{error}")))
}

/// The pattern of the file, or the national one.
fn pattern(library: &mut Library, file: Option<&String>, voice: &Voice) -> Result<CareerPattern, Failure> {
    let unusable = |name: &str| {
        Failure::said(format!("pola karier dalam `{name}` tidak dapat dipakai"), format!("the career pattern in `{name}` cannot be used"))
    };
    let missing = || Failure::said("katalog `asn` tidak ada", "there is no catalogue `asn`");
    let catalogue = library.files.catalogue("asn").cloned().ok_or_else(missing)?;
    let (pattern, problems, name) = match file {
        None => {
            let (pattern, problems) = jenjang_asn::career_pattern(&catalogue, library.set());
            (pattern, problems, jenjang_asn::CAREER_PATTERN_PATH.to_owned())
        }
        Some(file) => {
            let bytes = read_file(file)?;
            library.files.sources.insert(file, &bytes);
            // a pattern may be written against a catalogue of the user's own
            let mut found = read_career_pattern(file, &bytes, &catalogue, library.set());
            for other in library.files.catalogues.iter().filter(|other| other.id != catalogue.id) {
                if found.0.is_none() {
                    let read = read_career_pattern(file, &bytes, other, library.set());
                    found = if read.0.is_some() { read } else { found };
                }
            }
            (found.0, found.1, file.clone())
        }
    };
    library.show(&problems, Severity::Warning, voice);
    pattern.ok_or_else(|| unusable(&name))
}

fn map_of(library: &mut Library, pattern: Arc<CareerPattern>, file: &str, voice: &Voice) -> Result<CareerMap, Failure> {
    let bytes = read_file(file)?;
    library.files.sources.insert(file, &bytes);
    let text = String::from_utf8(bytes).map_err(|error| {
        let place = error.utf8_error().valid_up_to() + 1;
        Failure::said(
            format!("`{file}` bukan teks UTF-8: bita ke-{place} tidak dapat dibaca"),
            format!("`{file}` is not UTF-8 text: byte {place} cannot be read"),
        )
    })?;
    let (posts, problems) = read_posts(file, &text, &pattern.catalogue);
    library.show(&problems, Severity::Warning, voice);
    if !problems.is_empty() {
        let count = problems.len();
        return Err(Failure::said(
            format!("{count} kesalahan dalam `{file}`; peta tidak dibuat"),
            format!("{} in `{file}`; no map was made", plural(count, "error", "errors")),
        ));
    }
    CareerMap::new(pattern, posts).map_err(|errors| {
        for error in &errors {
            voice.note(error.message().get(voice.language));
        }
        let count = errors.len();
        Failure::said(
            format!("{count} kesalahan dalam jabatan dari `{file}`; peta tidak dibuat"),
            format!("{} in the posts of `{file}`; no map was made", plural(count, "error", "errors")),
        )
    })
}

/// A post nobody knows, with the nearest.
fn unknown_post(map: &CareerMap, id: &str) -> Failure {
    let (near_id, near_en) = perhaps(map.nearest(id));
    Failure::said(format!("tidak ada jabatan `{id}` dalam peta{near_id}"), format!("there is no post `{id}` on the map{near_en}"))
}
