//! `facts`: the fact catalogue.

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::policy::catalogue::{Blank, Catalogue, Direction, Fact};
use jenjang::policy::scale::ScaleValue;
use jenjang::policy::types::Type;

use crate::args::text;
use crate::commands::shared;
use crate::library::perhaps;
use crate::output::{Answer, Failure, Voice, plural};
use crate::table::Table;

pub(crate) fn command(language: Language) -> Command {
    Command::new("facts")
        .about(text(
            language,
            "Katalog fakta: apa yang boleh dibaca kebijakan, tipenya, sumbernya, dan siapa yang melengkapinya",
            "The fact catalogue: what a policy may read, its type, its source and who can supply it",
        ))
        .arg(Arg::new("fact").value_name("FACT").help(text(
            language,
            "Satu fakta atau skala secara lengkap, misalnya `grade.since` atau `grade`",
            "One fact or scale in full, such as `grade.since` or `grade`",
        )))
        .arg(Arg::new("policy").long("policy").value_name("ID|FILE").help(text(
            language,
            "Hanya fakta yang dibaca kebijakan ini",
            "Only the facts this policy reads",
        )))
        .arg(Arg::new("of").long("of").value_name("CATALOGUE").default_value("asn").help(text(
            language,
            "Id katalog; bawaan: asn",
            "Id of the catalogue; default: asn",
        )))
        .args(shared::sources(language))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let mut library = shared::library(matches, voice)?;
    let policy = match matches.get_one::<String>("policy") {
        Some(name) => Some(library.policy(name, voice)?),
        None => None,
    };
    let wanted = matches.get_one::<String>("of").map_or("asn", String::as_str);
    let catalogue = match &policy {
        Some(policy) => &policy.catalogue,
        None => library.files.catalogues.iter().find(|c| &*c.id == wanted).ok_or_else(|| {
            let known = library.files.catalogues.iter().map(|c| format!("`{}`", c.id)).collect::<Vec<_>>().join(", ");
            Failure::said(
                format!("tidak ada katalog `{wanted}`, yang ada: {known}"),
                format!("there is no catalogue `{wanted}`, expected one of {known}"),
            )
        })?,
    };
    if let Some(name) = matches.get_one::<String>("fact") {
        return one(catalogue, name, voice);
    }
    let facts: Vec<&Fact> = match &policy {
        Some(policy) => policy.reads().into_iter().map(|index| catalogue.fact(index)).collect(),
        None => catalogue.facts().iter().collect(),
    };
    if voice.is_json() {
        for fact in facts {
            voice.json(&json(fact))?;
        }
        return Ok(Answer::Positive);
    }
    let mut table = Table::new(&[
        voice.t("fakta", "fact"),
        voice.t("tipe", "type"),
        voice.t("arti", "meaning"),
        voice.t("sumber", "source"),
        voice.t("dilengkapi oleh", "supplied by"),
    ]);
    for fact in &facts {
        table.row(vec![
            fact.name.to_string(),
            fact.ty.to_string(),
            voice.label(&fact.label).to_owned(),
            voice.label(&fact.source).to_owned(),
            voice.label(&fact.supplier).to_owned(),
        ]);
    }
    voice.line(table.render(voice));
    voice.line(match voice.language {
        Language::Id => format!("{} fakta. `jenjang facts NAMA` menampilkan satu fakta atau skala.", facts.len()),
        Language::En => format!("{}. `jenjang facts NAME` shows one fact or scale.", plural(facts.len(), "fact", "facts")),
    });
    Ok(Answer::Positive)
}

fn json(fact: &Fact) -> serde_json::Value {
    let scale = match item_type(&fact.ty) {
        Type::Choice(scale) => Some(scale.values.iter().map(|v| &*v.code).collect::<Vec<_>>()),
        _ => None,
    };
    serde_json::json!({
        "schema": "jenjang/fact/1",
        "name": &*fact.name,
        "type": fact.ty.to_string(),
        "codes": scale,
        "label": fact.label,
        "source": fact.source,
        "supplier": fact.supplier,
        "range": fact.range.map(|(low, high)| [low.to_string(), high.to_string()]),
        "direction": fact.direction,
        "blank": fact.blank,
        "can-be-none": fact.can_be_none,
        "protected": fact.protected,
        "derive": fact.derive_source.as_ref().map(|d| &d.value),
    })
}

