//! Yes/no labels as clauses, affirmed or denied: `Sedang tugas belajar` → `tidak sedang tugas belajar`; `Competency test passed` →
//! `the competency test has not been passed`. A label whose grammar is not recognised is affirmed or denied as a whole, which is always correct.

use crate::legal::Language;

use super::words::inside;

/// The clause that a yes/no label states, or its denial.
pub(crate) fn clause(label: &str, holds: bool, language: Language) -> String {
    let label = inside(label.trim().trim_end_matches('.'));
    match language {
        Language::Id => indonesian(&label, holds),
        Language::En => english(&label, holds),
    }
}

fn first_word(text: &str) -> &str {
    text.split([' ', ':', ',']).next().unwrap_or(text)
}

/// Words that are denied by putting `tidak` before them.
const VERBS_ID: [&str; 16] = [
    "ada", "lulus", "tersedia", "sedang", "pernah", "masih", "memiliki", "punya", "sesuai", "layak", "bersedia", "aktif", "sehat", "boleh",
    "dapat", "akan",
];
/// Nouns that look like verbs.
const NOUNS_ID: [&str; 8] = ["berkas", "diklat", "diploma", "menteri", "berita", "beban", "meja", "dinas"];

fn indonesian(label: &str, holds: bool) -> String {
    if holds {
        return label.to_owned();
    }
    let word = first_word(label);
    if let Some(rest) = label.strip_prefix("telah ").or_else(|| label.strip_prefix("sudah ")) {
        return format!("belum {rest}");
    }
    if let Some(rest) = label.strip_prefix("belum ") {
        return format!("telah {rest}");
    }
    if let Some(rest) = label.strip_prefix("tidak ") {
        return rest.to_owned();
    }
    if let Some(rest) = label.strip_prefix("lulus ") {
        return format!("belum lulus {rest}");
    }
    let verb = VERBS_ID.contains(&word)
        || (["me", "ber", "di", "ter"].iter().any(|prefix| word.starts_with(prefix)) && word.len() > 5 && !NOUNS_ID.contains(&word));
    if verb {
        return format!("tidak {label}");
    }
    if let Some((noun, verb)) = label.split_once(" belum ") {
        return format!("tidak ada {noun} yang belum {verb}");
    }
    for (found, put) in [(" adalah ", " bukan "), (" telah ", " belum "), (" sudah ", " belum "), (" sedang ", " tidak sedang ")] {
        if let Some((head, tail)) = label.split_once(found) {
            return format!("{head}{put}{tail}");
        }
    }
    if ["penyandang", "pegawai", "anggota", "pejabat", "lulusan", "calon"].contains(&word) {
        return format!("bukan {label}");
    }
    // `instansi memakai …`: the verb is the second word
    let second = label.split(' ').nth(1).unwrap_or("");
    let verb = ["me", "ber", "di", "ter"].iter().any(|prefix| second.starts_with(prefix)) && second.len() > 5;
    match label.split_once(' ').filter(|_| verb && !second.starts_with("terakhir")) {
        Some((head, tail)) => format!("{head} tidak {tail}"),
        None => format!("tidak benar bahwa {label}"),
    }
}

/// Auxiliary verbs that take `not` after them.
const AUXILIARIES: [&str; 9] = ["is", "has", "was", "are", "have", "were", "may", "can", "must"];

/// Verbs that labels start with, without their `s`.
const VERBS_EN: [&str; 7] = ["hold", "meet", "need", "serve", "work", "live", "own"];

/// Participles that say that something was done to what stands before them.
const PARTICIPLES: [&str; 12] =
    ["passed", "recognised", "met", "held", "completed", "approved", "granted", "taken", "submitted", "decided", "appointed", "proposed"];

