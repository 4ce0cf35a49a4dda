//! `competency gap`: what a post requires beside what people have shown.

use clap::{Arg, ArgMatches, Command};
use jenjang::Decimal;
use jenjang::competency::{CompetencyGap, GapReport, JobPersonMatch, SetAsideReason, StandardTarget, standards_for};
use jenjang::legal::{Certainty, Language};
use jenjang::number::format_decimal;
use jenjang::people::id::{PositionId, TierCode};
use jenjang::policy::expression::suggest::nearest;
use jenjang_policy_files::CompetencyLibrary;
use serde_json::json;

use super::category::{self, Category, Named, words};
use super::sources::{self, Asked, Beside};
use crate::args::text;
use crate::commands::shared;
use crate::library::perhaps;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(crate) fn command(language: Language) -> Command {
    let post = Arg::new("post").long("post").value_name("ID").help(text(
        language,
        "Jabatan; standarnya sendiri didahulukan dari bawaan jenjangnya (lihat `competency list`)",
        "The post; its own standard wins over the default of its tier (see `competency list`)",
    ));
    let tier = Arg::new("tier").long("tier").value_name("CODE").help(text(
        language,
        "Jenjang jabatan, misalnya administrator atau ahli-muda",
        "The tier of the post, such as administrator or ahli-muda",
    ));
    Command::new("gap")
        .about(text(
            language,
            "Kesenjangan kompetensi orang terhadap standar jabatan atau jenjang, dengan JPM dua cara",
            "Gaps of people against the standard of a post or tier, with the job-person match both ways",
        ))
        .after_help(format!(
            "{}\n{}",
            sources::example(language),
            text(
                language,
                "Kompetensi yang belum diukur tidak dihitung dan didaftar; lebih dari 20% belum diukur: JPM tidak ada. Hasil yang kedaluwarsa atau dari unit tanpa akreditasi disebutkan, tidak dipakai. Kode keluar 1 bila ada defisit kritis atau JPM tidak ada.",
                "Unmeasured competencies are left out and listed; with more than 20% unmeasured there is no match. Expired results and those of units without accreditation are named, not used. Exit code 1 where there is a critical deficit or no match.",
            )
        ))
        .args(sources::for_people(language))
        .args([post, tier, category::arg(language)])
        .args(sources::files(language))
        .args(shared::sources(language))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let asked = Asked::of(matches)?;
    let mut library = sources::library(matches, voice)?;
    let categories = category::categories(matches, asked.date, voice)?;
    let people = sources::people(&mut library, matches, voice)?;
    let (post, tier) = target(&library, matches)?;
    let found = standards_for(&library.standards, post.as_ref(), tier.as_ref(), asked.date);
    if found.is_empty() {
        return Err(no_standard(post.as_ref(), tier.as_ref(), asked.date));
    }
    let (mut positive, mut first) = (true, true);
    for person in &people {
        for found in &found {
            let Some(framework) = library.framework(found.standards.framework()) else { continue };
            let profile = person.profiles.iter().find(|profile| profile.framework() == framework.id());
            let rules = framework.assessment_rules();
            let tier = match &found.standard.target {
                StandardTarget::Tier(own) => Some(own),
                StandardTarget::Post(_) => tier.as_ref(),
            };
            let current = profile.map(|profile| asked.current(profile, rules, tier)).unwrap_or_default();
            let beside = Beside { person: &person.person, framework, found: *found, current };
            positive &= show(&beside, &categories, std::mem::take(&mut first), voice)?;
        }
    }
    Ok(Answer::positive_if(positive))
}

/// The post and tier asked about, at least one of them and both known.
fn target(library: &CompetencyLibrary, matches: &ArgMatches) -> Result<(Option<PositionId>, Option<TierCode>), Failure> {
    let (post, tier) = (matches.get_one::<String>("post"), matches.get_one::<String>("tier"));
    if post.is_none() && tier.is_none() {
        return Err(Failure::said(
            "sebutkan `--post`, `--tier`, atau keduanya (lihat `jenjang competency list`)",
            "name `--post`, `--tier` or both (see `jenjang competency list`)",
        ));
    }
    let targets = || library.standards.iter().flat_map(|set| set.standards()).map(|standard| &standard.target);
    let posts: Vec<&str> =
        targets().filter_map(|target| if let StandardTarget::Post(post) = target { Some(post.as_str()) } else { None }).collect();
    let tiers: Vec<&str> =
        targets().filter_map(|target| if let StandardTarget::Tier(tier) = target { Some(tier.as_str()) } else { None }).collect();
    // a post without a standard of its own is fine where its tier is named
    if let Some(post) = post.filter(|post| tier.is_none() && !posts.contains(&post.as_str())) {
        let (id, en) = perhaps(nearest(post, posts.iter().copied()));
        return Err(Failure::said(
            format!("jabatan `{post}` tidak mempunyai standar sendiri, sebutkan pula `--tier`{id}"),
            format!("post `{post}` has no standard of its own, name its `--tier` as well{en}"),
        ));
    }
    if let Some(tier) = tier.filter(|tier| !tiers.contains(&tier.as_str())) {
        let (id, en) = perhaps(nearest(tier, tiers.iter().copied()));
        return Err(Failure::said(format!("jenjang `{tier}` tidak mempunyai standar{id}"), format!("tier `{tier}` has no standard{en}")));
    }
    let bad = |e: jenjang::people::id::TextError| Failure::said(e.to_string(), e.to_string());
    Ok((post.map(|post| post.parse()).transpose().map_err(bad)?, tier.map(|tier| tier.parse()).transpose().map_err(bad)?))
}

