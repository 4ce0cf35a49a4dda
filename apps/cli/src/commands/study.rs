//! `study …`: study assignments from the application to the end of the bond.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::number::parse_decimal;
use jenjang::people::id::StudyId;
use jenjang::promotion::OutcomeKind;
use jenjang::study::{StudyAssignment, StudyState};
use jenjang_policy_files::Library;
use jenjang_service::Seen;
use jenjang_service::development::LearningRules;
use jenjang_service::studies::{
    GrantStudy, RecordStudy, RequestStudy, StudyRequest, StudyRules, StudyStep, grant_study, list_studies, read_study, record_study,
    request_study, studies_of_person,
};
use serde_json::json;

use super::round::gatherer;
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared::{self, said};
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

const STEPS: [&str; 8] = ["start", "semester", "extend", "graduate", "fail", "return", "release", "breach"];

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let study = |name: &'static str, about| {
        let arg = Arg::new("study").required(true).value_name("STUDY").help(t("Id tugas belajar", "Id of the study assignment"));
        Command::new(name).about(about).arg(arg).args(arguments(language))
    };
    let option = |name: &'static str, value: &'static str, id, en| Arg::new(name).long(name).value_name(value).help(t(id, en));
    Command::new("study")
        .about(t(
            "Tugas belajar: kelayakan, penetapan, semester, ikatan dinas",
            "Study assignments: eligibility, grant, semesters, service bond",
        ))
        .after_help(t(
            "Kelayakan diputuskan dengan kebijakan `asn/training/study-assignment` dan disimpan bersama permohonannya.\n\
             Penjelasan: docs/mentoring.md.",
            "Eligibility is decided by the policy `asn/training/study-assignment` and kept with the application.\n\
             More: docs/mentoring.md.",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(apply(language))
        .subcommand(
            study(
                "grant",
                t(
                    "Tetapkan, atau tolak (--refuse), sebagai pejabat pembina kepegawaian (--as)",
                    "Grant, or refuse (--refuse), as the appointing authority (--as)",
                ),
            )
            .arg(option("decree", "NUMBER", "Nomor surat keputusan", "Number of the decree").required_unless_present("refuse"))
            .arg(option("refuse", "REASON", "Tolak dengan alasan ini", "Refuse for this reason").conflicts_with("decree")),
        )
        .subcommand(
            study("record", t("Catat perjalanannya, sebagai pengelola kepegawaian (--as)", "Record its course, as an HR officer (--as)"))
                .after_help(t(
                    "start --on; semester --number --on; extend --until --decree; graduate --on; fail --on --reason;\n\
                     return --on (ikatan dinas mulai); release (ikatan dinas selesai); breach --on --reason.",
                    "start --on; semester --number --on; extend --until --decree; graduate --on; fail --on --reason;\n\
                     return --on (the bond begins); release (the bond is over); breach --on --reason.",
                ))
                .arg(Arg::new("step").required(true).value_name("STEP").value_parser(STEPS).help(t("Apa yang terjadi", "What happened")))
                .arg(option("on", "DATE", "Kapan", "When"))
                .arg(option("number", "N", "Nomor semester", "Number of the semester").value_parser(clap::value_parser!(u32)))
                .arg(option("until", "DATE", "Hari terakhir yang baru", "The new last day"))
                .arg(option("decree", "NUMBER", "Nomor surat keputusan", "Number of the decree"))
                .arg(option("reason", "TEXT", "Alasan", "Why"))
                .arg(option("evidence", "TEXT", "Transkrip atau laporan", "Transcript or report")),
        )
        .subcommand(study(
            "show",
            t("Satu tugas belajar dengan keputusan kelayakannya", "One study assignment with the decision on its eligibility"),
        ))
        .subcommand(
            Command::new("list")
                .about(t("Tugas belajar dengan akhir ikatan dinasnya", "Study assignments with the ends of their bonds"))
                .arg(option("unit", "UNIT", "Hanya unit ini dan di bawahnya", "Only this unit and all under it"))
                .arg(option("person", "PERSON", "Hanya orang ini", "Only this person").conflicts_with("unit"))
                .args(arguments(language)),
        )
}

fn apply(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let option = |name: &'static str, value: &'static str, id, en| Arg::new(name).long(name).value_name(value).help(t(id, en));
    let flag = |name: &'static str, id, en| Arg::new(name).long(name).action(ArgAction::SetTrue).help(t(id, en));
    Command::new("apply")
        .about(t("Ajukan tugas belajar; kelayakannya langsung diputuskan", "Apply for a study assignment; eligibility is decided at once"))
        .after_help(t(
            "Contoh:\n  jenjang study apply s2-2026-p11 --programme S2 --institution 'Universitas contoh' --first 2026-09-01 --last 2028-08-31 --as P-11\n\n\
             Kode keluar 1 bila belum layak.",
            "Example:\n  jenjang study apply s2-2026-p11 --programme S2 --institution 'Example University' --first 2026-09-01 --last 2028-08-31 --as P-11\n\n\
             Exit code 1 when not eligible yet.",
        ))
        .arg(Arg::new("study").required(true).value_name("STUDY").help(t("Id tugas belajar yang baru", "Id of the new study assignment")))
        .arg(option("person", "PERSON", "Siapa; bawaan: yang bertindak (--as)", "Who; default: whoever acts (--as)"))
        .arg(option("programme", "CODE", "Ijazah yang dituju: D-III, S1, S2, S3 …", "The diploma it leads to: D-III, S1, S2, S3 …").required(true))
        .arg(option("institution", "TEXT", "Perguruan tinggi", "Institution").required(true))
        .arg(option("first", "DATE", "Hari pertama", "First day").required(true))
        .arg(option("last", "DATE", "Hari terakhir", "Last day").required(true))
        .arg(option("field", "TEXT", "Bidang studi", "Field of study"))
        .arg(option("accreditation", "CODE", "Akreditasi program: A, B, C, none", "Accreditation of the programme: A, B, C, none"))
        .arg(
            option("remote-or-needed", "yes|no", "Daerah terpencil atau jabatan yang sangat diperlukan: yes atau no", "A remote area or a post much needed: yes or no")
                .value_parser(["yes", "no"]),
        )
        .arg(option("competency", "CODE", "Kompetensi yang ditingkatkan", "The competency it raises"))
        .arg(option("cost", "RUPIAH", "Biaya yang ditanggung pemerintah", "What the government pays"))
        .arg(flag("self-funded", "Biaya sendiri", "Paid by the person"))
        .arg(flag("abroad", "Di luar negeri", "Abroad"))
        .args(arguments(language))
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    let session = Session::open(matches)?;
    match name {
        "apply" => applied(matches, &session, &voice),
        "grant" => granted(matches, &session, &voice),
        "record" => recorded(matches, &session, &voice),
        "show" => {
            let id: StudyId = shared::id(shared::word(matches, "study"))?;
            let study = session.ask(async |context| read_study(context, &id).await)?;
            show(&study, &voice)
        }
        _ => list(matches, &session, &voice),
    }
}

fn rules(library: &Library) -> StudyRules<'_> {
    StudyRules { shipped: library, policies: &jenjang_asn::STUDY_POLICIES, gatherer: &gatherer::facts }
}

