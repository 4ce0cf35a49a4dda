//! People from a facts file.

use std::sync::Arc;

use chrono::NaiveDate;
use clap::ArgMatches;
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
    let (people, diagnostics) = if name.ends_with(".csv") {
        read_facts_csv(&context, &text)
    } else if name.ends_with(".jsonl") || (name == "-" && is_json_lines(&text)) {
        read_facts_jsonl(&context, &text)
    } else {
        read_facts_json(&context, &text)
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
    if let Some(person) = people.iter().find(|person| person.dossier.as_of() != as_of) {
        let who = person.id.as_deref().unwrap_or("?");
        return Err(Failure::said(
            format!("fakta `{who}` dikumpulkan untuk {}, sedangkan keputusan diminta untuk {as_of}", person.dossier.as_of()),
            format!("the facts of `{who}` were gathered for {}, but the decision is asked for {as_of}", person.dossier.as_of()),
        ));
    }
    Ok(people)
}

/// More than one line that starts an object: JSON lines rather than one JSON text.
fn is_json_lines(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let closed = |line: &str| line.trim_start().starts_with('{') && line.trim_end().ends_with('}');
    lines.next().is_some_and(closed) && lines.next().is_some_and(closed)
}
