//! `development need`: what a person has to learn and where that comes from; the ranked demand of a unit.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command};
use jenjang::development::demand::{DemandRow, Figures};
use jenjang::legal::{Certainty, Language};
use jenjang::people::id::CompetencyCode;
use jenjang::policy::value::Value;
use jenjang_policy_files::{CompetencyLibrary, Library};
use jenjang_service::needs::{DemandView, NeedLibrary, NeedsView, ReadDemand, ReadNeeds, read_demand, read_needs};
use serde_json::json;

use super::wish;
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::competency::sources;
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

/// Rules and standards of one run.
pub(super) struct Rules {
    shipped: Library,
    competency: CompetencyLibrary,
}

impl Rules {
    /// The shipped ones, with those of `--framework` and `--standards` where the command takes them.
    pub(super) fn open(matches: &ArgMatches, voice: &Voice) -> Result<Rules, Failure> {
        Ok(Rules { shipped: jenjang_asn::library(), competency: sources::library(matches, voice)? })
    }

    pub(super) fn library(&self) -> NeedLibrary<'_> {
        NeedLibrary { shipped: &self.shipped, policies: &jenjang_asn::NEED_POLICIES, competency: &self.competency }
    }
}

/// `--as-of DATE`, today where absent.
pub(super) fn as_of(language: Language) -> Arg {
    Arg::new("as-of").long("as-of").value_name("DATE").help(text(
        language,
        "Keadaan pada tanggal ini; bawaan: hari ini",
        "As things stood on this day; default: today",
    ))
}

/// `PERSON` or `--unit UNIT`, one of the two.
pub(super) fn whom(language: Language) -> ([Arg; 2], ArgGroup) {
    let person =
        Arg::new("person").value_name("PERSON").help(text(language, "Id internal atau nomor pegawai", "Internal id or employee number"));
    let unit =
        Arg::new("unit").long("unit").value_name("UNIT").help(text(language, "Unit dan semua di bawahnya", "A unit and all under it"));
    ([person, unit], ArgGroup::new("whom").args(["person", "unit"]).required(true))
}

pub(super) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    let (args, group) = whom(language);
    Command::new("need")
        .about(t(
            "Kebutuhan pengembangan: seseorang menurut sumbernya, atau unit menurut prioritas",
            "Development needs: of a person by source, or of a unit by priority",
        ))
        .args(args)
        .group(group)
        .arg(as_of(language))
        .arg(Arg::new("strategic").long("strategic").value_name("CODE").action(ArgAction::Append).requires("unit").help(t(
            "Kompetensi yang dijadikan isu strategis oleh instansi; dapat diulang",
            "A competency the agency names a strategic issue; may be repeated",
        )))
        .args(sources::files(language))
        .args(arguments(language))
        .after_help(t(
            "Sumber kebutuhan: kesenjangan terhadap standar jabatan, nilai 360° yang diumumkan, predikat kinerja, jam pelajaran. \
             Minat ditampilkan terpisah. Rumus prioritas: `jenjang policy explain asn/development/demand`.",
            "Sources of needs: gaps against the standard of the post, released 360° scores, the performance label, learning hours. \
             Wishes stand apart. The formula of the priority: `jenjang policy explain asn/development/demand`.",
        ))
}

pub(super) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    let voice = Voice::of(matches, language);
    let session = Session::open(matches)?;
    let rules = Rules::open(matches, &voice)?;
    let as_of = shared::date(matches, "as-of")?;
    if let Some(unit) = matches.get_one::<String>("unit") {
        let codes = matches.get_many::<String>("strategic").into_iter().flatten();
        let strategic = codes.map(|code| shared::id(code)).collect::<Result<BTreeSet<CompetencyCode>, Failure>>()?;
        let command = ReadDemand { library: rules.library(), unit: shared::id(unit)?, as_of, strategic };
        let view = session.ask(async |context| read_demand(context, &command).await)?;
        return of_unit(&view, &voice);
    }
    let command = ReadNeeds { library: rules.library(), person: session.person(shared::word(matches, "person"))?, as_of };
    let view = session.ask(async |context| read_needs(context, &command).await)?;
    of_person(&view, &voice)
}