fn applied(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let word = |name| shared::word(matches, name);
    let maybe = |name: &str| matches.get_one::<String>(name);
    let person = match (maybe("person"), session.acting()) {
        (Some(person), _) => session.person(person)?,
        (None, Some(acting)) => acting.clone(),
        (None, None) => {
            return Err(Failure::said(
                "sebutkan `--person`, atau ajukan sendiri dengan `--as`",
                "give `--person`, or apply for yourself with `--as`",
            ));
        }
    };
    let cost = maybe("cost").map(|text| parse_decimal(&text.replace(['.', '_'], ""))).transpose();
    let request = StudyRequest {
        id: shared::id(word("study"))?,
        person,
        programme: shared::id(word("programme"))?,
        field: maybe("field").map(|text| text.as_str().into()),
        institution: word("institution").into(),
        accreditation: maybe("accreditation").map(|text| text.as_str().into()),
        remote_or_needed: maybe("remote-or-needed").map(|text| text == "yes"),
        self_funded: matches.get_flag("self-funded"),
        abroad: matches.get_flag("abroad"),
        competency: maybe("competency").map(|code| shared::id(code)).transpose()?,
        cost: cost.map_err(|_| Failure::said("`--cost` bukan bilangan rupiah", "`--cost` is no number of rupiah"))?,
        first: shared::required_date(matches, "first")?,
        last: shared::required_date(matches, "last")?,
    };
    let library = jenjang_asn::library();
    let study = session.ask(async |context| request_study(context, RequestStudy { request: &request, rules: rules(&library) }).await)?;
    let value = json!({ "schema": "jenjang/study/1", "study": study });
    let (id, outcome) = (&study.id, eligibility(&study, voice));
    said(
        voice,
        &value,
        format!("Permohonan {id} dicatat. Kelayakan: {outcome}."),
        format!("Application {id} is recorded. Eligibility: {outcome}."),
    )?;
    Ok(Answer::positive_if(study.eligibility.outcome == OutcomeKind::Eligible))
}

