//! What the subcommands read: frameworks, standards, profiles.

use chrono::NaiveDate;
use clap::{Arg, ArgAction, ArgMatches};
use jenjang::competency::{
    Assessment, AssessmentRules, AssessmentUnit, CurrentProfile, FoundStandard, Framework, Profile, ProfileQuestion, Purpose,
};
use jenjang::legal::Language;
use jenjang::people::id::{PersonId, TierCode};
use jenjang::policy::diagnostic::{Diagnostic, Severity};
use jenjang::policy::expression::suggest::nearest;
use jenjang_exchange::competency::{PersonProfiles, profiles, read_assessments_csv};
use jenjang_exchange::evaluation::File;
use jenjang_policy_files::{CompetencyLibrary, Style};

use crate::args::text;
use crate::library::{perhaps, read_file};
use crate::output::{Failure, Voice, plural};

/// `--framework FILE …` and `--standards FILE …`
pub(crate) fn files(language: Language) -> [Arg; 2] {
    let framework = Arg::new("framework").long("framework").value_name("FILE").action(ArgAction::Append).help(text(
        language,
        "Berkas kerangka kompetensi sendiri (TOML, docs/competency.md); dapat diulang",
        "A competency framework file of your own (TOML, docs/competency.md); may be repeated",
    ));
    let standards = Arg::new("standards").long("standards").value_name("FILE").action(ArgAction::Append).help(text(
        language,
        "Berkas standar kompetensi sendiri (TOML); dapat diulang",
        "A file of competency standards of your own (TOML); may be repeated",
    ));
    [framework, standards]
}

/// What subcommands about people take.
pub(super) fn for_people(language: Language) -> [Arg; 5] {
    let profile = Arg::new("profile").long("profile").required(true).value_name("FILE|-").help(text(
        language,
        "Hasil penilaian kompetensi (CSV, satu baris tiap kompetensi); - membaca masukan standar",
        "Assessed competencies (CSV, a line for each competency); - reads standard input",
    ));
    let person = Arg::new("person").long("person").value_name("ID").help(text(language, "Hanya orang ini", "Only this person"));
    let as_of = Arg::new("as-of").long("as-of").required(true).value_name("DATE").help(text(
        language,
        "Tanggal yang ditanyakan, misalnya 2026-04-01",
        "The day asked about, such as 2026-04-01",
    ));
    let purpose = Arg::new("purpose").long("purpose").value_name("filling|mapping").value_parser(["filling", "mapping"]).help(text(
        language,
        "Hanya hasil untuk tujuan ini: filling (pengisian jabatan) atau mapping (pemetaan)",
        "Only results made for this purpose: filling (a post) or mapping",
    ));
    let accredited = Arg::new("accredited").long("accredited").action(ArgAction::SetTrue).help(text(
        language,
        "Baris yang tidak menyebutkannya berasal dari unit yang terakreditasi",
        "Lines that do not say so come from an accredited unit",
    ));
    [profile, person, as_of, purpose, accredited]
}

/// A tiny profile, for help.
pub(super) fn example(language: Language) -> &'static str {
    text(
        language,
        "Contoh profil:\n  person,competency,level,date,assessor,method,accredited\n  p-1,M.01,3,2025-03-01,UPT Penilaian,assessment center,ya\n  p-1,M.02,2.5,2025-03-01,UPT Penilaian,assessment center,ya\nKolom lain bila perlu: valid-until, framework, purpose, tier, unit, evidence (docs/competency.md).",
        "Example of a profile:\n  person,competency,level,date,assessor,method,accredited\n  p-1,M.01,3,2025-03-01,Assessment unit,assessment centre,yes\n  p-1,M.02,2.5,2025-03-01,Assessment unit,assessment centre,yes\nOther columns if needed: valid-until, framework, purpose, tier, unit, evidence (docs/competency.md).",
    )
}

/// The shipped frameworks and standards with those of `--framework` and `--standards`.
pub(crate) fn library(matches: &ArgMatches, voice: &Voice) -> Result<CompetencyLibrary, Failure> {
    let mut library = jenjang_asn::competency();
    let named = |name| -> Vec<String> { matches.get_many::<String>(name).into_iter().flatten().cloned().collect() };
    let before = library.diagnostics.len();
    for file in named("framework") {
        library.add_framework(&file, &read_file(&file)?);
    }
    for file in named("standards") {
        library.add_standards(&file, &read_file(&file)?);
    }
    let found: Vec<Diagnostic> = library.diagnostics.drain(before..).collect();
    refuse_errors(&library, &found, voice)?;
    Ok(library)
}