fn of_person(view: &NeedsView, voice: &Voice) -> Result<Answer, Failure> {
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/needs/1", "needs": view }))?;
        return Ok(Answer::Positive);
    }
    let needs = &view.needs;
    voice.line(match voice.language {
        Language::Id => format!("── {} · kebutuhan pengembangan pada {}", needs.person, needs.as_of),
        Language::En => format!("── {} · development needs on {}", needs.person, needs.as_of),
    });
    for standard in &needs.standards {
        voice.line(format!(
            "{}: {} ({}, {})",
            voice.t("standar", "standard"),
            voice.label(&standard.label),
            standard.reference.citation,
            voice.label(&standard.reference.certainty.label())
        ));
    }
    if needs.needs.is_empty() {
        voice.line(voice.t("Tidak ada kebutuhan terukur.", "No measured need."));
    } else {
        let mut table = Table::new(&[
            voice.t("sumber", "source"),
            voice.t("tentang", "about"),
            voice.t("besar", "size"),
            voice.t("sejak", "since"),
            voice.t("penting", "importance"),
            voice.t("mengapa", "why"),
        ]);
        for need in &needs.needs {
            let mut importance = voice.decimal(need.weight.relative);
            if need.weight.critical {
                importance.push_str(voice.t(", kritis", ", critical"));
            }
            table.row(vec![
                voice.label(&need.source.label()).to_owned(),
                voice.label(&need.source.subject()).to_owned(),
                voice.label(&need.amount()).to_owned(),
                need.since.to_string(),
                importance,
                format!("{} ({})", voice.label(&need.sentence()), need.reference.citation),
            ]);
        }
        voice.line(table.render(voice));
    }
    remarks(view, voice);
    Ok(Answer::Positive)
}

/// What is not measured, what nobody knows, what is wished.
fn remarks(view: &NeedsView, voice: &Voice) {
    if !view.needs.not_measured.is_empty() {
        voice.line(voice.t("Belum terukur, jadi bukan kebutuhan bernilai nol:", "Not measured, which is no need of size zero:"));
        for not in &view.needs.not_measured {
            let required = voice.decimal(not.required);
            let critical = if not.weight.critical { voice.t(", kritis", ", critical") } else { "" };
            voice.line(match voice.language {
                Language::Id => {
                    format!("  {} {}: dipersyaratkan level {required}{critical}; {}", not.competency, not.label.id, not.reason().id)
                }
                Language::En => {
                    format!("  {} {}: level {required} is required{critical}; {}", not.competency, not.label.en, not.reason().en)
                }
            });
        }
    }
    for unknown in &view.needs.unknown {
        voice.line(format!("{}: {}", voice.t("tidak diketahui", "not known"), voice.label(&unknown.label())));
    }
    if !view.wishes.is_empty() {
        voice.line(voice.t("Minat, di samping kebutuhan terukur:", "Wishes, apart from measured need:"));
        wish::table(&view.wishes, voice);
    }
}

fn of_unit(view: &DemandView, voice: &Voice) -> Result<Answer, Failure> {
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/demand/1", "demand": view }))?;
        return Ok(Answer::Positive);
    }
    heading(view, view.as_of, voice);
    if !view.demand.rows.is_empty() {
        voice.line(table(&view.demand.rows, voice).render(voice));
        formula(view, voice);
    }
    if !view.demand.withheld.is_empty() {
        let codes: Vec<&str> = view.demand.withheld.iter().map(|row| row.competency.as_str()).collect();
        let (codes, least) = (codes.join(", "), view.smallest_group);
        voice.line(match voice.language {
            Language::Id => format!(
                "Tidak ditampilkan karena kurang dari {least} orang di balik suatu angka (hanya bagi pengelola kepegawaian unit): {codes}"
            ),
            Language::En => {
                format!("Withheld because fewer than {least} people stand behind a figure (for HR officers of the unit only): {codes}")
            }
        });
    }
    let Some(beside) = &view.beside else { return Ok(Answer::Positive) };
    let hours = voice.decimal(beside.hours);
    voice.line(match voice.language {
        Language::Id => format!(
            "Di samping itu: {} orang dengan predikat kinerja di bawah yang diharapkan; {} orang masih kurang {hours} JP seluruhnya.",
            beside.performance, beside.missing_hours
        ),
        Language::En => format!(
            "Beside that: {} people with a performance label below the one expected; {} people miss {hours} JP altogether.",
            beside.performance, beside.missing_hours
        ),
    });
    if !beside.wishes.is_empty() {
        let topics: Vec<String> = beside.wishes.iter().map(|wish| format!("{} ({})", wish.topic, wish.people)).collect();
        voice.line(format!(
            "{}: {}",
            voice.t("Minat pegawai, tidak dihitung dalam nilai", "Wishes of staff, which no score reads"),
            topics.join("; ")
        ));
    }
    Ok(Answer::Positive)
}