/// `eligible`, `not eligible (service-too-short)`, …
fn eligibility(study: &StudyAssignment, voice: &Voice) -> String {
    let decision = &study.eligibility;
    let list = |codes: &[std::sync::Arc<str>]| codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let word = match decision.outcome {
        OutcomeKind::Eligible => return voice.t("layak", "eligible").to_owned(),
        OutcomeKind::NotEligible => voice.t("tidak layak", "not eligible"),
        OutcomeKind::Unknown => voice.t("belum diketahui", "not known"),
    };
    let codes: Vec<String> = [
        (voice.t("tidak terpenuhi", "not met"), list(&decision.not_met)),
        (voice.t("belum diketahui", "not known"), list(&decision.unknown)),
    ]
    .into_iter()
    .filter(|(_, codes)| !codes.is_empty())
    .map(|(word, codes)| format!("{word}: {codes}"))
    .collect();
    format!("{word} ({})", codes.join("; "))
}

fn granted(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let id: StudyId = shared::id(shared::word(matches, "study"))?;
    let decision = match matches.get_one::<String>("refuse") {
        Some(reason) => Err(reason.as_str()),
        None => Ok(shared::word(matches, "decree")),
    };
    let library = jenjang_asn::library();
    let study = session.ask(async |context| {
        grant_study(context, GrantStudy { study: &id, decision, seen: Seen::Anything, rules: rules(&library) }).await
    })?;
    let state = study.state.label();
    let value = json!({ "schema": "jenjang/study/1", "study": study });
    said(voice, &value, format!("Tugas belajar {id}: {}.", state.id), format!("Study {id}: {}.", state.en))
}

fn step(matches: &ArgMatches) -> Result<StudyStep, Failure> {
    let on = || shared::required_date(matches, "on");
    let needed = |name: &str| {
        matches
            .get_one::<String>(name)
            .map(|text| text.as_str().into())
            .ok_or_else(|| Failure::said(format!("`--{name}` belum diisi"), format!("`--{name}` is missing")))
    };
    Ok(match shared::word(matches, "step") {
        "start" => StudyStep::Start { on: on()? },
        "semester" => {
            let number = matches.get_one::<u32>("number").copied();
            let number = number.ok_or_else(|| Failure::said("`--number` belum diisi", "`--number` is missing"))?;
            StudyStep::Semester { number, on: on()?, evidence: matches.get_one::<String>("evidence").map(|text| text.as_str().into()) }
        }
        "extend" => StudyStep::Extend { until: shared::required_date(matches, "until")?, decree: needed("decree")? },
        "graduate" => StudyStep::Graduate { on: on()? },
        "fail" => StudyStep::Fail { on: on()?, reason: needed("reason")? },
        "return" => StudyStep::Return { on: on()? },
        "release" => StudyStep::Release,
        _ => StudyStep::Breach { on: on()?, reason: needed("reason")? },
    })
}

