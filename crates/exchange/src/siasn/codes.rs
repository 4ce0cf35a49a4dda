//! The code lists of the national register, restated in `data/siasn-codes.csv` with our codes beside theirs.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The file, part of the binary.
const TEXT: &str = include_str!("../../data/siasn-codes.csv");

/// A list of the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum List {
    Grade,
    PromotionKind,
    Echelon,
    PositionKind,
    StructuralKind,
    Tier,
    Assignment,
    Education,
    Quadrant,
    Sanction,
    SanctionLevel,
    StructuralTraining,
    Leave,
    LegalStatus,
    Sex,
    Status,
}

impl List {
    pub(crate) const ALL: [List; 16] = [
        List::Grade,
        List::PromotionKind,
        List::Echelon,
        List::PositionKind,
        List::StructuralKind,
        List::Tier,
        List::Assignment,
        List::Education,
        List::Quadrant,
        List::Sanction,
        List::SanctionLevel,
        List::StructuralTraining,
        List::Leave,
        List::LegalStatus,
        List::Sex,
        List::Status,
    ];

    /// Its name in the file and in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            List::Grade => "golongan",
            List::PromotionKind => "jenis-kp",
            List::Echelon => "eselon",
            List::PositionKind => "jenis-jabatan",
            List::StructuralKind => "jabatan-asn",
            List::Tier => "jenjang",
            List::Assignment => "penugasan",
            List::Education => "tingkat-pendidikan",
            List::Quadrant => "kuadran",
            List::Sanction => "hukuman",
            List::SanctionLevel => "tingkat-hukuman",
            List::StructuralTraining => "latihan-struktural",
            List::Leave => "cltn",
            List::LegalStatus => "kedudukan-hukum",
            List::Sex => "jenis-kelamin",
            List::Status => "status",
        }
    }
}

/// One row of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Code {
    /// The register's code.
    pub(crate) code: &'static str,
    /// Ours; empty where we have none.
    pub(crate) ours: &'static str,
    /// What else the row says: the kind of position of an echelon, the level of a sanction, `approximate`.
    pub(crate) kind: &'static str,
    /// The register's text.
    pub(crate) text: &'static str,
}

impl Code {
    /// Our code, where we have one.
    pub(crate) fn ours(&self) -> Option<&'static str> {
        Some(self.ours).filter(|ours| !ours.is_empty())
    }
}

/// How a text was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Match {
    /// As the register writes it.
    Text,
    /// As it is known to be written by others.
    Spelling,
}

/// Every list.
pub(crate) struct Codes {
    rows: Vec<(List, Code)>,
    /// List and normalised text to row.
    texts: BTreeMap<(List, String), (usize, Match)>,
}

static CODES: LazyLock<Codes> = LazyLock::new(Codes::read);

/// The lists that are part of the binary.
pub(crate) fn codes() -> &'static Codes {
    &CODES
}

