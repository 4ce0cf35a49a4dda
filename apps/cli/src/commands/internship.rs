//! `internship …`: places offered for internships, job shadowing, secondments and exchanges, and the people in them.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::Decimal;
use jenjang::development::catalogue::LeadsTo;
use jenjang::legal::Language;
use jenjang::number::{format_decimal, parse_decimal};
use jenjang::people::id::{FrameworkId, PlacementId};
use jenjang::placement::{Place, PlaceKind, Placement, PlacementState, Stay};
use jenjang_policy_files::{CompetencyLibrary, Library};
use jenjang_service::development::LearningRules;
use jenjang_service::placements::{
    ApplyForPlace, AssessPlacement, BreakOffPlacement, DecidePlacement, OfferPlace, apply_for_place, assess_placement, break_off_placement,
    decide_placement, list_places, offer_place, placements_of_person, read_place, start_placement,
};
use serde_json::json;

use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared::{self, said};
use crate::library::read_file;
use crate::output::{Answer, Failure, Voice, plural};
use crate::table::Table;

const KINDS: [&str; 4] = ["internship", "job-shadowing", "secondment", "exchange"];

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let placement = |name: &'static str, about| {
        let arg = Arg::new("placement").required(true).value_name("PLACEMENT").help(t(
            "Id penempatan, seperti ditulis `jenjang internship list`",
            "Id of the placement, as `jenjang internship list` writes it",
        ));
        Command::new(name).about(about).arg(arg).args(arguments(language))
    };
    let option = |name: &'static str, value: &'static str, id, en| Arg::new(name).long(name).value_name(value).help(t(id, en));
    Command::new("internship")
        .about(t(
            "Magang, pembayangan kerja, detasering, pertukaran: tempat yang ditawarkan dan orang di dalamnya",
            "Internship, job shadowing, secondment, exchange: places offered and the people in them",
        ))
        .after_help(t(
            "Urutannya: offer, apply, decide, start, assess. Siapa yang bertindak disebut dengan --as. Penjelasan: docs/mentoring.md.",
            "In this order: offer, apply, decide, start, assess. Who acts is named with --as. More: docs/mentoring.md.",
        ))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(offer(language))
        .subcommand(
            Command::new("apply")
                .about(t("Lamar sebuah tempat", "Apply for a place"))
                .arg(Arg::new("place").required(true).value_name("PLACE").help(t("Id tempat", "Id of the place")))
                .arg(option("person", "PERSON", "Siapa; bawaan: yang bertindak (--as)", "Who; default: whoever acts (--as)"))
                .arg(option("first", "DATE", "Hari pertama; bawaan: hari pertama tempat itu", "First day; default: that of the place"))
                .arg(option("last", "DATE", "Hari terakhir; bawaan: hari terakhir tempat itu", "Last day; default: that of the place"))
                .args(arguments(language)),
        )
        .subcommand(
            placement("decide", t("Setujui lamaran, atau tolak (--decline)", "Grant an application, or decline it (--decline)"))
                .arg(option("decline", "REASON", "Tolak dengan alasan ini", "Decline for this reason")),
        )
        .subcommand(placement("start", t("Catat bahwa penempatan sudah mulai", "Record that a placement has begun")))
        .subcommand(
            placement(
                "assess",
                t("Nilai penempatan pada akhirnya, sebagai pembimbing (--as)", "Assess a placement at its end, as its supervisor (--as)"),
            )
            .arg(levels(
                language,
                "level",
                "Level yang ditunjukkan, misalnya M.01=3; dapat diulang",
                "A level shown, such as M.01=3; may be repeated",
            ))
            .arg(option("evidence", "TEXT", "Laporan atau dokumen", "Report or document").required(true))
            .arg(option(
                "hours",
                "JP",
                "Jam pelajaran dari instansi, hanya bagi bentuk tanpa konversi",
                "Learning hours the agency credits, only for forms without a conversion",
            ))
            .args(frameworks(language)),
        )
        .subcommand(
            placement("break-off", t("Hentikan penempatan", "Break a placement off"))
                .arg(option("reason", "TEXT", "Alasan", "Why").required(true)),
        )
        .subcommand(
            Command::new("list")
                .about(t(
                    "Tempat yang ditawarkan; atau orang di sebuah tempat; atau penempatan seseorang",
                    "Places offered; or the people in one; or somebody's placements",
                ))
                .arg(Arg::new("place").value_name("PLACE").help(t("Orang di tempat ini", "The people in this place")))
                .arg(option("person", "PERSON", "Penempatan orang ini", "The placements of this person").conflicts_with("place"))
                .arg(
                    Arg::new("all")
                        .long("all")
                        .action(ArgAction::SetTrue)
                        .help(t("Juga tempat yang lamarannya sudah ditutup", "Places whose applications have ended too")),
                )
                .args(arguments(language)),
        )
}