fn no_standard(post: Option<&PositionId>, tier: Option<&TierCode>, date: chrono::NaiveDate) -> Failure {
    let name = post.map(PositionId::as_str).or(tier.map(TierCode::as_str)).unwrap_or_default();
    Failure::said(format!("tidak ada standar untuk `{name}` yang berlaku pada {date}"), format!("no standard for `{name}` binds on {date}"))
}

/// Shows one person beside one standard. Whether there is a match and no critical deficit.
fn show(beside: &Beside<'_>, categories: &[Category], first: bool, voice: &Voice) -> Result<bool, Failure> {
    let report = GapReport::of(beside.found.standard, &beside.current.levels()).map_err(|e| Failure { message: e.label() })?;
    let found = JobPersonMatch::of(&report);
    let named: Vec<Named> = categories.iter().map(|category| category.of(found.as_ref().ok())).collect();
    let positive = found.is_ok() && report.critical_deficit() != Some(true);
    if voice.is_json() {
        voice.json(&as_json(beside, &report, &found, &named))?;
        return Ok(positive);
    }
    if !first {
        voice.line("");
    }
    heading(beside, voice);
    voice.line(table(beside, &report, voice).render(voice));
    match &found {
        Ok(found) => figures(found, &named, voice),
        Err(none) => voice.line(format!("{}: {}", voice.t("JPM tidak ada", "no job-person match"), voice.label(&none.label()))),
    }
    lists(&report, voice);
    set_aside(beside, voice);
    Ok(positive)
}

fn heading(beside: &Beside<'_>, voice: &Voice) {
    let standard = beside.found.standard;
    voice.line(format!("── {} · {} ({})", beside.person, voice.label(&standard.label), standard.target));
    voice.line(format!("{}: {} ({})", voice.t("kerangka", "framework"), voice.label(beside.framework.title()), beside.framework.id()));
    let mut source = format!("{}: {}, {}", voice.t("standar", "standard"), beside.found.standards.id(), standard.source.citation);
    if standard.source.certainty != Certainty::Text {
        source.push_str(&format!(" ({})", voice.label(&standard.source.certainty.label())));
    }
    voice.line(source);
}

fn signed(gap: Decimal, voice: &Voice) -> String {
    if gap > Decimal::ZERO { format!("+{}", voice.decimal(gap)) } else { voice.decimal(gap) }
}

fn table(beside: &Beside<'_>, report: &GapReport, voice: &Voice) -> Table {
    let mut table = Table::new(&[
        voice.t("kode", "code"),
        voice.t("kompetensi", "competency"),
        voice.t("syarat", "required"),
        voice.t("hasil", "shown"),
        voice.t("selisih", "gap"),
        voice.t("bobot", "weight"),
        voice.t("keterangan", "remark"),
    ]);
    for row in report.rows() {
        let name = beside.framework.competency(&row.competency).map_or("", |competency| voice.label(&competency.label));
        let deficit = row.gap().is_some_and(|gap| gap < Decimal::ZERO);
        let remark = match (row.critical, row.actual.is_none(), deficit) {
            (true, true, _) => voice.t("kritis, belum diukur", "critical, unmeasured"),
            (false, true, _) => voice.t("belum diukur", "unmeasured"),
            (true, false, true) => voice.t("defisit kritis", "critical deficit"),
            (true, false, false) => voice.t("kritis", "critical"),
            (false, false, true) => voice.t("defisit", "deficit"),
            (false, false, false) => "",
        };
        table.row(vec![
            row.competency.to_string(),
            name.to_owned(),
            voice.decimal(row.required),
            row.actual.map_or_else(|| "–".to_owned(), |level| voice.decimal(level)),
            row.gap().map_or_else(|| "–".to_owned(), |gap| signed(gap, voice)),
            voice.decimal(row.weight),
            remark.to_owned(),
        ]);
    }
    table
}