fn recorded(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let (id, step): (StudyId, _) = (shared::id(shared::word(matches, "study"))?, step(matches)?);
    let library = jenjang_asn::library();
    let learning = LearningRules { shipped: &library, policies: &jenjang_asn::FORM_POLICIES };
    let done = session.ask(async |context| {
        record_study(context, RecordStudy { study: &id, step: &step, seen: Seen::Anything, rules: rules(&library), learning }).await
    })?;
    let value = json!({ "schema": "jenjang/study/1", "study": done.study, "hours": done.hours });
    let state = done.study.state.label();
    if let Some(hours) = done.hours {
        let hours = voice.decimal(hours);
        return said(voice, &value, format!("Semester dicatat: {hours} JP."), format!("The semester is recorded: {hours} JP."));
    }
    if let StudyState::Breached(breach) = &done.study.state {
        let money = |amount: Option<jenjang::Decimal>| {
            amount.map_or_else(|| voice.t("belum diketahui", "not known").to_owned(), |amount| format!("Rp {}", voice.decimal(amount)))
        };
        let (back, fine, months) = (money(breach.pay_back), money(breach.fine_at_most), breach.missing_months);
        return said(
            voice,
            &value,
            format!(
                "Ikatan dinas dilanggar, kurang {months} bulan. Pengembalian: {back} (perbandingan bulan, belum diverifikasi); denda paling tinggi: {fine}."
            ),
            format!(
                "The bond is broken, {months} months are missing. Pay-back: {back} (in proportion to the months, unverified); fine at most: {fine}."
            ),
        );
    }
    let bond = match (&done.study.state, &done.study.bond) {
        (StudyState::BondRunning, Some(bond)) => match voice.language {
            Language::Id => format!(", {} bulan, sampai {}", bond.months, bond.last),
            Language::En => format!(", {} months, until {}", bond.months, bond.last),
        },
        _ => String::new(),
    };
    said(voice, &value, format!("Tugas belajar {id}: {}{bond}.", state.id), format!("Study {id}: {}{bond}.", state.en))
}

fn show(study: &StudyAssignment, voice: &Voice) -> Result<Answer, Failure> {
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/study/1", "study": study }))?;
        return Ok(Answer::Positive);
    }
    let line = |id: &'static str, en: &'static str, value: String| voice.line(format!("  {}: {value}", voice.t(id, en)));
    voice.line(format!("{}: {} {}", study.id, study.programme, study.institution));
    let state = study.state.label();
    line("pegawai", "person", study.person.to_string());
    line("keadaan", "state", voice.label(&state).to_owned());
    line("dari", "from", format!("{} – {} ({} {})", study.first, study.last, study.months(), voice.t("bulan", "months")));
    let longest = match study.longest_years {
        Some(years) => format!("{} {}", voice.decimal(years), voice.t("tahun", "years")),
        None => voice.t("tidak ada ketentuan yang ditemukan", "no rule was found").to_owned(),
    };
    line("paling lama", "longest", longest);
    line("kelayakan", "eligibility", format!("{} ({}, {})", eligibility(study, voice), study.eligibility.policy, study.eligibility.as_of));
    for semester in &study.semesters {
        line("semester", "semester", format!("{}: {}, {} JP", semester.number, semester.completed, voice.decimal(semester.hours)));
    }
    if let Some(bond) = &study.bond {
        line(
            "ikatan dinas",
            "bond",
            format!("{} – {} ({} {}; {})", bond.first, bond.last, bond.months, voice.t("bulan", "months"), bond.reference),
        );
    }
    Ok(Answer::Positive)
}

fn list(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let studies = match matches.get_one::<String>("person") {
        Some(person) => {
            let person = session.person(person)?;
            session.ask(async |context| studies_of_person(context, &person).await)?
        }
        None => {
            let unit = matches.get_one::<String>("unit").map(|unit| shared::id(unit)).transpose()?;
            session.ask(async |context| list_studies(context, unit.as_ref()).await)?
        }
    };
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/studies/1", "studies": studies }))?;
        return Ok(Answer::Positive);
    }
    if studies.is_empty() {
        voice.line(voice.t("Belum ada tugas belajar.", "There are no study assignments yet."));
        return Ok(Answer::Positive);
    }
    let header: &[&str] = if voice.language == Language::Id {
        &["tugas belajar", "pegawai", "program", "dari", "sampai", "keadaan", "JP", "ikatan dinas sampai"]
    } else {
        &["study", "person", "programme", "from", "to", "state", "JP", "bond until"]
    };
    let mut table = Table::new(header);
    for study in &studies {
        let state = study.state.label();
        let hours: jenjang::Decimal = study.semesters.iter().map(|semester| semester.hours).sum();
        table.row(vec![
            study.id.to_string(),
            study.person.to_string(),
            study.programme.to_string(),
            study.first.to_string(),
            study.last.to_string(),
            voice.label(&state).to_owned(),
            voice.decimal(hours),
            study.bond.as_ref().map(|bond| bond.last.to_string()).unwrap_or_default(),
        ]);
    }
    voice.line(table.render(voice));
    Ok(Answer::Positive)
}