fn levels(language: Language, name: &'static str, id: &'static str, en: &'static str) -> Arg {
    Arg::new(name).long(name).value_name("CODE=LEVEL").action(ArgAction::Append).help(text(language, id, en))
}

fn frameworks(language: Language) -> [Arg; 2] {
    let t = |id, en| text(language, id, en);
    [
        Arg::new("framework").long("framework").value_name("ID").default_value("permenpanrb-38-2017").help(t(
            "Kerangka kompetensi dari level itu; bawaan: permenpanrb-38-2017",
            "Competency framework of the levels; default: permenpanrb-38-2017",
        )),
        Arg::new("framework-file").long("framework-file").value_name("FILE").action(ArgAction::Append).help(t(
            "Berkas kerangka kompetensi sendiri (docs/competency.md); dapat diulang",
            "A competency framework file of your own (docs/competency.md); may be repeated",
        )),
    ]
}

fn offer(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let needed =
        |name: &'static str, value: &'static str, id, en| Arg::new(name).long(name).required(true).value_name(value).help(t(id, en));
    Command::new("offer")
        .about(t("Tawarkan tempat", "Offer a place"))
        .after_help(t(
            "Bentuk menentukan jam pelajarannya (PerLAN 10/2018): C11 magang, C5 detasering, C8 pertukaran; NKL11 tanpa konversi.\n\
             Contoh:\n\
             \x20 jenjang internship offer magang-bkn --kind internship --form C11 --unit pemda --title 'Analisis jabatan' \\\n\
             \x20   --host 'BKN' --seats 2 --first 2026-04-01 --last 2026-09-30 --apply-until 2026-06-30 \\\n\
             \x20   --supervisor P-2 --leads-to M.01=3 --as P-1",
            "The form says what it is worth (PerLAN 10/2018): C11 internship, C5 secondment, C8 exchange; NKL11 has no conversion.\n\
             Example:\n\
             \x20 jenjang internship offer magang-bkn --kind internship --form C11 --unit pemda --title 'Job analysis' \\\n\
             \x20   --host 'BKN' --seats 2 --first 2026-04-01 --last 2026-09-30 --apply-until 2026-06-30 \\\n\
             \x20   --supervisor P-2 --leads-to M.01=3 --as P-1",
        ))
        .arg(Arg::new("place").required(true).value_name("PLACE").help(t("Id tempat yang baru", "Id of the new place")))
        .arg(
            needed(
                "kind",
                "KIND",
                "internship (magang), job-shadowing, secondment (detasering), exchange (pertukaran)",
                "internship, job-shadowing, secondment, exchange",
            )
            .value_parser(KINDS),
        )
        .arg(needed("form", "CODE", "Kode bentuk pengembangan, misalnya C11", "Code of the form of development, such as C11"))
        .arg(needed("unit", "UNIT", "Unit yang menawarkan dan memutuskan", "The unit that offers it and decides"))
        .arg(needed("title", "TEXT", "Apa yang dikerjakan", "What one does there"))
        .arg(needed("host", "TEXT", "Tempat bekerja: unit, instansi lain, perusahaan", "Where one works: a unit, another agency, a firm"))
        .arg(needed("seats", "N", "Berapa orang pada satu waktu", "How many people at a time").value_parser(clap::value_parser!(u32)))
        .arg(needed("first", "DATE", "Hari pertama tempat itu terbuka", "First day of the place"))
        .arg(needed("last", "DATE", "Hari terakhir", "Last day"))
        .arg(needed("apply-until", "DATE", "Hari terakhir lamaran", "Last day of application"))
        .arg(
            Arg::new("supervisor")
                .long("supervisor")
                .value_name("PERSON")
                .help(t("Pembimbing; tanpa ini pembimbing dari luar instansi", "The supervisor; without it somebody from outside")),
        )
        .arg(Arg::new("abroad").long("abroad").action(ArgAction::SetTrue).help(t("Di luar negeri", "Abroad")))
        .arg(levels(
            language,
            "leads-to",
            "Kompetensi yang dipelajari dan level tertingginya, misalnya M.01=3; dapat diulang",
            "A competency learnt there and its highest level, such as M.01=3; may be repeated",
        ))
        .args(frameworks(language))
        .args(arguments(language))
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let (name, matches) = shared::chosen(matches)?;
    let voice = Voice::of(matches, language);
    let session = Session::open(matches)?;
    match name {
        "offer" => offered(matches, &session, &voice),
        "apply" => applied(matches, &session, &voice),
        "assess" => assessed(matches, &session, &voice),
        "list" => list(matches, &session, &voice),
        _ => moved(name, matches, &session, &voice),
    }
}