fn figures(found: &JobPersonMatch, named: &[Named], voice: &Voice) {
    let [total, uncapped, each] = [found.total(), found.uncapped(), found.capped_each()].map(|part| voice.decimal(part.rounded(2)));
    voice.line(match voice.language {
        Language::Id => format!("JPM {total}: kompetensinya memenuhi {total}% dari yang dipersyaratkan (tanpa batas 100: {uncapped})"),
        Language::En => format!("JPM {total}: the competencies reach {total}% of what is required (without the limit of 100: {uncapped})"),
    });
    voice.line(match voice.language {
        Language::Id => format!("JPM {each} bila kelebihan pada satu kompetensi tidak menutup kekurangan pada yang lain"),
        Language::En => format!("JPM {each} where a surplus in one competency does not make up for a deficit in another"),
    });
    for name in named {
        let (total, each) = (words(&name.total, voice), words(&name.capped_each, voice));
        voice.line(match voice.language {
            Language::Id => format!("kategori menurut {}: {total}; tanpa saling menutup: {each}", name.policy),
            Language::En => format!("category by {}: {total}; without making up: {each}", name.policy),
        });
    }
}

fn lists(report: &GapReport, voice: &Voice) {
    let codes = |rows: &[&CompetencyGap]| rows.iter().map(|row| row.competency.to_string()).collect::<Vec<_>>().join(", ");
    let deficit = |row: &&CompetencyGap| format!("{} {}", row.competency, row.gap().map_or_else(String::new, |gap| voice.decimal(gap)));
    let deficits = report.deficits();
    if !deficits.is_empty() {
        let list = deficits.iter().map(deficit).collect::<Vec<_>>().join("; ");
        voice.line(format!("{}: {list}", voice.t("kekurangan, yang terberat lebih dahulu", "deficits, the heaviest first")));
    }
    let critical = report.critical_deficits();
    if !critical.is_empty() {
        voice.line(format!(
            "{}: {}",
            voice.t("kekurangan kritis, tidak tertutup oleh rata-rata apa pun", "critical deficits, which no average makes good"),
            codes(&critical)
        ));
    }
    let unmeasured = report.unmeasured();
    if !unmeasured.is_empty() {
        voice.line(format!("{}: {}", voice.t("belum diukur, tidak ikut dihitung", "unmeasured, in neither sum"), codes(&unmeasured)));
    }
}

fn set_aside(beside: &Beside<'_>, voice: &Voice) {
    for aside in &beside.current.set_aside {
        let assessment = aside.assessment;
        voice.line(format!(
            "{}: {} {} ({}): {}",
            voice.t("tidak dipakai", "not used"),
            assessment.competency,
            voice.decimal(assessment.level),
            assessment.date,
            voice.label(&aside.reason.label())
        ));
    }
    if beside.current.set_aside.iter().any(|aside| aside.reason == SetAsideReason::AccreditationUnknown) {
        voice.note(voice.t(
            "isilah kolom `accredited`, atau sebutkan `--accredited` bila semuanya dari unit yang terakreditasi",
            "fill the column `accredited`, or give `--accredited` where all of them come from an accredited unit",
        ));
    }
}

/// A percentage with every digit, as a string.
pub(super) fn digits(value: Decimal) -> serde_json::Value {
    json!(format_decimal(value))
}

pub(super) fn categories_json(named: &[Named]) -> serde_json::Value {
    named.iter().map(|name| json!({ "policy": &*name.policy, "total": name.total, "capped-each": name.capped_each })).collect()
}

fn as_json(
    beside: &Beside<'_>,
    report: &GapReport,
    found: &Result<JobPersonMatch, jenjang::competency::NoMatch>,
    named: &[Named],
) -> serde_json::Value {
    let standard = beside.found.standard;
    let row = |row: &CompetencyGap| {
        json!({
            "competency": row.competency,
            "label": beside.framework.competency(&row.competency).map(|competency| &competency.label),
            "required": digits(row.required),
            "actual": row.actual.map(digits),
            "gap": row.gap().map(digits),
            "weight": digits(row.weight),
            "critical": row.critical,
        })
    };
    let codes = |rows: Vec<&CompetencyGap>| rows.iter().map(|row| row.competency.to_string()).collect::<Vec<_>>();
    let found_json = match found {
        Ok(found) => json!({
            "total": digits(found.total().value()),
            "uncapped": digits(found.uncapped().value()),
            "capped-each": digits(found.capped_each().value()),
        }),
        Err(none) => json!({ "reason": none.label() }),
    };
    let aside = beside.current.set_aside.iter().map(|aside| {
        json!({
            "competency": aside.assessment.competency,
            "level": digits(aside.assessment.level),
            "date": aside.assessment.date,
            "reason": aside.reason,
            "sentence": aside.reason.label(),
        })
    });
    json!({
        "schema": "jenjang/competency-gap/1",
        "person": beside.person,
        "target": standard.target,
        "framework": beside.framework.id(),
        "standards": beside.found.standards.id(),
        "reference": standard.source,
        "gaps": report.rows().iter().map(row).collect::<Vec<_>>(),
        "match": found_json,
        "categories": categories_json(named),
        "deficits": codes(report.deficits()),
        "critical-deficits": codes(report.critical_deficits()),
        "critical-deficit": report.critical_deficit(),
        "unmeasured": codes(report.unmeasured()),
        "sum-of-gaps": digits(report.sum_of_gaps()),
        "weighted-deficit": digits(report.weighted_deficit()),
        "set-aside": aside.collect::<Vec<_>>(),
    })
}
