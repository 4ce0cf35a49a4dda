//! Positions as the staff list and the position history write them.

use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::people::id::{EchelonCode, PositionKindCode, TierCode, UnitId};

use super::codes::{List, codes};
use super::identity::register_id;
use super::problem::Mender;
use super::row::Row;

/// Where a table keeps the parts of a position.
pub(super) struct PositionColumns {
    pub(super) kind: &'static str,
    pub(super) kind_name: &'static str,
    pub(super) echelon: &'static str,
    pub(super) echelon_name: &'static str,
    pub(super) tier: &'static str,
    pub(super) tier_name: &'static str,
    pub(super) titles: &'static [&'static str],
    pub(super) unit: &'static str,
}

/// What a position is, without its dates.
pub(super) struct PositionParts {
    pub(super) kind: PositionKindCode,
    pub(super) tier: Option<TierCode>,
    pub(super) echelon: Option<EchelonCode>,
    pub(super) unit: Option<UnitId>,
    pub(super) title: Option<Arc<str>>,
}

/// Why a row has no position.
pub(super) enum NoPosition {
    /// It names none.
    Unnamed,
    /// Structural, without the echelon that says which kind.
    NoEchelon,
    /// Something is wrong, which is reported.
    Wrong,
}

pub(super) fn read(row: &mut Row<'_>, columns: &PositionColumns) -> Result<PositionParts, NoPosition> {
    let before = row.problems.len();
    let kind = row.code(List::PositionKind, columns.kind, columns.kind_name, Mender::PersonnelAgency);
    let titles: Vec<_> = columns.titles.iter().filter_map(|name| row.text(name)).collect();
    let title = titles.into_iter().next();
    let unit = row.cell(columns.unit).and_then(|text| row.typed::<UnitId>(columns.unit, &register_id(&text), Mender::UnitOfficer));
    let Some(kind) = kind else {
        return Err(if row.problems.len() > before { NoPosition::Wrong } else { NoPosition::Unnamed });
    };
    let (kind, tier, echelon) = match kind.ours {
        "struktural" => {
            if kind.kind == "rangkap" {
                row.note("dual-position", columns.kind, || {
                    Label::new(
                        "jabatan rangkap disimpan sebagai jabatan struktural saja",
                        "a dual position is kept as the structural one alone",
                    )
                });
            }
            let echelon = row.code(List::Echelon, columns.echelon, columns.echelon_name, Mender::PersonnelAgency);
            let stated = row.code(List::StructuralKind, "jabatanAsn", "jabatanAsn", Mender::PersonnelAgency);
            match (echelon, stated) {
                (Some(echelon), _) if !echelon.kind.is_empty() => (echelon.kind, None, echelon.ours()),
                (_, Some(kind)) => (kind.ours, None, None),
                _ if row.problems.len() > before => return Err(NoPosition::Wrong),
                _ => return Err(NoPosition::NoEchelon),
            }
        }
        "fungsional" => {
            let stated = row.code(List::Tier, columns.tier, columns.tier_name, Mender::PersonnelAgency);
            let tier = stated.and_then(|tier| tier.ours()).or_else(|| tier_of_title(title.as_deref()?));
            if tier.is_none() {
                row.note("tier-not-found", columns.titles.first().copied().unwrap_or(columns.kind), || {
                    Label::new(
                        "jenjang jabatan fungsional tidak dapat dibaca dari kolom jenjang maupun nama jabatan",
                        "the tier of a functional position is found neither in its column nor at the end of its title",
                    )
                });
            }
            ("fungsional", tier, None)
        }
        other => (other, None, None),
    };
    if row.problems.len() > before {
        return Err(NoPosition::Wrong);
    }
    let kind = row.typed(columns.kind, kind, Mender::PersonnelAgency).ok_or(NoPosition::Wrong)?;
    let tier = tier.and_then(|tier| row.typed(columns.tier, tier, Mender::PersonnelAgency));
    let echelon = echelon.and_then(|echelon| row.typed(columns.echelon, echelon, Mender::PersonnelAgency));
    Ok(PositionParts { kind, tier, echelon, unit, title })
}

/// The tier at the end of a title: `Auditor Ahli Muda`, `Perawat Mahir`, and the former names (`Perawat Pelaksana Lanjutan`).
pub(super) fn tier_of_title(title: &str) -> Option<&'static str> {
    let words: Vec<&str> = title.split_whitespace().collect();
    [2, 1].into_iter().find_map(|count| {
        let end = words.get(words.len().checked_sub(count)?..)?;
        codes().by_text(List::Tier, &end.join(" ")).and_then(|(tier, _)| tier.ours())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_end_with_their_tier() {
        for (title, tier) in [
            ("Auditor Ahli Muda", Some("ahli-muda")),
            ("Guru Madya", Some("ahli-madya")),
            ("Perawat Pelaksana Lanjutan", Some("mahir")),
            ("Perawat Pelaksana", Some("terampil")),
            ("Pranata Komputer TERAMPIL", Some("terampil")),
            ("Kepala Seksi", None),
            ("", None),
        ] {
            assert_eq!(tier_of_title(title), tier, "{title}");
        }
    }
}