/// Shows problems; errors end the command.
pub(crate) fn refuse_errors(library: &CompetencyLibrary, found: &[Diagnostic], voice: &Voice) -> Result<(), Failure> {
    for diagnostic in found {
        voice.note(render(library, diagnostic, voice));
    }
    let errors = found.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
    let Some(first) = found.iter().find(|diagnostic| diagnostic.severity == Severity::Error) else { return Ok(()) };
    Err(Failure::said(
        format!("{errors} kesalahan dalam `{}`; tidak ada yang dihitung", first.file),
        format!("{} in `{}`; nothing was computed", plural(errors, "error", "errors"), first.file),
    ))
}

pub(super) fn render(library: &CompetencyLibrary, diagnostic: &Diagnostic, voice: &Voice) -> String {
    let style = match (voice.plain, voice.colour()) {
        (true, _) => Style::Sentences,
        (false, true) => Style::Colour,
        (false, false) => Style::Excerpt,
    };
    library.sources.render(diagnostic, voice.language, style).trim_end().to_owned()
}

/// The people of `--profile`, one of them where `--person` names one.
pub(super) fn people(library: &mut CompetencyLibrary, matches: &ArgMatches, voice: &Voice) -> Result<Vec<PersonProfiles>, Failure> {
    let name = matches.get_one::<String>("profile").map_or("-", String::as_str);
    let people = read_people(library, name, matches.get_flag("accredited"), voice)?;
    let Some(wanted) = matches.get_one::<String>("person") else { return Ok(people) };
    let found: Vec<PersonProfiles> = people.iter().filter(|person| person.person.as_str() == wanted).cloned().collect();
    if found.is_empty() {
        let (id, en) = perhaps(nearest(wanted, people.iter().map(|person| person.person.as_str())));
        return Err(Failure::said(format!("tidak ada `{wanted}` dalam `{name}`{id}"), format!("there is no `{wanted}` in `{name}`{en}")));
    }
    Ok(found)
}

/// Everybody in a file of assessed competencies; `accredited` says of lines that do not that they come from an accredited unit.
pub(crate) fn read_people(
    library: &mut CompetencyLibrary,
    name: &str,
    accredited: bool,
    voice: &Voice,
) -> Result<Vec<PersonProfiles>, Failure> {
    let bytes = read_file(name)?;
    library.sources.insert(name, &bytes);
    let reading = read_assessments_csv(File { name, bytes: &bytes });
    refuse_errors(library, reading.diagnostics(), voice)?;
    let mut rows = reading.sound().unwrap_or_default();
    if accredited {
        rows.iter_mut().for_each(|row| accredit(&mut row.assessment));
    }
    let reading = profiles(name, &rows, &library.frameworks);
    refuse_errors(library, reading.diagnostics(), voice)?;
    Ok(reading.sound().unwrap_or_default())
}

fn accredit(assessment: &mut Assessment) {
    let assessor = &assessment.assessor;
    let unit = assessment.unit.get_or_insert_with(|| AssessmentUnit { name: assessor.clone(), accredited: None });
    unit.accredited = unit.accredited.or(Some(true));
}

/// What is asked of every profile.
pub(super) struct Asked {
    pub(super) date: NaiveDate,
    pub(super) purpose: Option<Purpose>,
}

impl Asked {
    pub(super) fn of(matches: &ArgMatches) -> Result<Asked, Failure> {
        let date = crate::commands::shared::required_date(matches, "as-of")?;
        let word = matches.get_one::<String>("purpose");
        let purpose = word.and_then(|word| Purpose::ALL.into_iter().find(|purpose| purpose.as_str() == word));
        Ok(Asked { date, purpose })
    }

    /// What of a profile may be used for posts of a tier.
    pub(super) fn current<'p>(&self, profile: &'p Profile, rules: &AssessmentRules, tier: Option<&TierCode>) -> CurrentProfile<'p> {
        profile.current(&ProfileQuestion { date: self.date, rules, tier, purpose: self.purpose })
    }
}

/// A person beside one standard, with the framework both are written in.
pub(super) struct Beside<'a> {
    pub(super) person: &'a PersonId,
    pub(super) framework: &'a Framework,
    pub(super) found: FoundStandard<'a>,
    pub(super) current: CurrentProfile<'a>,
}
