//! Bringing many people into a store: a bar, Ctrl-C between two batches, and what came of it.

use jenjang::legal::Language;
use jenjang::people::id::PersonId;
use jenjang_service::people::{ImportBatch, ImportCounts, ImportPeople, PersonChange, PersonData, PersonProblem, import_people};

use crate::backend::Session;
use crate::output::{Failure, Voice};
use crate::progress::{Interrupt, Progress};

/// What came of an import, and who was not taken over.
pub(crate) struct Imported {
    pub(crate) counts: ImportCounts,
    /// The first hundred.
    pub(crate) refused: Vec<(PersonId, PersonProblem)>,
    /// The first hundred that change, with what.
    pub(crate) changed: Vec<(PersonId, Vec<&'static str>)>,
}

/// Who is listed by name.
const LISTED: usize = 100;

/// Brings people in; `total` is for the bar. Each batch is kept when the next begins.
pub(crate) fn import(
    session: &Session,
    people: &mut (dyn Iterator<Item = PersonData> + Send),
    total: Option<u64>,
    dry_run: bool,
    interrupt: &Interrupt,
    voice: &Voice,
) -> Result<Imported, Failure> {
    import_with(session, people, total, dry_run, interrupt, voice, &mut |_, _| {})
}

/// As [`import`], telling of everybody.
pub(crate) fn import_with(
    session: &Session,
    people: &mut (dyn Iterator<Item = PersonData> + Send),
    total: Option<u64>,
    dry_run: bool,
    interrupt: &Interrupt,
    voice: &Voice,
    each: &mut (dyn FnMut(&PersonId, &PersonChange) + Send),
) -> Result<Imported, Failure> {
    let what = if dry_run { voice.t("Membandingkan", "Comparing") } else { voice.t("Mengimpor", "Importing") };
    let progress = Progress::new(voice, what, total);
    let (mut refused, mut changed) = (Vec::new(), Vec::new());
    let mut report = |batch: &ImportBatch| {
        for (person, change) in &batch.people {
            each(person, change);
            match change {
                PersonChange::Refused(problem) if refused.len() < LISTED => refused.push((person.clone(), problem.clone())),
                PersonChange::Changed(fields) if changed.len() < LISTED => changed.push((person.clone(), fields.clone())),
                _ => {}
            }
        }
        progress.add(u64::try_from(batch.people.len()).unwrap_or_default());
        interrupt.flow()
    };
    let counts = session.ask(async |context| import_people(context, ImportPeople { people, dry_run, report: &mut report }).await)?;
    drop(progress);
    Ok(Imported { counts, refused, changed })
}

/// `12 new, 3 changed, 985 as before, 0 refused`
pub(crate) fn counted(counts: &ImportCounts, dry_run: bool, voice: &Voice) -> String {
    let ImportCounts { new, changed, unchanged, refused, .. } = counts;
    match (voice.language, dry_run) {
        (Language::Id, false) => format!("{new} baru, {changed} berubah, {unchanged} tetap, {refused} ditolak."),
        (Language::En, false) => format!("{new} new, {changed} changed, {unchanged} as before, {refused} refused."),
        (Language::Id, true) => {
            format!("Akan menjadi {new} baru, {changed} berubah, {unchanged} tetap, {refused} ditolak. Tidak ada yang disimpan.")
        }
        (Language::En, true) => {
            format!("Would be {new} new, {changed} changed, {unchanged} as before, {refused} refused. Nothing was kept.")
        }
    }
}

/// That Ctrl-C ended it, how far it came, and how to go on.
pub(crate) fn interrupted(done: u64) -> Failure {
    Failure::said(
        format!("dihentikan setelah {done} pegawai, yang sudah disimpan; jalankan perintah yang sama lagi untuk meneruskan"),
        format!("stopped after {done} people, who are kept; run the same command again to go on"),
    )
}
