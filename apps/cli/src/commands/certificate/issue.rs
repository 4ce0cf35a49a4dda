//! `certificate issue`: from an enrolment, an assessment or other evidence to a signed file.

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::{Label, Language};
use jenjang::people::id::{CompetencyCode, FrameworkId};
use jenjang_service::certificates::{IssueCertificate, IssuedCertificate, On, issue_certificate};
use serde_json::json;

use super::{key, output, write};
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let value = |name: &'static str, what: &'static str, help| Arg::new(name).long(name).value_name(what).help(help);
    Command::new("issue")
        .about(t("Terbitkan sertifikat, sebagai pengelola kepegawaian (--as)", "Issue a certificate, as an HR officer (--as)"))
        .after_help(t(
            "Dasarnya salah satu dari: --enrolment (pelatihan yang diikuti sampai selesai dan lulus), --person dengan --framework dan --competency (penilaian terakhir), atau --person dengan --evidence dan --title.\nNomor pegawai dan NIK tidak pernah masuk ke berkas.",
            "It rests on one of: --enrolment (a course attended to the end and passed), --person with --framework and --competency (the last assessment), or --person with --evidence and --title.\nEmployee numbers and national numbers never enter the file.",
        ))
        .arg(value("enrolment", "ENROLMENT", t("Pendaftaran pelatihan", "Enrolment in a course")).conflicts_with_all(["person", "evidence", "competency"]))
        .arg(value("person", "PERSON", t("Penerima: id internal atau nomor pegawai", "Recipient: an internal id or employee number")).required_unless_present("enrolment"))
        .arg(value("framework", "FRAMEWORK", t("Kerangka kompetensi", "Competency framework")).requires("competency"))
        .arg(value("competency", "CODE", t("Kompetensi yang dinilai", "The competency assessed")).requires_all(["framework", "person"]).conflicts_with("evidence"))
        .arg(value("evidence", "TEXT", t("Bukti lain", "Other evidence")).requires("person"))
        .arg(value("id", "CERTIFICATE", t("Id sertifikat, tanpa nama orang; bawaan: acak", "Id of the certificate, naming nobody; default: random")))
        .arg(value("name", "NAME", t("Nama penerima di sertifikat; bawaan: dari data pegawai", "The recipient's name on it; default: from the record")))
        .arg(value("title", "TEXT", t("Nama sertifikat", "What it is called")))
        .arg(value("criteria", "TEXT", t("Apa yang dipenuhi untuk memperolehnya", "What had to be done for it")))
        .args(days(language))
        .arg(output(language))
        .arg(key::argument(language))
        .args(arguments(language))
}

/// `--from DATE`, `--until DATE`
pub(super) fn days(language: Language) -> [Arg; 2] {
    let t = |id, en| text(language, id, en);
    [
        Arg::new("from")
            .long("from")
            .value_name("DATE")
            .help(t("Hari pertama berlaku; bawaan: hari ini", "First day it holds; default: today")),
        Arg::new("until")
            .long("until")
            .value_name("DATE")
            .help(t("Hari terakhir berlaku; bawaan: tanpa akhir", "Last day it holds; default: no end")),
    ]
}

pub(super) fn run(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let given = |name: &str| matches.get_one::<String>(name).map(|text| text.as_str());
    let on = match (given("enrolment"), given("person")) {
        (Some(enrolment), _) => On::Enrolment(shared::id(enrolment)?),
        (None, person) => {
            let person = session.person(person.unwrap_or_default())?;
            match (given("framework"), given("competency"), given("evidence")) {
                (Some(framework), Some(competency), _) => {
                    On::Assessment { person, framework: shared::id(framework)?, competency: shared::id(competency)? }
                }
                (_, _, Some(text)) => On::Evidence { person, text: text.into() },
                _ => {
                    return Err(Failure::said(
                        "sebutkan dasarnya: --enrolment, --framework dengan --competency, atau --evidence",
                        "say what it rests on: --enrolment, --framework with --competency, or --evidence",
                    ));
                }
            }
        }
    };
    let library = jenjang_asn::competency();
    let names = |framework: &FrameworkId, code: &CompetencyCode| -> Option<Label> {
        let framework = library.framework(framework)?;
        framework.competencies().iter().find(|one| one.code == *code).map(|one| one.label.clone())
    };
    let key = key::open(matches, session)?;
    let command = IssueCertificate {
        id: given("id").map(shared::id).transpose()?,
        on,
        name: given("name").map(Into::into),
        title: given("title").map(Into::into),
        criteria: given("criteria").map(Into::into),
        first: shared::date(matches, "from")?,
        last: shared::date(matches, "until")?,
        names: &names,
        key: &key,
    };
    let issued = session.ask(async |context| issue_certificate(context, &command).await)?;
    tell(matches, &issued, voice)
}

/// Hands the file out and says so.
pub(super) fn tell(matches: &ArgMatches, issued: &IssuedCertificate, voice: &Voice) -> Result<Answer, Failure> {
    let IssuedCertificate { certificate, file } = issued;
    let to_file = write(matches, file.as_bytes())?;
    let title = certificate.achievement.as_ref().map(|achievement| achievement.title.to_string()).unwrap_or_default();
    let said = match voice.language {
        Language::Id => format!("Sertifikat {} diterbitkan: {title}.", certificate.id),
        Language::En => format!("Certificate {} is issued: {title}.", certificate.id),
    };
    match (to_file, voice.is_json()) {
        (true, true) => voice.json(&json!({ "schema": "jenjang/certificate/1", "certificate": certificate }))?,
        (true, false) => voice.line(said),
        // the file itself is on standard output
        (false, _) => voice.note(said),
    }
    Ok(Answer::Positive)
}