fn english(label: &str, holds: bool) -> String {
    let word = first_word(label);
    let not = if holds { "" } else { " not" };
    if AUXILIARIES.contains(&word) {
        let rest = &label[word.len()..];
        return format!("the person {word}{not}{rest}");
    }
    if let Some(rest) = label.strip_prefix("ever ") {
        return format!("the person has {} {rest}", if holds { "at some time been" } else { "never been" });
    }
    if let (Some(verb), Some(rest)) = (word.strip_suffix('s').filter(|v| VERBS_EN.contains(v)), label.split_once(' ').map(|(_, r)| r)) {
        return if holds { format!("the person {label}") } else { format!("the person does not {verb} {rest}") };
    }
    // `a post is available …`, `the agency uses …`
    if ["a", "an", "the", "no", "this", "every", "at"].contains(&word) || label.contains(" is ") || label.contains(" has ") {
        if holds {
            return label.to_owned();
        }
        if let Some(rest) = label.strip_prefix("a ").or_else(|| label.strip_prefix("an ")).filter(|rest| rest.contains(" is ")) {
            return format!("no {rest}");
        }
        let place = AUXILIARIES.iter().filter_map(|aux| label.find(&format!(" {aux} ")).map(|at| (at, aux.len()))).min();
        if let Some((at, length)) = place {
            let cut = at + 1 + length;
            return format!("{} not{}", &label[..cut], &label[cut..]);
        }
        return format!("it is not the case that {label}");
    }
    if ["on", "in", "under", "fully", "not", "eligible", "able", "willing", "free"].contains(&word)
        || word.ends_with("ly")
        || ["suspended", "seconded", "employed", "certified", "registered", "appointed"].contains(&word)
    {
        return format!("the person is{not} {label}");
    }
    let words: Vec<&str> = label.split(' ').collect();
    if let Some(at) = words.iter().skip(1).position(|w| PARTICIPLES.contains(w)).map(|at| at + 1).filter(|_| !PARTICIPLES.contains(&word)) {
        let (noun, rest) = words.split_at(at);
        return format!("{} has{not} been {}", super::noun::article(&noun.join(" ")), rest.join(" "));
    }
    let participle = word.ends_with("ed") || ["held", "led", "won", "done", "taken", "given", "written", "made"].contains(&word);
    if participle {
        return format!("the person has{not} {label}");
    }
    if let Some(rest) = label.strip_prefix("person with ") {
        return format!("the person {} {rest}", if holds { "has" } else { "does not have" });
    }
    format!("the statement “{label}” is{not} true")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indonesian_labels_are_denied_by_their_verb() {
        let no = |label| clause(label, false, Language::Id);
        assert_eq!(clause("Lulus uji kompetensi", true, Language::Id), "lulus uji kompetensi");
        assert_eq!(no("Lulus uji kompetensi"), "belum lulus uji kompetensi");
        assert_eq!(no("Telah mengusulkan penilai"), "belum mengusulkan penilai");
        assert_eq!(no("Sedang tugas belajar"), "tidak sedang tugas belajar");
        assert_eq!(no("Diberhentikan sementara"), "tidak diberhentikan sementara");
        assert_eq!(no("Penyandang disabilitas"), "bukan penyandang disabilitas");
        assert_eq!(no("Pangkat sekarang adalah pangkat puncak"), "pangkat sekarang bukan pangkat puncak");
        assert_eq!(no("Instansi memakai pendapat rekan"), "instansi tidak memakai pendapat rekan");
        assert_eq!(no("Banding belum diputus"), "tidak ada banding yang belum diputus");
        assert_eq!(no("Kondisi khusus: makin kecil makin baik"), "tidak benar bahwa kondisi khusus: makin kecil makin baik");
    }

    #[test]
    fn english_labels_get_a_subject_and_a_verb() {
        let both = |label| [true, false].map(|holds| clause(label, holds, Language::En));
        assert_eq!(both("Competency test passed"), ["the competency test has been passed", "the competency test has not been passed"]);
        assert_eq!(both("On study duty"), ["the person is on study duty", "the person is not on study duty"]);
        assert_eq!(both("Suspended from office"), ["the person is suspended from office", "the person is not suspended from office"]);
        assert_eq!(both("A post is available in the tier"), ["a post is available in the tier", "no post is available in the tier"]);
        assert_eq!(both("Created a new idea"), ["the person has created a new idea", "the person has not created a new idea"]);
        assert_eq!(both("Has passed the exam"), ["the person has passed the exam", "the person has not passed the exam"]);
        assert_eq!(
            both("Ever sentenced to prison"),
            ["the person has at some time been sentenced to prison", "the person has never been sentenced to prison"]
        );
        assert_eq!(both("New invention recognised")[0], "the new invention has been recognised");
        assert_eq!(both("Meets the standard")[1], "the person does not meet the standard");
        assert_eq!(both("Physically healthy")[0], "the person is physically healthy");
        assert_eq!(both("The agency uses opinions")[1], "it is not the case that the agency uses opinions");
    }
}
