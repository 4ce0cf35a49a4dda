//! A talent map on a screen: the grid with names, what each box recommends, who is near a cut, who cannot be placed.

use comfy_table::presets::UTF8_FULL;
use comfy_table::{ContentArrangement, Table as Drawn};
use jenjang::legal::Language;
use jenjang::policy::explain;
use jenjang::policy::model::Policy;
use jenjang::policy::scale::Choice;
use jenjang::policy::value::Value;
use jenjang::talent::{Axis, Grid, Placement, Side, TalentMap};
use jenjang_service::talent::{Borderline, Sem};
use rust_decimal::Decimal;

use crate::commands::shared;
use crate::output::{Voice, plural};
use crate::table::{self, Table};

/// Names shown in a cell; the rest is counted.
const NAMES: usize = 24;

/// Everything a screen shows.
pub(crate) struct Shown<'a> {
    pub(crate) grid: &'a Grid<'a>,
    pub(crate) map: &'a TalentMap,
    pub(crate) sem: Sem,
    pub(crate) near: &'a [Borderline],
    pub(crate) policy: &'a Policy,
}

pub(crate) fn draw(shown: &Shown<'_>, voice: &Voice) {
    let placed = shown.map.placed().len();
    let all = placed + shown.map.unplaced().len();
    let title = voice.label(&shown.policy.title);
    let day = explain::value(&Value::Date(shown.grid.policy().as_of()), None, voice.language);
    voice.line(match voice.language {
        Language::Id => format!("{title}, {day}: {placed} dari {all} orang ditempatkan."),
        Language::En => format!("{title}, {day}: {placed} of {} placed.", plural(all, "person", "people")),
    });
    voice.line("");
    if voice.plain {
        plain(shown, voice);
    } else {
        voice.line(cells(shown, voice));
        recommendations(shown, voice);
    }
    near(shown, voice);
    if !shown.map.unplaced().is_empty() {
        voice.line("");
    }
    for unplaced in shown.map.unplaced() {
        let missing = shared::fact_labels(shown.policy, &unplaced.missing, voice);
        let id = &unplaced.id;
        voice.line(match (voice.language, missing.is_empty()) {
            (Language::Id, false) => format!("{id}: belum dapat ditempatkan karena belum diketahui: {missing}"),
            (Language::En, false) => format!("{id}: cannot be placed, because unknown: {missing}"),
            (Language::Id, true) => format!("{id}: kebijakan tidak memberi kotak bagi keadaannya"),
            (Language::En, true) => format!("{id}: the policy gives no box for this case"),
        });
    }
}

fn ranks(axis: &Axis) -> std::ops::Range<usize> {
    0..axis.scale.values.len()
}

/// Names, at most so many of them.
fn names<'m>(people: impl Iterator<Item = &'m Placement>, most: usize, voice: &Voice) -> String {
    let all: Vec<&str> = people.map(|placement| placement.id.as_str()).collect();
    let mut text = all.iter().take(most).copied().collect::<Vec<_>>().join(", ");
    if all.len() > most {
        let more = all.len() - most;
        text.push_str(&match voice.language {
            Language::Id => format!(", dan {more} lainnya"),
            Language::En => format!(" and {more} more"),
        });
    }
    text
}

fn cells(shown: &Shown<'_>, voice: &Voice) -> String {
    let (up, right) = (shown.grid.axis(Side::Upward), shown.grid.axis(Side::Rightward));
    let mut table = Drawn::new();
    table.load_style(UTF8_FULL);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table::fit(&mut table);
    let level = |axis: &Axis, rank: usize| axis.level(rank).map(|level| voice.label(level.label()).to_owned()).unwrap_or_default();
    let mut header = vec![format!("{} ↑\n{} →", voice.label(&up.label), voice.label(&right.label))];
    header.extend(ranks(right).map(|column| level(right, column)));
    table.set_header(header);
    let here = |row: usize, column: usize| shown.map.at(u16::try_from(row).unwrap_or(u16::MAX), u16::try_from(column).unwrap_or(u16::MAX));
    for row in ranks(up).rev() {
        let mut line = vec![level(up, row)];
        line.extend(ranks(right).map(|column| match shown.grid.cell(row, column) {
            None => "–".to_owned(),
            Some(place) => {
                let count = here(row, column).count();
                format!("{}: {count}\n{}", voice.label(place.label()), names(here(row, column), NAMES, voice))
            }
        }));
        table.add_row(line);
    }
    table.to_string().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Boxes that hold somebody, from the top right corner of the grid down.
fn inhabited<'s>(shown: &Shown<'s>) -> Vec<&'s Choice> {
    let (up, right) = (shown.grid.axis(Side::Upward), shown.grid.axis(Side::Rightward));
    let mut boxes: Vec<&Choice> = Vec::new();
    for row in ranks(up).rev() {
        for place in ranks(right).rev().filter_map(|column| shown.grid.cell(row, column)) {
            if shown.map.within(place).next().is_some() && !boxes.contains(&place) {
                boxes.push(place);
            }
        }
    }
    boxes
}

