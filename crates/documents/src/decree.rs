//! An appointment decree (*surat keputusan pengangkatan*) in the layout Indonesian decrees have.

use jenjang::legal::Language;

use crate::engine::{Data, Template, make};
use crate::words::Words;
use crate::{DocumentError, Signatory};

/// What stands in a decree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decree {
    /// The government whose decree it is, at its head.
    pub government: String,
    /// Who decides (*Bupati Contoh*).
    pub authority: String,
    /// Its number.
    pub number: String,
    /// What it is about (*Pengangkatan … dalam jabatan …*).
    pub about: String,
    /// *Menimbang*: why.
    pub considering: Vec<String>,
    /// *Mengingat*: on which law.
    pub recalling: Vec<String>,
    /// The first part: what is decided.
    pub decides: String,
    /// Whom it is about, as labels with their values; stands in the first part.
    pub appointee: Vec<(String, String)>,
    /// The parts after the first.
    pub further: Vec<String>,
    /// Who signs.
    pub signatory: Signatory,
    /// *Tembusan*: who receives a copy.
    pub copies: Vec<String>,
}

/// The decree as a PDF.
///
/// # Errors
/// What the typesetter says.
pub fn decree(decree: &Decree, language: Language) -> Result<Vec<u8>, DocumentError> {
    let words = Words(language);
    let further: Vec<(String, String)> =
        decree.further.iter().enumerate().map(|(index, text)| (words.ordinal(index.saturating_add(1)), text.clone())).collect();
    let kind = words.t("KEPUTUSAN", "DECREE OF THE");
    let data = Data::default()
        .text("government", decree.government.to_uppercase())
        .text("heading", format!("{kind} {}", decree.authority.to_uppercase()))
        .text("number", format!("{} {}", words.t("NOMOR", "NUMBER"), decree.number))
        .text("on", words.t("TENTANG", "ON"))
        .text("about", decree.about.to_uppercase())
        .text("grace", words.t("DENGAN RAHMAT TUHAN YANG MAHA ESA", "BY THE GRACE OF GOD ALMIGHTY"))
        .text("authority", format!("{},", decree.authority.to_uppercase()))
        .text("considering-label", words.t("Menimbang", "Considering"))
        .texts("considering", &decree.considering)
        .text("recalling-label", words.t("Mengingat", "In view of"))
        .texts("recalling", &decree.recalling)
        .text("decides-heading", words.t("MEMUTUSKAN:", "HAS DECIDED:"))
        .text("establishes-label", words.t("Menetapkan", "To establish"))
        .text("establishes", format!("{kind} {} {} {}.", decree.authority, words.t("TENTANG", "ON"), decree.about).to_uppercase())
        .text("first-label", words.ordinal(0))
        .text("decides", &decree.decides)
        .pairs("appointee", &decree.appointee)
        .pairs("further", &further)
        .text("enacted-at", words.t("Ditetapkan di", "Done at"))
        .text("enacted-on", words.t("pada tanggal", "on"))
        .text("copies-label", words.t("Tembusan:", "Copies to:"))
        .texts("copies", &decree.copies)
        .signatory(&decree.signatory, &words);
    let template = Template { name: "decree.typ", source: include_str!("templates/decree.typ"), pictures: Vec::new() };
    make(template, data, language, &format!("{} {}", words.t("Keputusan", "Decree"), decree.number))
}
