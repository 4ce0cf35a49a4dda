//! `competency fit`: one person beside many posts.

use std::cmp::Reverse;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::Decimal;
use jenjang::competency::{CompetencyStandard, FoundStandard, GapReport, JobPersonMatch, StandardTarget, Standards};
use jenjang::legal::Language;
use jenjang::policy::expression::suggest::nearest;
use jenjang_policy_files::CompetencyLibrary;
use serde_json::json;

use super::category::{self, Named, words};
use super::gap::{categories_json, digits};
use super::sources::{self, Asked};
use crate::args::text;
use crate::commands::shared;
use crate::library::perhaps;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(crate) fn command(language: Language) -> Command {
    let post = Arg::new("post").long("post").value_name("ID").action(ArgAction::Append).help(text(
        language,
        "Hanya jabatan ini; dapat diulang; bawaan: semua jabatan yang mempunyai standar",
        "Only this post; may be repeated; default: every post that has a standard",
    ));
    let tiers = Arg::new("tiers").long("tiers").action(ArgAction::SetTrue).help(text(
        language,
        "Sertakan standar bawaan setiap jenjang",
        "The defaults of every tier as well",
    ));
    Command::new("fit")
        .about(text(
            language,
            "Kesesuaian seseorang dengan banyak jabatan: JPM dua cara, kekurangan, kekurangan kritis",
            "Fit of a person with many posts: the job-person match both ways, deficits, critical deficits",
        ))
        .after_help(format!(
            "{}\n{}",
            sources::example(language),
            text(
                language,
                "Urutan: tanpa kekurangan kritis lebih dahulu, lalu JPM yang tidak saling menutup, lalu JPM. Urutan ini bahan pembicaraan; syarat jabatan tetap berlaku.",
                "Order: those without a critical deficit first, then by the match in which nothing makes up for anything, then by the match. The order is for discussion; the rules of eligibility stand.",
            )
        ))
        .args(sources::for_people(language))
        .args([post, tiers, category::arg(language)])
        .args(sources::files(language))
        .args(shared::sources(language))
}

/// One post beside the person.
struct Fit<'a> {
    found: FoundStandard<'a>,
    report: GapReport,
    figure: Option<JobPersonMatch>,
    named: Vec<Named>,
}

impl Fit<'_> {
    /// Critical deficits last, then the better match first, then by post.
    fn place(&self) -> (bool, Reverse<Option<Decimal>>, Reverse<Option<Decimal>>, &StandardTarget, &str) {
        let each = self.figure.as_ref().map(|found| found.capped_each().value());
        let total = self.figure.as_ref().map(|found| found.uncapped().value());
        let critical = self.report.critical_deficit() == Some(true);
        (critical, Reverse(each), Reverse(total), &self.found.standard.target, self.found.standards.framework().as_str())
    }
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let asked = Asked::of(matches)?;
    let mut library = sources::library(matches, voice)?;
    let categories = category::categories(matches, asked.date, voice)?;
    let people = sources::people(&mut library, matches, voice)?;
    let wanted = wanted(&library, matches, asked.date)?;
    let (mut first, mut any) = (true, false);
    for person in &people {
        let mut fits = Vec::new();
        for found in &wanted {
            let Some(framework) = library.framework(found.standards.framework()) else { continue };
            let Some(profile) = person.profiles.iter().find(|profile| profile.framework() == framework.id()) else { continue };
            let tier = if let StandardTarget::Tier(tier) = &found.standard.target { Some(tier) } else { None };
            let current = asked.current(profile, framework.assessment_rules(), tier);
            let report = GapReport::of(found.standard, &current.levels()).map_err(|e| Failure { message: e.label() })?;
            let figure = JobPersonMatch::of(&report).ok();
            let named = categories.iter().map(|category| category.of(figure.as_ref())).collect();
            fits.push(Fit { found: *found, report, figure, named });
        }
        fits.sort_by(|a, b| a.place().cmp(&b.place()));
        any |= fits.iter().any(|fit| fit.figure.is_some());
        if voice.is_json() {
            voice.json(&json!({
                "schema": "jenjang/competency-fit/1",
                "person": person.person,
                "as-of": asked.date,
                "posts": fits.iter().map(as_json).collect::<Vec<_>>(),
            }))?;
            continue;
        }
        if !std::mem::take(&mut first) {
            voice.line("");
        }
        voice.line(format!("── {}", person.person));
        if fits.is_empty() {
            voice.line(voice.t("tidak ada jabatan dalam kerangka profil ini", "no post in the frameworks of this profile"));
            continue;
        }
        let mut frameworks: Vec<_> = fits.iter().map(|fit| fit.found.standards.framework()).collect();
        frameworks.sort();
        frameworks.dedup();
        if let [one] = frameworks.as_slice() {
            let title = library.framework(one).map_or("", |framework| voice.label(framework.title()));
            voice.line(format!("{}: {title} ({one})", voice.t("kerangka", "framework")));
        }
        voice.line(
            table(&fits, frameworks.len() > 1, &categories.iter().map(|category| category.name().to_owned()).collect::<Vec<_>>(), voice)
                .render(voice),
        );
    }
    Ok(Answer::positive_if(any))
}

