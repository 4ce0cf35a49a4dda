//! `evaluation schemes` and `evaluation instruments`: what is shipped, and what one says.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::evaluation::instrument::Instrument;
use jenjang::evaluation::scheme::{ChosenBy, Effect, RaterGroup, Scheme, SmallGroups};
use jenjang::legal::{Label, Language, LegalReference};
use jenjang::number::format_decimal;
use serde_json::json;

use super::library::Library;
use crate::args::text;
use crate::output::{Answer, Failure, Voice, plural, write_stdout};
use crate::table::Table;

pub(crate) fn command(language: Language) -> Command {
    named(
        Command::new("schemes").about(text(
            language,
            "Daftar skema 360 derajat, atau isi salah satunya: kelompok, bobot, ambang, dasar",
            "List the 360-degree schemes, or show one: groups, weights, thresholds, sources",
        )),
        language,
    )
}

pub(crate) fn instruments_command(language: Language) -> Command {
    named(
        Command::new("instruments").about(text(
            language,
            "Daftar instrumen, atau isi salah satunya: skala, dimensi, butir",
            "List the instruments, or show one: scale, dimensions, items",
        )),
        language,
    )
}

fn named(command: Command, language: Language) -> Command {
    command
        .arg(Arg::new("name").value_name("ID|FILE").help(text(
            language,
            "Id bawaan, atau berkas TOML sendiri yang akan diperiksa",
            "A shipped id, or a TOML file of your own, which is checked",
        )))
        .arg(Arg::new("source").long("source").action(ArgAction::SetTrue).requires("name").help(text(
            language,
            "Tampilkan teks sumbernya; simpan dan ubah sebagai salinan sendiri",
            "Show the source text; save it to change a copy of your own",
        )))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let mut library = Library::open();
    let Some(name) = matches.get_one::<String>("name") else {
        return list_schemes(&library, voice);
    };
    let scheme = library.scheme(name, voice)?;
    if matches.get_flag("source") {
        return source(&library, "schemes", &scheme.parts().id, name, voice);
    }
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/evaluation-scheme/1", "scheme": scheme }))?;
    } else {
        show_scheme(&scheme, voice);
    }
    Ok(Answer::Positive)
}

pub(crate) fn run_instruments(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let mut library = Library::open();
    let Some(name) = matches.get_one::<String>("name") else {
        return list_instruments(&library, voice);
    };
    let instrument = library.instrument(name, voice)?;
    if matches.get_flag("source") {
        return source(&library, "instruments", &instrument.parts().id, name, voice);
    }
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/evaluation-instrument/1", "instrument": instrument }))?;
    } else {
        show_instrument(&instrument, voice);
    }
    Ok(Answer::Positive)
}

/// The text a scheme or instrument was read from: the user's file, or the shipped one with this id.
fn source(library: &Library, folder: &str, id: &str, name: &str, voice: &Voice) -> Result<Answer, Failure> {
    let own = library.files.sources.get(name);
    let shipped = || {
        let texts = jenjang_asn::SOURCES.iter().filter(|(path, _)| path.starts_with(folder));
        let line = format!("\"{id}\"");
        texts.map(|(_, text)| *text).find(|text| text.lines().any(|l| l.starts_with("id ") && l.trim_end().ends_with(&line)))
    };
    let text = if own.is_empty() { shipped().unwrap_or_default() } else { own };
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/evaluation-source/1", "id": id, "source": text }))?;
    } else {
        write_stdout(text);
    }
    Ok(Answer::Positive)
}

fn list_schemes(library: &Library, voice: &Voice) -> Result<Answer, Failure> {
    let schemes = &library.files.schemes;
    if voice.is_json() {
        for scheme in schemes {
            let parts = scheme.parts();
            voice.json(&json!({
                "schema": "jenjang/evaluation-scheme-entry/1",
                "id": parts.id,
                "version": parts.version,
                "title": parts.title,
                "effective": parts.effective,
                "reference": parts.reference,
                "effect": parts.effect,
                "instrument": parts.instrument,
            }))?;
        }
        return Ok(Answer::Positive);
    }
    let mut table = Table::new(&[
        "id",
        voice.t("judul", "title"),
        voice.t("bobot", "weights"),
        voice.t("hasilnya", "result"),
        voice.t("instrumen", "instrument"),
    ]);
    for scheme in schemes {
        let parts = scheme.parts();
        let pooled = |group: &&RaterGroup| parts.pool.as_ref().is_some_and(|pool| pool.groups.contains(&group.code));
        let weighed = scheme.groups().iter().filter(|group| !group.weight.is_zero() && !pooled(group));
        let mut weights: Vec<String> = weighed.map(|g| format!("{} {}", g.code, voice.decimal(g.weight))).collect();
        if let Some(pool) = &parts.pool {
            let codes = pool.groups.iter().map(ToString::to_string).collect::<Vec<_>>().join("+");
            weights.push(format!("{codes} {} {}", voice.decimal(pool.weight), voice.t("per kepala", "by head")));
        }
        table.row(vec![
            parts.id.clone(),
            voice.label(&parts.title).to_owned(),
            weights.join("; "),
            voice.label(&effect(parts.effect)).to_owned(),
            parts.instrument.clone(),
        ]);
    }
    voice.line(table.render(voice));
    voice.line(match voice.language {
        Language::Id => format!("{} skema. `jenjang evaluation schemes ID` menampilkan isinya.", schemes.len()),
        Language::En => format!("{}. `jenjang evaluation schemes ID` shows one.", plural(schemes.len(), "scheme", "schemes")),
    });
    Ok(Answer::Positive)
}