fn heading(view: &DemandView, as_of: NaiveDate, voice: &Voice) {
    let people = view.people.map_or_else(|| format!("< {}", view.smallest_group), |people| people.to_string());
    voice.line(match voice.language {
        Language::Id => format!("── {} · kebutuhan pengembangan pada {as_of} · {people} orang", view.unit),
        Language::En => format!("── {} · development demand on {as_of} · {people} people", view.unit),
    });
}

fn table(rows: &[DemandRow], voice: &Voice) -> Table {
    let mut table = Table::new(&[
        "#",
        voice.t("kompetensi", "competency"),
        voice.t("nilai", "score"),
        voice.t("komponen", "components"),
        voice.t("belum kompeten", "not competent"),
        voice.t("rata-rata selisih", "mean gap"),
        voice.t("belum terukur", "not measured"),
        "360°",
        voice.t("minat", "wishes"),
    ]);
    for row in rows {
        let rank = row.rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string());
        let tied = if row.tied { "=" } else { "" };
        let count = |count: Option<u32>| count.map_or_else(|| "…".to_owned(), |count| count.to_string());
        let strategic = if row.figures.strategic { voice.t(" (isu strategis)", " (strategic issue)") } else { "" };
        table.row(vec![
            format!("{rank}{tied}"),
            format!("{} {}{strategic}", row.competency, voice.label(&row.label)),
            row.score.map_or_else(|| "–".to_owned(), |score| voice.decimal(score)),
            components(row, voice),
            not_competent(&row.figures, voice),
            row.figures.mean_gap.map_or_else(|| "–".to_owned(), |gap| voice.decimal(gap)),
            row.figures.not_measured.to_string(),
            count(row.figures.feedback),
            count(row.figures.wishes),
        ]);
    }
    table
}

/// `30 + 6.25 + 15.63 + 10 + 0`, in the order of the policy; the exact parts stand in the JSON.
fn components(row: &DemandRow, voice: &Voice) -> String {
    if row.score.is_none() {
        return String::new();
    }
    let part = |value: &Value| match value {
        Value::Number(number) => voice.decimal(jenjang::index::half_up(*number, 2)),
        _ => "?".to_owned(),
    };
    row.components.iter().map(|component| part(&component.contribution)).collect::<Vec<_>>().join(" + ")
}

fn not_competent(figures: &Figures, voice: &Voice) -> String {
    let measured = figures.required.saturating_sub(figures.not_measured);
    match figures.not_competent_share {
        None => voice.t("tidak ada yang terukur", "nobody measured").to_owned(),
        Some(share) => format!("{}/{measured}, {}%", figures.below, voice.decimal(jenjang::index::half_up(share, 1))),
    }
}

fn formula(view: &DemandView, voice: &Voice) {
    let ties: Vec<&str> = view.demand.tie_breaks.iter().map(|label| voice.label(label)).collect();
    let certainty = if view.demand.certainty == Certainty::Unverified {
        voice.t(
            "; bobotnya ketentuan bawaan, tidak ada peraturan yang memberi rumus",
            "; its weights are a default, no regulation gives a formula",
        )
    } else {
        ""
    };
    voice.line(match voice.language {
        Language::Id => format!(
            "Nilai menurut `{}`: kesenjangan + kepentingan + belum kompeten + kurang jam + isu strategis{certainty}.",
            view.demand.policy
        ),
        Language::En => {
            format!("Scores by `{}`: gap + importance + not competent + missing hours + strategic issue{certainty}.", view.demand.policy)
        }
    });
    let ties = ties.join(", ");
    voice.line(match voice.language {
        Language::Id => format!("Nilai sama diurutkan menurut: {ties}; yang tetap sama berbagi peringkat (=)."),
        Language::En => format!("Equal scores are ordered by: {ties}; what is still equal shares a rank (=)."),
    });
}