fn item_type(ty: &Type) -> &Type {
    match ty {
        Type::List { item, .. } => item,
        other => other,
    }
}

fn one(catalogue: &Catalogue, name: &str, voice: &Voice) -> Result<Answer, Failure> {
    let fact = catalogue.find(name).map(|index| catalogue.fact(index));
    let Some(fact) = fact else {
        return match catalogue.scale(name) {
            Some(scale) if voice.is_json() => {
                let value = |v: &ScaleValue| match &v.note {
                    None => serde_json::json!({ "code": &*v.code, "label": v.label }),
                    Some(note) => serde_json::json!({ "code": &*v.code, "label": v.label, "note": note }),
                };
                let values: Vec<_> = scale.values.iter().map(value).collect();
                voice.json(
                    &serde_json::json!({ "schema": "jenjang/scale/1", "name": &*scale.name, "ordered": scale.ordered, "values": values }),
                )?;
                Ok(Answer::Positive)
            }
            Some(scale) => {
                voice.line(format!("{}: {}", scale.name, voice.label(&scale.label)));
                for value in &scale.values {
                    let note = value.note.as_ref().map(|note| format!(" ({})", voice.label(note))).unwrap_or_default();
                    voice.line(format!("  {:<16} {}{note}", value.code, voice.label(&value.label)));
                }
                Ok(Answer::Positive)
            }
            None => {
                let near = jenjang::policy::expression::suggest::nearest(name, catalogue.facts().iter().map(|f| &*f.name));
                let (id, en) = perhaps(near);
                Err(Failure::said(
                    format!("tidak ada fakta atau skala `{name}` dalam katalog `{}`{id}", catalogue.id),
                    format!("there is no fact or scale `{name}` in the catalogue `{}`{en}", catalogue.id),
                ))
            }
        };
    };
    if voice.is_json() {
        voice.json(&json(fact))?;
        return Ok(Answer::Positive);
    }
    voice.line(format!("{}: {}", fact.name, voice.label(&fact.label)));
    let row = |id, en, value: String| voice.line(format!("  {:<18} {value}", voice.t(id, en)));
    row("tipe", "type", fact.ty.to_string());
    row("sumber", "source", voice.label(&fact.source).to_owned());
    row("dilengkapi oleh", "supplied by", voice.label(&fact.supplier).to_owned());
    if let Some((low, high)) = fact.range {
        row("rentang", "range", format!("{low} … {high}"));
    }
    if let Type::Choice(scale) = item_type(&fact.ty) {
        row("pilihan", "choices", scale.values.iter().map(|v| v.code.to_string()).collect::<Vec<_>>().join(", "));
    }
    if let Some(direction) = fact.direction {
        let words = match direction {
            Direction::MoreIsBetter => voice.t("makin tinggi makin baik", "more is better"),
            Direction::LessIsBetter => voice.t("makin rendah makin baik", "less is better"),
        };
        row("arah", "direction", words.to_owned());
    }
    if fact.can_be_none {
        let words = match fact.blank {
            Blank::None => voice.t("dapat tidak ada; kolom kosong berarti tidak ada", "may not exist; a blank means none"),
            Blank::Missing => voice.t("dapat tidak ada; kolom kosong berarti belum diisi", "may not exist; a blank means missing"),
        };
        row("ketiadaan", "absence", words.to_owned());
    }
    if fact.protected.is_some() {
        let words = voice.t("dilindungi; hanya boleh dibaca dengan dasar hukum", "protected; may be read only with a lawful basis");
        row("perlindungan", "protection", words.to_owned());
    }
    if let Some(derive) = &fact.derive_source {
        row("diturunkan dari", "derived as", derive.value.clone());
    }
    Ok(Answer::Positive)
}
