//! `rule CODE`: one criterion, wherever it stands.

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::policy::explain::Explainer;
use jenjang::policy::model::{Criterion, Policy};

use crate::args::text;
use crate::commands::shared;
use crate::library::{Library, perhaps};
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("rule")
        .about(text(
            language,
            "Jelaskan satu kriteria: apa yang diperiksa, dasar hukum, contoh",
            "Explain one criterion: what it checks, its legal basis, examples",
        ))
        .arg(Arg::new("code").required(true).value_name("CODE").help(text(
            language,
            "Kode kriteria, misalnya time-in-grade-too-short",
            "Code of the criterion, such as time-in-grade-too-short",
        )))
        .arg(Arg::new("policy").long("policy").value_name("ID|FILE").help(text(
            language,
            "Hanya dalam kebijakan ini",
            "Only in this policy",
        )))
        .args(shared::sources(language))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let mut library = shared::library(matches, voice)?;
    let code = matches.get_one::<String>("code").map_or("", String::as_str);
    let policies = match matches.get_one::<String>("policy") {
        Some(name) => vec![library.policy(name, voice)?],
        None => library.set().iter().cloned().collect(),
    };
    let found: Vec<(&Policy, &Criterion)> = policies
        .iter()
        .flat_map(|policy| policy.criteria.iter().map(move |criterion| (&**policy, criterion)))
        .filter(|(_, criterion)| &*criterion.code == code)
        .collect();
    if found.is_empty() {
        if let Some(other) = policies.iter().find_map(|policy| other_part(policy, code)) {
            return Err(other);
        }
        let codes = policies.iter().flat_map(|p| p.criteria.iter().map(|c| &*c.code));
        let near = jenjang::policy::expression::suggest::nearest(code, codes);
        let (id, en) = perhaps(near);
        return Err(Failure::said(format!("tidak ada kriteria `{code}`{id}"), format!("there is no criterion `{code}`{en}")));
    }
    for (place, (policy, criterion)) in found.iter().enumerate() {
        if voice.is_json() {
            let sentence = |language| Explainer::new(policy, language).with_policies(library.set()).criterion(criterion);
            voice.json(&serde_json::json!({
                "schema": "jenjang/rule/1",
                "code": &*criterion.code,
                "policy": &*policy.id,
                "label": criterion.label,
                "check": criterion.check,
                "note": criterion.note,
                "require": &*criterion.require.source,
                "when": criterion.when.as_ref().map(|w| &*w.source),
                "reference": criterion.reference,
                "effective": criterion.effective,
                "remedy": criterion.remedy,
                "text": { "id": sentence(Language::Id), "en": sentence(Language::En) },
                "cases": examples(policy, code),
            }))?;
            continue;
        }
        if place > 0 {
            voice.line("");
        }
        show(&library, policy, criterion, voice);
    }
    Ok(Answer::Positive)
}

/// Names of the cases that expect this criterion to fail or to be unknown.
fn examples<'p>(policy: &'p Policy, code: &str) -> Vec<&'p str> {
    let names = |list: &Option<Vec<std::sync::Arc<str>>>| list.iter().flatten().any(|c| &**c == code);
    policy.cases.iter().filter(|case| names(&case.expect.not_met) || names(&case.expect.unknown)).map(|case| &*case.name).collect()
}

/// Says what a code names that is no criterion: a group or a component of a score.
fn other_part(policy: &Policy, code: &str) -> Option<Failure> {
    if let Some(group) = policy.groups.iter().find(|group| &*group.code == code) {
        let label = &group.label;
        return Some(Failure::said(
            format!(
                "`{code}` adalah kelompok syarat ({}) dalam `{}`, bukan satu kriteria; lihat `jenjang policy explain {}`",
                label.id, policy.id, policy.id
            ),
            format!(
                "`{code}` is a group of criteria ({}) in `{}`, not one criterion; see `jenjang policy explain {}`",
                label.en, policy.id, policy.id
            ),
        ));
    }
    let component = policy.components.iter().find(|component| &*component.code == code)?;
    let label = &component.label;
    Some(Failure::said(
        format!(
            "`{code}` adalah komponen nilai ({}) dalam `{}`, bukan kriteria; lihat `jenjang policy explain {}`",
            label.id, policy.id, policy.id
        ),
        format!(
            "`{code}` is a component of the score ({}) in `{}`, not a criterion; see `jenjang policy explain {}`",
            label.en, policy.id, policy.id
        ),
    ))
}

fn show(library: &Library, policy: &Policy, criterion: &Criterion, voice: &Voice) {
    voice.line(format!("{} ({})", criterion.code, policy.id));
    voice.line("");
    let words = Explainer::new(policy, voice.language).with_policies(library.set()).criterion(criterion);
    voice.line(words.trim_end());
    let examples = examples(policy, &criterion.code);
    if !examples.is_empty() {
        voice.line(format!("\n{}:", voice.t("Contoh, dari kasus uji kebijakan ini", "Examples, from the cases of this policy")));
        for name in examples {
            voice.line(format!("- {name}"));
        }
    }
    voice.line(format!("\n{}:", voice.t("Dalam berkas kebijakan", "In the policy file")));
    if let Some(when) = &criterion.when {
        voice.line(format!("  when    = {}", when.source));
    }
    voice.line(format!("  require = {}", criterion.require.source));
}
