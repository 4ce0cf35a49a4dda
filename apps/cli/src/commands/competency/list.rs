//! `competency list`: frameworks, standards, and what one of them says.

use clap::{Arg, ArgMatches, Command};
use jenjang::competency::{CompetencyStandard, Framework, StandardTarget};
use jenjang::legal::{Certainty, Language, LegalReference};
use jenjang::policy::expression::suggest::nearest;
use jenjang_policy_files::CompetencyLibrary;
use serde_json::json;

use super::sources;
use crate::args::text;
use crate::library::perhaps;
use crate::output::{Answer, Failure, Voice};
use crate::table::Table;

pub(crate) fn command(language: Language) -> Command {
    Command::new("list")
        .about(text(
            language,
            "Daftar kerangka, standar, jabatan dan jenjang; dengan nama: isinya",
            "List frameworks, standards, posts and tiers; with a name: what it says",
        ))
        .arg(Arg::new("name").value_name("NAME").help(text(
            language,
            "Pengenal kerangka, kode kompetensi, jabatan, atau jenjang",
            "Id of a framework, code of a competency, post or tier",
        )))
        .args(sources::files(language))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let library = sources::library(matches, voice)?;
    match matches.get_one::<String>("name") {
        None => all(&library, voice),
        Some(name) => one(&library, name, voice),
    }
}

fn all(library: &CompetencyLibrary, voice: &Voice) -> Result<Answer, Failure> {
    if voice.is_json() {
        for framework in &library.frameworks {
            voice.json(&json!({ "schema": "jenjang/competency-framework/1", "framework": framework }))?;
        }
        for standards in &library.standards {
            voice.json(&json!({ "schema": "jenjang/competency-standards/1", "standards": standards }))?;
        }
        return Ok(Answer::Positive);
    }
    let mut table = Table::new(&[
        voice.t("kerangka", "framework"),
        voice.t("judul", "title"),
        voice.t("kompetensi", "competencies"),
        "level",
        voice.t("sumber", "source"),
    ]);
    for framework in &library.frameworks {
        table.row(vec![
            framework.id().to_string(),
            voice.label(framework.title()).to_owned(),
            framework.competencies().len().to_string(),
            format!("1–{}", framework.highest_level()),
            cited(framework.source(), voice),
        ]);
    }
    voice.line(table.render(voice));
    voice.line("");
    let mut table = Table::new(&[
        voice.t("jabatan atau jenjang", "post or tier"),
        voice.t("nama", "name"),
        voice.t("kerangka", "framework"),
        voice.t("standar", "standards"),
    ]);
    for standards in &library.standards {
        for standard in standards.standards() {
            table.row(vec![
                target(&standard.target, voice),
                voice.label(&standard.label).to_owned(),
                standards.framework().to_string(),
                standards.id().to_string(),
            ]);
        }
    }
    voice.line(table.render(voice));
    voice.line(voice.t(
        "`jenjang competency list NAMA` menampilkan isi kerangka, kompetensi, jabatan, atau jenjang.",
        "`jenjang competency list NAME` shows what a framework, competency, post or tier says.",
    ));
    Ok(Answer::Positive)
}

fn target(target: &StandardTarget, voice: &Voice) -> String {
    match target {
        StandardTarget::Post(post) => post.to_string(),
        StandardTarget::Tier(tier) => format!("{} {tier}", voice.t("jenjang", "tier")),
    }
}

fn cited(source: &LegalReference, voice: &Voice) -> String {
    if source.certainty == Certainty::Text {
        return source.citation.to_string();
    }
    format!("{} ({})", source.citation, voice.label(&source.certainty.label()))
}

fn one(library: &CompetencyLibrary, name: &str, voice: &Voice) -> Result<Answer, Failure> {
    let mut shown = false;
    for framework in &library.frameworks {
        if framework.id().as_str() == name {
            show_framework(framework, voice)?;
            shown = true;
        }
        for competency in framework.competencies().iter().filter(|competency| competency.code.as_str() == name) {
            if voice.is_json() {
                voice.json(&json!({ "schema": "jenjang/competency/1", "framework": framework.id(), "competency": competency }))?;
            } else {
                show_competency(framework, competency, voice);
            }
            shown = true;
        }
    }
    for standards in &library.standards {
        for standard in standards.standards().iter().filter(|standard| standard.target.to_string() == name) {
            if voice.is_json() {
                voice.json(&json!({
                    "schema": "jenjang/competency-standard/1",
                    "standards": standards.id(),
                    "framework": standards.framework(),
                    "standard": standard,
                }))?;
            } else if let Some(framework) = library.framework(standards.framework()) {
                show_standard(framework, standard, voice);
            }
            shown = true;
        }
    }
    if shown {
        return Ok(Answer::Positive);
    }
    let codes = library.frameworks.iter().flat_map(|framework| framework.competencies()).map(|competency| competency.code.to_string());
    let targets = library.standards.iter().flat_map(|set| set.standards()).map(|standard| standard.target.to_string());
    let names: Vec<String> = library.frameworks.iter().map(|framework| framework.id().to_string()).chain(codes).chain(targets).collect();
    let (id, en) = perhaps(nearest(name, names.iter().map(String::as_str)));
    Err(Failure::said(
        format!("tidak ada kerangka, kompetensi, jabatan, atau jenjang bernama `{name}`{id} (lihat `jenjang competency list`)"),
        format!("there is no framework, competency, post or tier named `{name}`{en} (see `jenjang competency list`)"),
    ))
}