/// Letters and digits in small letters: capitals, blanks and marks do not tell texts apart.
pub(crate) fn normalised(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Codes {
    fn read() -> Codes {
        let mut codes = Codes { rows: Vec::new(), texts: BTreeMap::new() };
        // the file holds no quotes; a test reads every row of it
        for line in TEXT.lines().skip(1) {
            let mut cells = line.split(',');
            let mut next = || cells.next().unwrap_or("");
            let (list, code, ours, kind, text, spellings) = (next(), next(), next(), next(), next(), next());
            let Some(list) = List::ALL.into_iter().find(|known| known.name() == list) else { continue };
            let at = codes.rows.len();
            codes.rows.push((list, Code { code, ours, kind, text }));
            let spelt = spellings.split('|').map(|text| (text, Match::Spelling));
            for (text, how) in [(text, Match::Text), (code, Match::Text)].into_iter().chain(spelt) {
                let text = normalised(text);
                if !text.is_empty() {
                    codes.texts.entry((list, text)).or_insert((at, how));
                }
            }
        }
        codes
    }

    /// The row with this code.
    pub(crate) fn find(&self, list: List, code: &str) -> Option<Code> {
        self.of(list).find(|row| row.code == code)
    }

    /// The row with this code after zeros in front were lost, where exactly one fits.
    pub(crate) fn find_without_zeros(&self, list: List, code: &str) -> Option<Code> {
        let bare = |code: &str| code.trim_start_matches('0').to_owned();
        let mut fitting = self.of(list).filter(|row| row.code.len() > code.len() && bare(row.code) == bare(code));
        let first = fitting.next()?;
        fitting.next().is_none().then_some(first)
    }

    /// The row with this text.
    pub(crate) fn by_text(&self, list: List, text: &str) -> Option<(Code, Match)> {
        let (at, how) = self.texts.get(&(list, normalised(text)))?;
        self.rows.get(*at).map(|(_, row)| (*row, *how))
    }

    /// The first row with our code.
    pub(crate) fn by_ours(&self, list: List, ours: &str) -> Option<Code> {
        self.of(list).find(|row| row.ours == ours)
    }

    /// The rows of a list in the order of the file.
    pub(crate) fn of(&self, list: List) -> impl Iterator<Item = Code> + '_ {
        self.rows.iter().filter(move |(own, _)| *own == list).map(|(_, row)| *row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_belongs_to_a_list_and_has_six_cells() {
        for line in TEXT.lines() {
            assert_eq!(line.split(',').count(), 6, "{line}");
            assert!(!line.contains('"'), "{line}");
        }
        assert_eq!(codes().rows.len(), TEXT.lines().count() - 1);
        for list in List::ALL {
            let all: Vec<&str> = codes().of(list).map(|row| row.code).filter(|code| !code.is_empty()).collect();
            let distinct: std::collections::BTreeSet<&&str> = all.iter().collect();
            assert!(!all.is_empty() && distinct.len() == all.len(), "{}", list.name());
        }
    }

    #[test]
    fn codes_texts_and_lost_zeros() {
        let codes = codes();
        assert_eq!(codes.find(List::Education, "05").unwrap().ours, "SD");
        assert_eq!(codes.find(List::Education, "5"), None);
        assert_eq!(codes.find_without_zeros(List::Education, "5").unwrap().ours, "SD");
        assert_eq!(codes.find_without_zeros(List::Echelon, "0").unwrap().code, "00");
        assert_eq!(codes.by_text(List::Grade, "iii-A").unwrap().0.ours, "III/a");
        assert_eq!(codes.by_text(List::Tier, "AHLI  MUDA").unwrap(), (codes.find(List::Tier, "MU").unwrap(), Match::Text));
        assert_eq!(codes.by_text(List::Quadrant, "Butuh Perbaikkan").unwrap().1, Match::Spelling);
        assert_eq!(codes.by_text(List::Grade, "V/z"), None);
    }

    /// Whoever reads registers from Rust (jenjang-asn) and this file say the same.
    #[test]
    fn our_codes_are_those_of_the_catalogue() {
        use jenjang_asn::codes as asn;
        fn check(list: List, ours: &[&str], from: impl Fn(&str) -> Option<&'static str>) {
            for row in codes().of(list).filter(|row| !row.ours.is_empty()) {
                assert!(ours.contains(&row.ours), "{} {}", list.name(), row.ours);
                let same = row.code.is_empty() || row.kind == "approximate" || from(row.code) == Some(row.ours);
                assert!(same, "{} {} {:?}", list.name(), row.code, from(row.code));
            }
        }
        macro_rules! all {
            ($list:ident) => {
                &asn::$list::ALL.iter().map(|item| item.as_str()).collect::<Vec<_>>()
            };
        }
        check(List::Grade, all!(Grade), |code| asn::Grade::from_register_code(code).map(asn::Grade::as_str));
        check(List::Tier, all!(Tier), |code| asn::Tier::from_register_code(code).map(asn::Tier::as_str));
        check(List::Education, all!(EducationLevel), |code| asn::EducationLevel::from_register_code(code).map(asn::EducationLevel::as_str));
        check(List::Quadrant, all!(Rating), |code| asn::Rating::from_register_code(code).map(asn::Rating::as_str));
        check(List::Sanction, all!(Sanction), |code| asn::Sanction::from_register_code(code).map(asn::Sanction::as_str));
        check(List::StructuralKind, all!(PositionKind), |code| code.parse::<asn::PositionKind>().ok().map(asn::PositionKind::as_str));
        for row in codes().of(List::Sanction).filter(|row| !row.ours.is_empty()) {
            let level = asn::Sanction::from_register_code(row.code).map(|sanction| sanction.level().as_str());
            assert_eq!(level, Some(row.kind), "{}", row.code);
        }
        for row in codes().of(List::Echelon) {
            match asn::Echelon::from_register_code(row.code) {
                Some(asn::RegisterEchelon::Held(echelon, kind)) => assert_eq!((row.ours, row.kind), (echelon.as_str(), kind.as_str())),
                _ => assert!(row.ours.is_empty(), "{}", row.code),
            }
        }
        assert!(
            codes().of(List::StructuralTraining).filter_map(|row| row.ours()).all(|code| code.parse::<asn::LeadershipTraining>().is_ok())
        );
        assert!(codes().of(List::Status).filter_map(|row| row.ours()).all(|code| code.parse::<asn::Employment>().is_ok()));
    }
}