/// What the shipped files say of forms and frameworks, with frameworks of the user's own.
struct Shipped {
    library: Library,
    competency: CompetencyLibrary,
}

impl Shipped {
    fn of(matches: &ArgMatches, voice: &Voice) -> Result<Shipped, Failure> {
        let mut competency = jenjang_asn::competency();
        for file in matches.get_many::<String>("framework-file").into_iter().flatten() {
            competency.add_framework(file, &read_file(file)?);
        }
        if !competency.is_sound() {
            for problem in &competency.diagnostics {
                voice.note(voice.label(&problem.message));
            }
            return Err(Failure::said("kerangka kompetensi tidak dapat dipakai", "the competency framework cannot be used"));
        }
        Ok(Shipped { library: jenjang_asn::library(), competency })
    }

    fn learning(&self) -> LearningRules<'_> {
        LearningRules { shipped: &self.library, policies: &jenjang_asn::FORM_POLICIES }
    }
}

/// `M.01=3 …` in the framework that is named.
fn levels_of(matches: &ArgMatches, name: &str) -> Result<Vec<LeadsTo>, Failure> {
    let framework: FrameworkId = shared::id(shared::word(matches, "framework"))?;
    let level = |text: &String| {
        let (code, level) = text.split_once('=').unwrap_or((text, ""));
        let level = parse_decimal(&level.replace(',', ".")).map_err(|_| {
            Failure::said(
                format!("`--{name} {text}`: levelnya bukan bilangan, diharapkan seperti M.01=3"),
                format!("`--{name} {text}`: the level is no number, expected such as M.01=3"),
            )
        })?;
        Ok(LeadsTo { framework: framework.clone(), competency: shared::id(code)?, level })
    };
    matches.get_many::<String>(name).into_iter().flatten().map(level).collect()
}

fn offered(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let word = |name| shared::word(matches, name);
    let supervisor = matches.get_one::<String>("supervisor").map(|person| session.person(person)).transpose()?;
    let place = Place {
        id: shared::id(word("place"))?,
        kind: PlaceKind::parse(word("kind")).unwrap_or(PlaceKind::Internship),
        title: word("title").into(),
        form: word("form").to_uppercase().into(),
        unit: shared::id(word("unit"))?,
        host: word("host").into(),
        supervisor,
        seats: matches.get_one::<u32>("seats").copied().unwrap_or_default(),
        first: shared::required_date(matches, "first")?,
        last: shared::required_date(matches, "last")?,
        apply_until: shared::required_date(matches, "apply-until")?,
        abroad: matches.get_flag("abroad"),
        leads_to: levels_of(matches, "leads-to")?,
    };
    let shipped = Shipped::of(matches, voice)?;
    session.ask(async |context| {
        offer_place(context, OfferPlace { place: &place, rules: shipped.learning(), competency: &shipped.competency }).await
    })?;
    let (id, value) = (&place.id, json!({ "schema": "jenjang/place/1", "place": place }));
    said(
        voice,
        &value,
        format!("Tempat {id} ditawarkan. Berikutnya: `jenjang internship apply {id}`."),
        format!("Place {id} is offered. Next: `jenjang internship apply {id}`."),
    )
}