fn show_framework(framework: &Framework, voice: &Voice) -> Result<(), Failure> {
    if voice.is_json() {
        return voice.json(&json!({ "schema": "jenjang/competency-framework/1", "framework": framework }));
    }
    voice.line(voice.label(framework.title()));
    voice.line(cited(framework.source(), voice));
    if let Some(note) = &framework.as_draft().note {
        voice.line(voice.label(note));
    }
    voice.line("");
    for level in framework.levels() {
        voice.line(format!("{} {}: {}", level.level, voice.label(&level.label), voice.label(&level.description)));
    }
    for group in framework.groups() {
        voice.line("");
        voice.line(voice.label(&group.label));
        for competency in framework.competencies().iter().filter(|competency| competency.group == group.code) {
            voice.line(format!("  {} {}: {}", competency.code, voice.label(&competency.label), voice.label(&competency.definition)));
        }
    }
    Ok(())
}

fn show_competency(framework: &Framework, competency: &jenjang::competency::Competency, voice: &Voice) {
    voice.line(format!("{} {} ({})", competency.code, voice.label(&competency.label), framework.id()));
    voice.line(voice.label(&competency.definition));
    voice.line(cited(competency.source.as_ref().unwrap_or(framework.source()), voice));
    for meaning in framework.levels() {
        voice.line("");
        let says = framework.describe(competency, meaning.level).map_or("", |says| voice.label(says));
        voice.line(format!("{} {}: {says}", meaning.level, voice.label(&meaning.label)));
        for indicator in competency.level(meaning.level).into_iter().flat_map(|level| &level.indicators) {
            voice.line(format!("  - {}", voice.label(indicator)));
        }
    }
}

fn show_standard(framework: &Framework, standard: &CompetencyStandard, voice: &Voice) {
    voice.line(format!("{} ({})", voice.label(&standard.label), target(&standard.target, voice)));
    voice.line(cited(&standard.source, voice));
    if let Some(summary) = &standard.summary {
        voice.line(voice.label(summary));
    }
    let mut table = Table::new(&[
        voice.t("kode", "code"),
        voice.t("kompetensi", "competency"),
        voice.t("syarat", "required"),
        voice.t("bobot", "weight"),
        voice.t("keterangan", "remark"),
    ]);
    for requirement in &standard.requirements {
        table.row(vec![
            requirement.competency.to_string(),
            framework.competency(&requirement.competency).map_or("", |competency| voice.label(&competency.label)).to_owned(),
            requirement.level.to_string(),
            voice.decimal(requirement.weight),
            if requirement.critical { voice.t("kritis", "critical").to_owned() } else { String::new() },
        ]);
    }
    voice.line(table.render(voice));
    if let Some(grade) = &standard.grade {
        voice.line(format!("{}: {grade}", voice.t("golongan ruang paling rendah", "lowest grade")));
    }
    if let Some(education) = &standard.education {
        let fields = education.fields.iter().map(|field| voice.label(field)).collect::<Vec<_>>().join(", ");
        let fields = if fields.is_empty() { String::new() } else { format!(", {fields}") };
        voice.line(format!(
            "{}: {}{fields} ({})",
            voice.t("pendidikan", "education"),
            education.level,
            voice.label(&education.importance.label())
        ));
    }
    for training in &standard.training {
        voice.line(format!(
            "{}: {} ({})",
            voice.t("pelatihan", "training"),
            voice.label(&training.label),
            voice.label(&training.importance.label())
        ));
    }
    for experience in &standard.experience {
        let years = match (experience.years, voice.language) {
            (None, _) => String::new(),
            (Some(years), Language::Id) => format!(", {years} tahun"),
            (Some(years), Language::En) => format!(", {}", crate::output::plural(years as usize, "year", "years")),
        };
        voice.line(format!(
            "{}: {}{years} ({})",
            voice.t("pengalaman", "experience"),
            voice.label(&experience.label),
            voice.label(&experience.importance.label())
        ));
    }
    for indicator in &standard.performance_indicators {
        voice.line(format!("{}: {}", voice.t("indikator kinerja", "performance indicator"), voice.label(indicator)));
    }
}
