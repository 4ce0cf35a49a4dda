//! `talent grid`: people on a grid, and those near a cut.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang::number::parse_decimal;
use jenjang::people::id::PersonId;
use jenjang::policy::decide::prepare;
use jenjang::talent::{Grid, Side, TalentMap};
use jenjang_service::talent::{Borderline, Sem, borderline};
use rust_decimal::Decimal;
use serde_json::json;

use super::drawing;
use crate::args::text;
use crate::commands::shared::{self, Asked};
use crate::output::{Answer, Failure, Voice};
use crate::people;

pub(crate) fn command(language: Language) -> Command {
    Command::new("grid")
        .about(text(
            language,
            "Tempatkan orang pada kisi talenta (sembilan kotak atau lainnya) menurut kebijakan klasifikasi",
            "Place people on a talent grid (nine boxes or another) by a classification policy",
        ))
        .after_help(text(
            language,
            "Kebijakannya adalah klasifikasi dengan tabel dua masukan: yang pertama ke atas, yang kedua ke kanan, misalnya asn/talent/bkn-411/box atau asn/talent/nine-box. \
             Yang belum dapat ditempatkan didaftar tersendiri dengan sebabnya. Dengan --sem, yang dekat batas didaftar untuk rapat kalibrasi; tidak seorang pun dipindahkan karenanya. \
             Kode keluar 1 bila ada yang belum dapat ditempatkan.",
            "The policy is a classification with a table of two inputs, the first running upward, the second to the right, such as asn/talent/bkn-411/box or asn/talent/nine-box. \
             Who cannot be placed is listed apart with the reason. With --sem those near a cut are listed for the calibration meeting; nobody is moved for it. \
             Exit code 1 where somebody cannot be placed.",
        ))
        .args(shared::for_people(language))
        .arg(Arg::new("sem").long("sem").value_name("[AXIS=]NUMBER").action(ArgAction::Append).help(text(
            language,
            "Kesalahan baku pengukuran dalam satuan nilai, untuk semua sumbu yang bernilai angka atau untuk satu sumbu, misalnya potential-level=3.5; dapat diulang",
            "Standard error of measurement in points of the score, for every axis that has scores or for one, such as potential-level=3.5; may be repeated",
        )))
}

pub(crate) fn run(matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let Asked { mut library, policy, as_of, known_at } = shared::asked(matches, voice)?;
    let on_date = prepare(library.set(), &policy, as_of, known_at).map_err(|e| Failure { message: e.message() })?;
    let grid = Grid::of(&on_date).map_err(|e| Failure { message: e.message() })?;
    let sem = sem(matches, &grid)?;
    let people = people::read(&mut library, matches, &policy, as_of, voice)?;
    let named = super::named(&people)?;
    let map =
        TalentMap::of(&grid, named.into_iter().map(|(id, person)| (id, &person.dossier))).map_err(|e| Failure { message: e.message() })?;
    let near = borderline(&grid, &map, sem).map_err(|e| Failure { message: e.message() })?;
    let answer = Answer::positive_if(map.unplaced().is_empty());
    if voice.is_json() {
        voice.json_pretty(&as_json(&grid, &map, sem, &near))?;
        return Ok(answer);
    }
    let shown = drawing::Shown { grid: &grid, map: &map, sem, near: &near, policy: &policy };
    drawing::draw(&shown, voice);
    Ok(answer)
}

/// The standard errors asked for: `3` for every axis with scores, `potential-level=3` for one.
fn sem(matches: &ArgMatches, grid: &Grid<'_>) -> Result<Sem, Failure> {
    let mut sem = Sem::default();
    for given in matches.get_many::<String>("sem").into_iter().flatten() {
        let (axis, number) = given.rsplit_once('=').map_or((None, given.as_str()), |(axis, number)| (Some(axis), number));
        let value: Decimal = parse_decimal(number).map_err(|_| {
            Failure::said(
                format!("`--sem {given}`: `{number}` bukan bilangan desimal, seharusnya seperti `3.5` atau `potential-level=3.5`"),
                format!("`--sem {given}`: `{number}` is no decimal number, expected one such as `3.5` or `potential-level=3.5`"),
            )
        })?;
        let sides: Vec<Side> = match axis {
            None => Side::ALL.into_iter().filter(|side| !grid.axis(*side).cuts.is_empty()).collect(),
            Some(name) => Side::ALL.into_iter().filter(|side| &*grid.axis(*side).name == name).collect(),
        };
        if sides.is_empty() {
            let names = Side::ALL.map(|side| format!("`{}`", grid.axis(side).name)).join(", ");
            return Err(match axis {
                Some(name) => Failure::said(
                    format!("`--sem {given}`: tidak ada sumbu `{name}`, yang ada: {names}"),
                    format!("`--sem {given}`: there is no axis `{name}`, expected one of {names}"),
                ),
                None => Failure::said(
                    format!("`--sem {given}`: tidak ada sumbu yang bernilai angka, sehingga kesalahan baku pengukuran tidak dapat dipakai"),
                    format!("`--sem {given}`: no axis has scores, so that a standard error of measurement means nothing here"),
                ),
            });
        }
        for side in sides {
            match side {
                Side::Upward => sem.upward = Some(value),
                Side::Rightward => sem.rightward = Some(value),
            }
        }
    }
    Ok(sem)
}

fn as_json(grid: &Grid<'_>, map: &TalentMap, sem: Sem, near: &[Borderline]) -> serde_json::Value {
    let axis = |side| {
        let axis = grid.axis(side);
        let levels: Vec<_> = axis.scale.values.iter().map(|v| json!({ "code": &*v.code, "label": v.label })).collect();
        json!({ "name": &*axis.name, "label": axis.label, "levels": levels, "cuts": axis.cuts })
    };
    let boxes: Vec<_> = (grid.boxes().values.iter().enumerate())
        .filter_map(|(rank, value)| {
            let choice = jenjang::policy::scale::Choice::at(grid.boxes(), u16::try_from(rank).ok()?)?;
            let levels = grid.levels_of(&choice).map(
                |(up, right)| json!({ "upward": grid.axis(Side::Upward).level(up), "rightward": grid.axis(Side::Rightward).level(right) }),
            );
            let people: Vec<&PersonId> = map.within(&choice).map(|placement| &placement.id).collect();
            Some(json!({ "code": &*value.code, "label": value.label, "note": value.note, "levels": levels, "people": people }))
        })
        .collect();
    let people: Vec<_> = (map.placed().iter())
        .map(|p| json!({ "id": p.id, "box": p.place, "upward": p.upward, "rightward": p.rightward, "certainty": p.decision.certainty, "dossier": p.decision.dossier }))
        .collect();
    let unplaced: Vec<_> = map.unplaced().iter().map(|u| json!({ "id": u.id, "missing": u.missing })).collect();
    let on = grid.policy();
    json!({
        "schema": "jenjang/talent-grid/1",
        "policy": &*on.policy().id,
        "version": on.policy().version,
        "as-of": on.as_of(),
        "known-at": on.known_at(),
        "upward": axis(Side::Upward),
        "rightward": axis(Side::Rightward),
        "boxes": boxes,
        "people": people,
        "unplaced": unplaced,
        "sem": sem,
        "borderline": near,
    })
}