fn effect(effect: Effect) -> Label {
    match effect {
        Effect::Numeric => Label::new("angka dalam rumus", "a number in a formula"),
        Effect::Informs => Label::new("masukan bagi atasan", "informs the superior"),
    }
}

fn chosen(by: ChosenBy) -> Label {
    match by {
        ChosenBy::Organisation => Label::new("bagan organisasi", "the organisation chart"),
        ChosenBy::Ratee => Label::new("yang dinilai, disetujui atasan", "the person rated, approved by the superior"),
        ChosenBy::Draw => Label::new("undian", "a draw"),
    }
}

fn cite(reference: &LegalReference, voice: &Voice) -> String {
    format!("{} ({})", reference.citation, voice.label(&reference.certainty.label()))
}

fn show_scheme(scheme: &Scheme, voice: &Voice) {
    let parts = scheme.parts();
    voice.line(format!("{} ({}, {} {})", voice.label(&parts.title), parts.id, voice.t("versi", "version"), parts.version));
    voice.line(format!("{}: {}", voice.t("Dasar", "Source"), cite(&parts.reference, voice)));
    if let Some(note) = &parts.note {
        voice.line(voice.label(note));
    }
    let mut table = Table::new(&[
        voice.t("kelompok", "group"),
        voice.t("nama", "name"),
        voice.t("bobot", "weight"),
        voice.t("penilai", "raters"),
        voice.t("dipilih oleh", "chosen by"),
        voice.t("dasar", "source"),
    ]);
    for group in scheme.groups() {
        table.row(group_row(scheme, group, voice));
    }
    voice.line(table.render(voice));
    for alternative in &parts.alternatives {
        let codes = alternative.without.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let weights = alternative.weights.iter().map(|(code, weight)| format!("{code} {}", voice.decimal(*weight)));
        let weights = weights.collect::<Vec<_>>().join("; ");
        let cited = cite(&alternative.reference, voice);
        voice.line(match voice.language {
            Language::Id => format!("Tanpa kelompok {codes}: {weights} — {cited}"),
            Language::En => format!("Without the group {codes}: {weights} — {cited}"),
        });
    }
    rules(scheme, voice);
}

fn group_row(scheme: &Scheme, group: &RaterGroup, voice: &Voice) -> Vec<String> {
    let pool = scheme.parts().pool.as_ref().filter(|pool| pool.groups.contains(&group.code));
    let weight = match pool {
        Some(pool) => format!("{} {}", voice.decimal(pool.weight), voice.t("bersama", "together")),
        None => voice.decimal(group.weight),
    };
    let quota = if group.minimum == group.maximum { group.minimum.to_string() } else { format!("{}–{}", group.minimum, group.maximum) };
    vec![
        group.code.to_string(),
        voice.label(&group.label).to_owned(),
        weight,
        format!("{quota}, {}", if group.identified { voice.t("bernama", "named") } else { voice.t("anonim", "anonymous") }),
        voice.label(&chosen(group.chosen_by)).to_owned(),
        cite(pool.map_or(&group.reference, |pool| &pool.reference), voice),
    ]
}