/// The standards asked about that bind on the day.
fn wanted<'l>(library: &'l CompetencyLibrary, matches: &ArgMatches, date: chrono::NaiveDate) -> Result<Vec<FoundStandard<'l>>, Failure> {
    let posts: Vec<&String> = matches.get_many::<String>("post").into_iter().flatten().collect();
    let binding = |set: &'l Standards| {
        let binds = move |standard: &&CompetencyStandard| set.as_draft().effective.contains(date) && standard.effective.contains(date);
        set.standards().iter().filter(binds).map(move |standard| FoundStandard { standards: set, standard })
    };
    let all: Vec<FoundStandard<'l>> = library.standards.iter().flat_map(binding).collect();
    let name = |found: &FoundStandard<'l>| match &found.standard.target {
        StandardTarget::Post(post) => Some(post.to_string()),
        StandardTarget::Tier(_) => None,
    };
    for post in &posts {
        if all.iter().any(|found| name(found).as_ref() == Some(post)) {
            continue;
        }
        let names: Vec<String> = all.iter().filter_map(name).collect();
        let (id, en) = perhaps(nearest(post, names.iter().map(String::as_str)));
        return Err(Failure::said(
            format!("tidak ada standar untuk jabatan `{post}` yang berlaku pada {date}{id}"),
            format!("no standard for post `{post}` binds on {date}{en}"),
        ));
    }
    let keep = |found: &FoundStandard<'l>| match name(found) {
        Some(post) => posts.is_empty() || posts.contains(&&post),
        None => matches.get_flag("tiers"),
    };
    Ok(all.into_iter().filter(keep).collect())
}

/// The posts; the framework has a column where there are several.
fn table(fits: &[Fit<'_>], several: bool, categories: &[String], voice: &Voice) -> Table {
    let mut header = vec![voice.t("jabatan", "post")];
    header.extend(several.then(|| voice.t("kerangka", "framework")));
    header.extend([
        "JPM",
        voice.t("JPM tanpa saling menutup", "JPM without making up"),
        voice.t("kekurangan", "deficits"),
        voice.t("kritis", "critical"),
        voice.t("belum diukur", "unmeasured"),
    ]);
    header.extend(categories.iter().map(String::as_str));
    let mut table = Table::new(&header);
    for fit in fits {
        let figure = |which: fn(&JobPersonMatch) -> jenjang::competency::Percentage| {
            fit.figure.as_ref().map_or_else(|| "–".to_owned(), |found| voice.decimal(which(found).rounded(2)))
        };
        let codes =
            |rows: Vec<&jenjang::competency::CompetencyGap>| rows.iter().map(|row| row.competency.as_str()).collect::<Vec<_>>().join(", ");
        let mut row = vec![format!("{} ({})", voice.label(&fit.found.standard.label), fit.found.standard.target)];
        row.extend(several.then(|| fit.found.standards.framework().to_string()));
        row.extend([
            figure(JobPersonMatch::total),
            figure(JobPersonMatch::capped_each),
            codes(fit.report.deficits()),
            codes(fit.report.critical_deficits()),
            codes(fit.report.unmeasured()),
        ]);
        row.extend(fit.named.iter().map(|name| words(&name.total, voice)));
        table.row(row);
    }
    table
}

fn as_json(fit: &Fit<'_>) -> serde_json::Value {
    let codes = |rows: Vec<&jenjang::competency::CompetencyGap>| rows.iter().map(|row| row.competency.to_string()).collect::<Vec<_>>();
    let found = match &fit.figure {
        Some(found) => json!({
            "total": digits(found.total().value()),
            "uncapped": digits(found.uncapped().value()),
            "capped-each": digits(found.capped_each().value()),
        }),
        None => json!({ "reason": JobPersonMatch::of(&fit.report).err().map(|none| none.label()) }),
    };
    json!({
        "target": fit.found.standard.target,
        "label": fit.found.standard.label,
        "framework": fit.found.standards.framework(),
        "standards": fit.found.standards.id(),
        "match": found,
        "categories": categories_json(&fit.named),
        "deficits": codes(fit.report.deficits()),
        "critical-deficits": codes(fit.report.critical_deficits()),
        "critical-deficit": fit.report.critical_deficit(),
        "unmeasured": codes(fit.report.unmeasured()),
    })
}
