//! People from a facts file.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use clap::ArgMatches;
use jenjang::legal::Language;
use jenjang::people::id::{MAX_LENGTH, PersonId};
use jenjang::policy::diagnostic::Severity;
use jenjang::policy::model::Policy;
use jenjang_policy_files::{FactsContext, Person, read_facts_csv, read_facts_json, read_facts_jsonl};

use crate::library::{Library, read_file};
use crate::output::{Failure, Voice, plural};

/// The people of `--facts`, in the file's order. A file with an error is refused as a whole, after every problem was shown: nobody is left out silently.
pub(crate) fn read(
    library: &mut Library,
    matches: &ArgMatches,
    policy: &Arc<Policy>,
    as_of: NaiveDate,
    voice: &Voice,
) -> Result<Vec<Person>, Failure> {
    let name = matches.get_one::<String>("facts").map_or("-", String::as_str);
    let bytes = read_file(name)?;
    library.files.sources.insert(name, &bytes);
    let text = String::from_utf8(bytes).map_err(|e| {
        let place = e.utf8_error().valid_up_to();
        Failure::said(
            format!("`{name}` bukan teks UTF-8: bita ke-{} tidak dapat dibaca", place + 1),
            format!("`{name}` is not UTF-8 text: byte {} cannot be read", place + 1),
        )
    })?;
    let context = FactsContext::new(name, &policy.catalogue, Some(as_of));
    let (people, diagnostics) = match form(name, &text) {
        Form::Csv => read_facts_csv(&context, &text),
        Form::JsonLines => read_facts_jsonl(&context, &text),
        Form::Json => read_facts_json(&context, &text),
    };
    library.show(&diagnostics, Severity::Warning, voice);
    let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    if errors > 0 {
        return Err(Failure::said(
            format!("{errors} kesalahan dalam `{name}`; tidak ada yang diputuskan"),
            format!("{} in `{name}`; nobody was decided", plural(errors, "error", "errors")),
        ));
    }
    if people.is_empty() {
        return Err(Failure::said(format!("tidak ada orang dalam `{name}`"), format!("there is nobody in `{name}`")));
    }
    check_ids(&people, name)?;
    note_idle_waivers(&people, policy, voice);
    if let Some(person) = people.iter().find(|person| person.dossier.as_of() != as_of) {
        let who = who(person);
        return Err(Failure::said(
            format!("fakta `{who}` dikumpulkan untuk {}, sedangkan keputusan diminta untuk {as_of}", person.dossier.as_of()),
            format!("the facts of `{who}` were gathered for {}, but the decision is asked for {as_of}", person.dossier.as_of()),
        ));
    }
    Ok(people)
}

/// How facts are written.
enum Form {
    Json,
    JsonLines,
    Csv,
}

/// By the file's ending; standard input and other endings by how the text begins.
fn form(name: &str, text: &str) -> Form {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    match ending.as_str() {
        "csv" => Form::Csv,
        "jsonl" | "ndjson" => Form::JsonLines,
        "json" => Form::Json,
        _ if is_json_lines(text) => Form::JsonLines,
        _ if text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']) || text.trim().is_empty() => Form::Json,
        _ => Form::Csv,
    }
}

/// More than one line that starts an object: JSON lines rather than one JSON text.
fn is_json_lines(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let closed = |line: &str| line.trim_start().starts_with('{') && line.trim_end().ends_with('}');
    lines.next().is_some_and(closed) && lines.next().is_some_and(closed)
}

/// The person's id, or the line it stands on.
fn who(person: &Person) -> String {
    person.id.as_deref().map_or_else(|| format!("#{}", person.line), str::to_owned)
}

/// Every id names one person and can be shown on a screen as it stands.
fn check_ids(people: &[Person], file: &str) -> Result<(), Failure> {
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    for person in people {
        let Some(id) = person.id.as_deref() else { continue };
        let turns = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if id.parse::<PersonId>().is_err() || id.contains(turns) {
            let shown: String = id.chars().take(40).collect();
            let (shown, line) = (shown.escape_debug(), person.line);
            return Err(Failure::said(
                format!(
                    "`id` pada baris {line} dari `{file}` adalah `{shown}`, seharusnya 1 sampai {MAX_LENGTH} huruf tanpa karakter kendali dan tanpa spasi di ujungnya"
                ),
                format!(
                    "`id` on line {line} of `{file}` is `{shown}`, expected 1 to {MAX_LENGTH} characters, no control characters, no blanks at the ends"
                ),
            ));
        }
        if let Some(first) = lines.insert(id, person.line) {
            let line = person.line;
            return Err(Failure::said(
                format!("`id` `{id}` ada dua kali dalam `{file}` (baris {first} dan {line}), seharusnya satu kali"),
                format!("`id` `{id}` stands twice in `{file}` (lines {first} and {line}), expected it once"),
            ));
        }
    }
    Ok(())
}

/// A waiver that cannot set anything aside is remarked on, so that nobody relies on it.
fn note_idle_waivers(people: &[Person], policy: &Policy, voice: &Voice) {
    for person in people {
        for waiver in &person.waivers {
            let criterion = policy.criteria.iter().find(|criterion| criterion.code == waiver.criterion);
            if criterion.is_some_and(|criterion| criterion.waivable.is_some()) {
                continue;
            }
            let (who, code, id) = (who(person), &waiver.criterion, &policy.id);
            voice.note(match (voice.language, criterion.is_some()) {
                (Language::Id, true) => {
                    format!("dispensasi untuk {who} tidak dipakai: syarat `{code}` dalam `{id}` tidak dapat dikecualikan")
                }
                (Language::Id, false) => format!("dispensasi untuk {who} tidak dipakai: `{id}` tidak mempunyai syarat `{code}`"),
                (Language::En, true) => format!("the waiver for {who} is not used: the criterion `{code}` of `{id}` cannot be waived"),
                (Language::En, false) => format!("the waiver for {who} is not used: `{id}` has no criterion `{code}`"),
            });
        }
    }
}
