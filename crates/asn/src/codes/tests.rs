use super::*;

/// Codes of a scale of the shipped catalogue.
fn scale_codes(name: &str) -> Option<Vec<String>> {
    let (document, _) = jenjang_policy_files::read_catalogue(crate::CATALOGUE_PATH, crate::catalogue_text().as_bytes());
    let scale = document?.scales.into_iter().find(|scale| &*scale.name.value == name)?;
    Some(scale.values.iter().map(|value| value.code.value.to_string()).collect())
}

#[track_caller]
fn check_list(list: &str, codes: Vec<&str>) {
    let scale = scale_codes(list).unwrap_or_else(|| panic!("the catalogue has no scale `{list}`"));
    // the scale of sanctions begins with a word for "no sanction", which is no sanction
    let scale: Vec<&str> = scale.iter().map(String::as_str).filter(|code| *code != "tidak-ada").collect();
    assert_eq!(codes, scale, "{list}");
}

#[test]
fn every_list_is_the_catalogues_scale_in_the_same_order() {
    macro_rules! check {
        ($($list:ident),*) => {
            $(check_list($list::LIST, $list::ALL.iter().map(|item| item.as_str()).collect());)*
        };
    }
    check!(
        Grade,
        PositionKind,
        Echelon,
        Tier,
        EducationLevel,
        Rating,
        SanctionLevel,
        Sanction,
        LeadershipTraining,
        Employment,
        LearningForm
    );
}

#[test]
fn the_registers_codes_of_grades_run_from_11_to_45() {
    let codes: Vec<String> = Grade::ALL.iter().map(|grade| grade.register_code()).collect();
    assert_eq!(codes.join(" "), "11 12 13 14 21 22 23 24 31 32 33 34 41 42 43 44 45");
    assert!(Grade::ALL.iter().all(|grade| Grade::from_register_code(&grade.register_code()) == Some(*grade)));
    assert_eq!(Grade::IVe.level(), 17);
    assert_eq!("III/e".parse::<Grade>().unwrap_err().to_string().split(", expected").next(), Some("`III/e` is not a code of `grade`"));
}

#[test]
fn the_registers_echelons_tell_none_from_blank() {
    assert_eq!(Echelon::from_register_code("10"), Some(RegisterEchelon::Held(Echelon::Ia, PositionKind::JptUtama)));
    assert_eq!(Echelon::from_register_code("11"), Some(RegisterEchelon::Held(Echelon::Ia, PositionKind::JptMadya)));
    assert_eq!(Echelon::from_register_code("99"), Some(RegisterEchelon::None));
    assert_eq!(Echelon::from_register_code("00"), Some(RegisterEchelon::Blank));
    assert_eq!(Echelon::from_register_code("52"), None);
}

/// PermenPANRB 1/2023 and Peraturan BKN 3/2023: each ladder covers its grades without hole or overlap, and a year is worth more in a higher tier.
#[test]
fn tiers_cover_their_ladder() {
    for category in [TierCategory::Skill, TierCategory::Expert] {
        let tiers: Vec<Tier> = Tier::ALL.iter().copied().filter(|tier| tier.category() == category).collect();
        assert_eq!(tiers.len(), 4);
        for pair in tiers.windows(2) {
            assert_eq!(pair[0].grades().end().level() + 1, pair[1].grades().start().level());
            assert!(pair[0].yearly_coefficient() < pair[1].yearly_coefficient());
        }
    }
    assert_eq!(Tier::AhliMadya.yearly_coefficient().to_string(), "37.50");
    assert_eq!(Tier::from_register_code("MU"), Some(Tier::AhliMuda));
}

/// PP 94/2021 ps. 8: three sanctions per level, and the terms 6, 9, 12 months.
#[test]
fn pp_94_2021_ps_8_has_three_sanctions_in_each_level() {
    for level in SanctionLevel::ALL {
        let now = Sanction::ALL.iter().filter(|s| s.level() == *level && s.law() != SanctionLaw::Pp53Of2010).count();
        assert_eq!(now, 3, "{level}");
    }
    assert_eq!(Sanction::from_register_code("24").and_then(Sanction::months), Some(9));
    assert_eq!(Sanction::from_register_code("6"), None);
}

/// PerLAN 10/2018 as personnel programs and the national register number it: 25 forms, 12 in the classroom and 13 outside, one-to-one.
#[test]
fn every_form_of_learning_has_one_form_code_and_one_register_id() {
    let ids: std::collections::BTreeSet<u8> = LearningForm::ALL.iter().filter_map(|form| form.register_id()).collect();
    assert_eq!(ids, (1..=25).collect());
    let codes: std::collections::BTreeSet<String> =
        LearningForm::ALL.iter().filter_map(|form| form.form_code()).map(str::to_owned).collect();
    let expected = (1..=12).map(|n| format!("KL{n:02}")).chain((1..=13).map(|n| format!("NKL{n:02}")));
    assert_eq!(codes, expected.collect());
    for (code, form) in
        [("b6", LearningForm::Seminar), ("KL06", LearningForm::Seminar), ("9", LearningForm::Seminar), ("nkl12", LearningForm::Internship)]
    {
        assert_eq!(LearningForm::find(code), Some(form));
    }
    assert_eq!(LearningForm::find("26"), None);
    assert_eq!(LearningForm::find("KL6"), None);
}