fn applied(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let person = match (matches.get_one::<String>("person"), session.acting()) {
        (Some(person), _) => session.person(person)?,
        (None, Some(acting)) => acting.clone(),
        (None, None) => {
            return Err(Failure::said(
                "sebutkan `--person`, atau lamar sendiri dengan `--as`",
                "give `--person`, or apply for yourself with `--as`",
            ));
        }
    };
    let stay = match (shared::date(matches, "first")?, shared::date(matches, "last")?) {
        (Some(first), Some(last)) => Some(Stay { first, last }),
        (None, None) => None,
        _ => {
            return Err(Failure::said(
                "sebutkan `--first` dan `--last`, atau tidak keduanya",
                "give both `--first` and `--last`, or neither",
            ));
        }
    };
    let command = ApplyForPlace { place: shared::id(shared::word(matches, "place"))?, person, stay };
    let placement = session.ask(async |context| apply_for_place(context, &command).await)?;
    let value = json!({ "schema": "jenjang/placement/1", "placement": placement });
    let Placement { id, stay, .. } = &placement;
    said(
        voice,
        &value,
        format!("Lamaran {id} dicatat, {} sampai {}.", stay.first, stay.last),
        format!("Application {id} is recorded, {} to {}.", stay.first, stay.last),
    )
}

fn moved(name: &str, matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let id: PlacementId = shared::id(shared::word(matches, "placement"))?;
    let (state, done_id, done_en) = match name {
        "decide" => {
            let command = DecidePlacement { placement: id.clone(), declined: matches.get_one::<String>("decline").cloned() };
            let declined = command.declined.is_some();
            session.ask(async |context| decide_placement(context, &command).await)?;
            if declined { ("declined", "ditolak", "declined") } else { ("granted", "disetujui", "granted") }
        }
        "start" => {
            session.ask(async |context| start_placement(context, &id).await)?;
            ("under-way", "sudah mulai", "under way")
        }
        _ => {
            let command = BreakOffPlacement { placement: id.clone(), reason: shared::word(matches, "reason").to_owned() };
            session.ask(async |context| break_off_placement(context, &command).await)?;
            ("broken-off", "dihentikan", "broken off")
        }
    };
    let value = json!({ "schema": "jenjang/placement-state/1", "placement": id, "state": state });
    said(voice, &value, format!("Penempatan {id} {done_id}."), format!("Placement {id} is {done_en}."))
}

fn assessed(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let placement: PlacementId = shared::id(shared::word(matches, "placement"))?;
    let levels = levels_of(matches, "level")?;
    let hours: Option<Decimal> = matches
        .get_one::<String>("hours")
        .map(|text| parse_decimal(&text.replace(',', ".")))
        .transpose()
        .map_err(|_| Failure::said("`--hours` bukan bilangan", "`--hours` is no number"))?;
    let shipped = Shipped::of(matches, voice)?;
    let done = session.ask(async |context| {
        let command = AssessPlacement {
            placement: &placement,
            levels: &levels,
            evidence: shared::word(matches, "evidence"),
            hours,
            rules: shipped.learning(),
            competency: &shipped.competency,
        };
        assess_placement(context, command).await
    })?;
    let credited = match &done.placement.state {
        PlacementState::Assessed(assessment) => assessment.hours,
        _ => None,
    };
    let value = json!({ "schema": "jenjang/placement-assessed/1", "placement": done.placement, "hours": credited });
    let count = levels.len();
    let (hours_id, hours_en) = match credited {
        Some(hours) => (format!("{} JP", voice.decimal(hours)), format!("{} JP", voice.decimal(hours))),
        None => ("tanpa jam pelajaran".to_owned(), "no learning hours".to_owned()),
    };
    said(
        voice,
        &value,
        format!("Penempatan {placement} dinilai: {count} kompetensi masuk profil, {hours_id}."),
        format!("Placement {placement} is assessed: {} entered in the profile, {hours_en}.", plural(count, "competency", "competencies")),
    )
}