fn recommendations(shown: &Shown<'_>, voice: &Voice) {
    let noted: Vec<_> = inhabited(shown).into_iter().filter_map(|place| Some((place, place.note()?))).collect();
    if noted.is_empty() {
        return;
    }
    voice.line("");
    voice.line(voice.t("Anjuran:", "Recommended:"));
    for (place, note) in noted {
        voice.line(format!("  {}: {}", voice.label(place.label()), voice.label(note)));
    }
}

/// One line per inhabited box, for screen readers.
fn plain(shown: &Shown<'_>, voice: &Voice) {
    let (up, right) = (shown.grid.axis(Side::Upward), shown.grid.axis(Side::Rightward));
    for place in inhabited(shown) {
        let mut line = voice.label(place.label()).to_owned();
        let levels = shown.grid.levels_of(place).and_then(|(row, column)| Some((up.level(row)?, right.level(column)?)));
        if let Some((upward, rightward)) = levels {
            let pair = |axis: &Axis, level: &Choice| format!("{}: {}", voice.label(&axis.label), voice.label(level.label()));
            line.push_str(&format!(" ({}; {})", pair(up, &upward), pair(right, &rightward)));
        }
        let count = shown.map.within(place).count();
        line.push_str(&match voice.language {
            Language::Id => format!(", {count} orang: "),
            Language::En => format!(", {}: ", plural(count, "person", "people")),
        });
        line.push_str(&names(shown.map.within(place), usize::MAX, voice));
        if let Some(note) = place.note() {
            line.push_str(&format!(". {}: {}", voice.t("Anjuran", "Recommended"), voice.label(note)));
        }
        voice.line(line);
    }
}

fn near(shown: &Shown<'_>, voice: &Voice) {
    let number = |value: Decimal| explain::value(&Value::Number(value), None, voice.language);
    let errors: Vec<String> = (Side::ALL.into_iter())
        .filter_map(|side| Some(format!("{} {}", voice.label(&shown.grid.axis(side).label), number(shown.sem.on(side)?))))
        .collect();
    if errors.is_empty() {
        return;
    }
    let errors = errors.join("; ");
    voice.line("");
    if shown.near.is_empty() {
        voice.line(match voice.language {
            Language::Id => format!("Tidak ada yang dekat batas (kesalahan baku pengukuran: {errors})."),
            Language::En => format!("Nobody is near a cut (standard error of measurement: {errors})."),
        });
        return;
    }
    voice.line(match voice.language {
        Language::Id => format!("Dekat batas, untuk dibahas dalam rapat kalibrasi (kesalahan baku pengukuran: {errors}):"),
        Language::En => format!("Near a cut, for the calibration meeting (standard error of measurement: {errors}):"),
    });
    let mut table = Table::new(&[
        voice.t("orang", "person"),
        voice.t("sumbu", "axis"),
        voice.t("nilai", "score"),
        voice.t("tingkat", "level"),
        voice.t("batas", "cut"),
        voice.t("tingkat di seberang", "level beyond"),
        voice.t("peluang tingkat lain", "chance of another level"),
        voice.t("kotak", "box"),
        voice.t("kotak di seberang", "box beyond"),
    ]);
    for one in shown.near {
        let label = |choice: &Choice| voice.label(choice.label()).to_owned();
        table.row(vec![
            one.id.to_string(),
            voice.label(&shown.grid.axis(one.side).label).to_owned(),
            number(one.score.round_dp(4).normalize()),
            label(&one.level),
            number(one.cut),
            label(&one.other_level),
            number(one.chance),
            label(&one.place),
            one.other_place.as_ref().map(label).unwrap_or_default(),
        ]);
    }
    voice.line(table.render(voice));
}