fn rules(scheme: &Scheme, voice: &Voice) {
    let parts = scheme.parts();
    let (release, validity) = (&parts.release, &parts.validity);
    let (means, detail) = (release.minimum_for_means, release.minimum_for_detail);
    let percent = |share: rust_decimal::Decimal| format_decimal(share * rust_decimal::Decimal::ONE_HUNDRED);
    let small = match release.small_groups {
        SmallGroups::Merge => voice.t("digabung", "merged"),
        SmallGroups::Suppress => voice.t("tidak ditampilkan dan tidak dihitung", "neither shown nor scored"),
    };
    let superior = if validity.superior_required { voice.t("atasan, ", "the superior, ") } else { "" };
    match voice.language {
        Language::Id => {
            voice.line(format!("Ditampilkan: rata-rata kelompok anonim dari {means} penilai, rincian dan komentar dari {detail}; kelompok lebih kecil {small}."));
            voice.line(format!(
                "Sah bila ada {superior}{} kelompok anonim, dan bobot yang tampil sedikitnya {}%; penilai dihitung bila menjawab {}% butir.",
                validity.anonymous_groups,
                percent(validity.coverage),
                percent(release.answered_share)
            ));
        }
        Language::En => {
            voice.line(format!(
                "Shown: means of anonymous groups from {means} raters, detail and comments from {detail}; smaller groups are {small}."
            ));
            voice.line(format!(
                "Valid with {superior}{}, and at least {}% of the weight shown; a rater counts from {}% of the items.",
                plural(validity.anonymous_groups, "anonymous group", "anonymous groups"),
                percent(validity.coverage),
                percent(release.answered_share)
            ));
        }
    }
    if let Some(duty) = &parts.duty {
        let [person, subordinate, own, cap] =
            [duty.per_person_not_rated, duty.per_subordinate_without_raters, duty.for_not_nominating, duty.cap]
                .map(|points| voice.decimal(points));
        let cited = cite(&duty.reference, voice);
        voice.line(match voice.language {
            Language::Id => format!("Kewajiban menilai: {person} poin tiap orang yang belum dinilai, {subordinate} tiap bawahan tanpa penilai, {own} bila tidak mengusulkan penilai sendiri, paling banyak {cap} — {cited}"),
            Language::En => format!("Duty to rate: {person} points for each person not rated, {subordinate} for each subordinate without raters, {own} for not proposing own raters, at most {cap} — {cited}"),
        });
    }
    voice.line(match voice.language {
        Language::Id => format!("Hasilnya: {}. Instrumen: {}.", effect(parts.effect).id, parts.instrument),
        Language::En => format!("Result: {}. Instrument: {}.", effect(parts.effect).en, parts.instrument),
    });
}

fn list_instruments(library: &Library, voice: &Voice) -> Result<Answer, Failure> {
    let instruments = &library.files.instruments;
    if voice.is_json() {
        for instrument in instruments {
            let parts = instrument.parts();
            voice.json(&json!({
                "schema": "jenjang/evaluation-instrument-entry/1",
                "id": parts.id,
                "version": parts.version,
                "title": parts.title,
                "effective": parts.effective,
                "reference": parts.reference,
                "dimensions": parts.dimensions.len(),
                "items": parts.items.len(),
            }))?;
        }
        return Ok(Answer::Positive);
    }
    let mut table = Table::new(&[
        "id",
        voice.t("judul", "title"),
        voice.t("skala", "scale"),
        voice.t("dimensi", "dimensions"),
        voice.t("butir", "items"),
    ]);
    for instrument in instruments {
        let scale = instrument.scale();
        table.row(vec![
            instrument.parts().id.clone(),
            voice.label(&instrument.parts().title).to_owned(),
            format!("{}–{}", format_decimal(scale.minimum), format_decimal(scale.maximum)),
            instrument.dimensions().len().to_string(),
            instrument.items().len().to_string(),
        ]);
    }
    voice.line(table.render(voice));
    voice.line(match voice.language {
        Language::Id => format!("{} instrumen. `jenjang evaluation instruments ID` menampilkan butirnya.", instruments.len()),
        Language::En => {
            format!("{}. `jenjang evaluation instruments ID` shows the items.", plural(instruments.len(), "instrument", "instruments"))
        }
    });
    Ok(Answer::Positive)
}

fn show_instrument(instrument: &Instrument, voice: &Voice) {
    let parts = instrument.parts();
    voice.line(format!("{} ({}, {} {})", voice.label(&parts.title), parts.id, voice.t("versi", "version"), parts.version));
    if let Some(reference) = &parts.reference {
        voice.line(format!("{}: {}", voice.t("Dasar", "Source"), cite(reference, voice)));
    }
    voice.line(voice.label(&parts.instruction));
    let mut scale = Table::new(&[voice.t("jawaban", "answer"), voice.t("arti", "meaning"), voice.t("uraian", "description")]);
    for anchor in &parts.scale.anchors {
        scale.row(vec![format_decimal(anchor.value), voice.label(&anchor.label).to_owned(), voice.label(&anchor.description).to_owned()]);
    }
    scale.row(vec![
        "N/O".to_owned(),
        voice.label(&parts.scale.not_observed).to_owned(),
        voice.t("tidak dihitung", "not counted").to_owned(),
    ]);
    voice.line(scale.render(voice));
    let mut items = Table::new(&[voice.t("butir", "item"), voice.t("dimensi", "dimension"), voice.t("pernyataan", "statement")]);
    for (at, item) in instrument.items().iter().enumerate() {
        let dimension = instrument.dimension_of(at).and_then(|at| instrument.dimensions().get(at));
        let leaders = if item.leaders_only { voice.t(" (hanya untuk pemimpin)", " (leaders only)") } else { "" };
        items.row(vec![
            item.id.to_string(),
            dimension.map_or_else(|| item.dimension.to_string(), |d| voice.label(&d.label).to_owned()),
            format!("{}{leaders}", voice.label(&item.text)),
        ]);
    }
    voice.line(items.render(voice));
}