fn list(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    if let Some(place) = matches.get_one::<String>("place") {
        let id = shared::id(place)?;
        let view = session.ask(async |context| read_place(context, &id).await)?;
        return placements(&view.placements, json!({ "schema": "jenjang/place-view/1", "view": view }), voice);
    }
    if let Some(person) = matches.get_one::<String>("person") {
        let person = session.person(person)?;
        let all = session.ask(async |context| placements_of_person(context, &person).await)?;
        return placements(&all, json!({ "schema": "jenjang/placements/1", "placements": all }), voice);
    }
    let all = matches.get_flag("all");
    let places = session.ask(async |context| list_places(context, all).await)?;
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/places/1", "places": places }))?;
        return Ok(Answer::Positive);
    }
    if places.is_empty() {
        voice.line(voice.t("Tidak ada tempat yang ditawarkan.", "No places are offered."));
        return Ok(Answer::Positive);
    }
    let header: &[&str] = if voice.language == Language::Id {
        &["tempat", "jenis", "bentuk", "kegiatan", "di", "kursi", "dari", "sampai", "lamaran sampai", "kompetensi"]
    } else {
        &["place", "kind", "form", "title", "at", "seats", "from", "to", "apply until", "competencies"]
    };
    let mut table = Table::new(header);
    for place in &places {
        let leads_to = place.leads_to.iter().map(|to| format!("{} {}", to.competency, format_decimal(to.level)));
        table.row(vec![
            place.id.to_string(),
            voice.label(&place.kind.label()).to_owned(),
            place.form.to_string(),
            place.title.to_string(),
            place.host.to_string(),
            place.seats.to_string(),
            place.first.to_string(),
            place.last.to_string(),
            place.apply_until.to_string(),
            leads_to.collect::<Vec<_>>().join(", "),
        ]);
    }
    voice.line(table.render(voice));
    Ok(Answer::Positive)
}

fn placements(all: &[Placement], value: serde_json::Value, voice: &Voice) -> Result<Answer, Failure> {
    if voice.is_json() {
        voice.json_pretty(&value)?;
        return Ok(Answer::Positive);
    }
    if all.is_empty() {
        voice.line(voice.t("Belum ada penempatan.", "There are no placements yet."));
        return Ok(Answer::Positive);
    }
    let header: &[&str] = if voice.language == Language::Id {
        &["penempatan", "pegawai", "pembimbing", "dari", "sampai", "keadaan", "JP"]
    } else {
        &["placement", "person", "supervisor", "from", "to", "state", "JP"]
    };
    let mut table = Table::new(header);
    for one in all {
        let hours = match &one.state {
            PlacementState::Assessed(assessment) => assessment.hours,
            _ => None,
        };
        let label = one.state.label();
        let state = match &one.state {
            PlacementState::Declined { reason, .. } | PlacementState::BrokenOff { reason, .. } => {
                format!("{}: {reason}", voice.label(&label))
            }
            _ => voice.label(&label).to_owned(),
        };
        table.row(vec![
            one.id.to_string(),
            one.person.to_string(),
            one.supervisor.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string),
            one.stay.first.to_string(),
            one.stay.last.to_string(),
            state,
            hours.map(|hours| voice.decimal(hours)).unwrap_or_default(),
        ]);
    }
    voice.line(table.render(voice));
    Ok(Answer::Positive)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_can_be_named() {
        assert_eq!(PlaceKind::ALL.map(PlaceKind::as_str), KINDS);
    }
}
