//! A fairness audit.

use super::*;

/// An attribute audited by the statistics crate, as an audit over a population gives it.
pub(crate) fn attribute(name: &str, label: Label, groups: &[(&str, u64, u64)]) -> AttributeAudit {
    let counts: Vec<GroupCounts> = groups
        .iter()
        .map(|(name, selected, pool)| GroupCounts { name: text(name), counts: vec![Selection::try_new(*selected, *pool).unwrap()] })
        .collect();
    let audit = Audit::of(label.clone(), Vec::new(), &counts, ReferenceRule::default()).unwrap();
    let code = |flag: fairness::Flag| if flag.code() == "clear" { "none" } else { flag.code() };
    let found = audit.groups.iter().filter(|group| group.is_shown()).map(|group| GroupFound {
        name: group.name.clone(),
        part: Part::Group,
        pool: Shown::Value(group.whole.eligible()),
        selected: Shown::Value(group.whole.selected()),
        unknown: Shown::Value(0),
        rate: group.rate.into(),
        wilson: group.wilson.into(),
        against: group.against.as_ref().map(|against| Compared {
            ratio: against.ratio.into(),
            below_four_fifths: against.below.into(),
            missing_to_four_fifths: against.missing.into(),
            difference: against.difference.into(),
            newcombe: against.newcombe.into(),
            fisher: against.fisher.map(|fisher| fisher.two_sided).into(),
            mid_p: against.fisher.map(|fisher| fisher.mid_two_sided).into(),
            holm: against.holm.into(),
            benjamini_hochberg: against.holm.into(),
            fragile: against.swap.fragile(),
            flag: against.flag.map(code).into(),
            strata: 0,
            strata_skipped: 0,
            odds_ratio_within: None,
            odds_ratio_interval: None,
            cmh_p: None,
            woolf_p: None,
            standardised: None,
            reversed: None,
            ratios: Vec::new(),
        }),
    });
    let page =
        audit.page().into_iter().map(|step| WordedStep { code: step.code, title: step.title, explain: step.explain, lines: step.lines });
    let outcome = StepAudit {
        code: Arc::from("outcome"),
        name: Label::new("hasil akhir", "outcome"),
        kind: StepKind::Outcome,
        groups: found.collect(),
        reference: match audit.reference_group() {
            Some(group) => Found::Value(group.name.clone()),
            None => Found::Absent(Label::new("tidak ada pembanding", "there is no reference")),
        },
        flag: audit.flag().map(code),
        page: page.collect(),
    };
    let step = |kind| StepAudit {
        code: Arc::from("evaluation-too-low"),
        name: Label::new("Nilai 360", "360 score"),
        kind,
        page: Vec::new(),
        ..outcome.clone()
    };
    let steps = vec![outcome.clone(), step(StepKind::ByItself), step(StepKind::Funnel)];
    AttributeAudit { attribute: Arc::from(name), name: label, protected: true, unknown: Some(1_310), merged: 0, steps }
}

pub(super) fn audit(policy: &PolicyOnDate) -> FairnessAudit {
    let regions: Vec<(&str, u64, u64)> =
        REGIONS.iter().zip(0u64..).map(|(region, at)| (*region, spread(at, 200, 900), spread(at + 3, 5_000, 12_000))).collect();
    let mut sex =
        attribute("sex", Label::new("Jenis kelamin", "Sex"), &[("Perempuan", 142_011, 2_710_400), ("Laki-laki", 199_066, 2_289_600)]);
    // as it comes out where people of the same unit and grade were compared
    let within = sex.steps[0].groups[0].against.as_mut().unwrap();
    within.odds_ratio_within = Some(Found::Value(0.76));
    within.odds_ratio_interval = Some(Found::Value((0.75, 0.78)));
    FairnessAudit {
        policy: PolicyName::of(policy.policy()),
        as_of: day(),
        people: 5_000_000,
        unread: 1_204,
        selected: Label::new("memenuhi syarat", "eligible"),
        suppression: Suppression { least: 5, width: 5 },
        strata: vec![Label::new("unit", "unit"), Label::new("pangkat", "grade")],
        attributes: vec![
            sex,
            attribute(
                "religion",
                Label::new("Agama", "Religion"),
                &[("A", 41_000, 600_000), ("B", 40_100, 590_000), ("C", 2, 11), ("D", 1, 3)],
            ),
            attribute("region", Label::new("Provinsi asal", "Province of origin"), &regions),
        ],
        multiplicity: Multiplicity {
            comparisons: 41,
            below_0_05: 20,
            kept_by_benjamini_hochberg: 18,
            kept_by_holm: 12,
            note: Label::new(
                "41 perbandingan dilakukan sekaligus; 12 bertahan setelah disesuaikan.",
                "41 comparisons were made at once; 12 remain after adjustment.",
            ),
        },
        proxies: vec![Proxy {
            fact: Arc::from("hours"),
            fact_name: Label::new("Jam pelajaran", "Learning hours"),
            attribute: Arc::from("sex"),
            attribute_name: Label::new("Jenis kelamin", "Sex"),
            measure: Measure::PointBiserial,
            association: Found::Value(0.31),
            people: Shown::Value(4_990_112),
            criteria: vec![Arc::from("hours-too-few")],
            gap: Found::Value(WithoutGap {
                lowest: text("Perempuan"),
                highest: text("Laki-laki"),
                with: 0.034,
                without: 0.012,
                share: Some(0.64),
            }),
            sentence: Label::new("Jam pelajaran berkaitan sedang dengan jenis kelamin.", "Learning hours go moderately with sex."),
        }],
        flips: Some(FlipTest {
            flips: vec![Flips {
                fact: Arc::from("sex"),
                name: Label::new("Jenis kelamin", "Sex"),
                change: Label::new("perempuan menjadi laki-laki, laki-laki menjadi perempuan", "women to men, men to women"),
                reads: false,
                proof: Label::new("kebijakan tidak membacanya", "the policy does not read it"),
                tried: About::AtLeast(1_000_000),
                outcomes: About::Nobody,
                values: About::Nobody,
                ranks: About::Nobody,
                criteria: Vec::new(),
                lawful: None,
                sentence: Label::new("Tidak ada hasil yang berubah.", "No outcome changes."),
            }],
            passed: true,
            summary: Label::new(
                "Mengubah ciri yang dilindungi saja tidak mengubah hasil siapa pun.",
                "Changing a protected fact alone changes nobody's outcome.",
            ),
        }),
        notes: vec![Label::new(
            "Pembanding adalah kelompok dengan bagian tertinggi.",
            "The reference is the group with the highest share.",
        )],
    }
}
