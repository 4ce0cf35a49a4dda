//! Names that are written differently and sound alike.

/// Titles that stand before or after names.
const TITLES: [&str; 30] = [
    "dr", "drs", "dra", "drg", "ir", "prof", "h", "hj", "haji", "hajah", "st", "se", "sh", "skom", "sip", "spd", "sag", "sos", "ssos",
    "mm", "msi", "mkes", "mpd", "mh", "mt", "skep", "skm", "amd", "ners", "map",
];

/// Spellings before 1972 and those after.
const SPELLINGS: [(&str, &str); 7] = [("oe", "u"), ("dj", "j"), ("tj", "c"), ("nj", "ny"), ("sj", "sy"), ("ch", "kh"), ("th", "t")];

/// A key that names written differently share: titles left out, old spelling made new, doubled letters made one, words in order.
///
/// Words of one letter count for nothing, so that `M. Yusuf` and `Yusuf` agree; digits are kept.
pub(super) fn key(name: &str) -> String {
    let lower: String = name.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let mut words: Vec<String> = lower.split_whitespace().filter(|word| !TITLES.contains(word)).map(word_key).collect();
    words.retain(|word| word.chars().count() > 1 || word.chars().all(|c| c.is_ascii_digit()));
    words.sort_unstable();
    words.join(" ")
}

fn word_key(word: &str) -> String {
    let mut text = word.to_owned();
    for (old, new) in SPELLINGS {
        text = text.replace(old, new);
    }
    let mut out = String::new();
    for c in text.chars() {
        let c = if c == 'v' { 'f' } else { c };
        if !(out.ends_with(c) && c.is_alphabetic()) {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_sound_alike_share_a_key() {
        assert_eq!(key("Dr. H. Soetjipto, M.M."), key("SUCIPTO"));
        assert_eq!(key("Nur Hidayat"), key("hidayat, Nurr"));
        assert_eq!(key("Pegawai Contoh 0001"), key("PEGAWAI CONTOH 0001"));
        assert_ne!(key("Pegawai Contoh 0011"), key("Pegawai Contoh 0001"), "digits are not letters that were doubled");
        assert_eq!(key(" - "), "");
    }
}
