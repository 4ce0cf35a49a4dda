//! From text to a TOML tree with places; every syntax error is reported, in two languages.

use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::policy::diagnostic::{Diagnostic, Span};
use toml::Spanned;
use toml::de::DeTable;

use crate::words::shorten;

/// Code of an error after which the tree is a guess. Impossible dates and repeated keys leave the rest as it is.
pub(crate) const BROKEN: &str = "toml-syntax";

/// How many syntax errors are reported; after a hundred the rest is noise.
const MOST_ERRORS: usize = 100;

/// The tree of a text, and what is wrong with its syntax. The tree holds what could be understood.
pub(crate) fn parse<'a>(file: &Arc<str>, text: &'a str) -> (Spanned<DeTable<'a>>, Vec<Diagnostic>) {
    let (tree, errors) = DeTable::parse_recoverable(text);
    let total = errors.len();
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    for error in errors.into_iter().take(MOST_ERRORS) {
        let place = error.span().unwrap_or(0..0);
        let found = text.get(place.clone()).unwrap_or("");
        let diagnostic = describe(file, Span::new(place.start, place.end), found, error.message());
        if !diagnostics.contains(&diagnostic) {
            diagnostics.push(diagnostic);
        }
    }
    if let (Some(last), true) = (diagnostics.last_mut(), total > MOST_ERRORS) {
        let more = total - MOST_ERRORS;
        last.help = Some(Label::new(
            format!("masih ada {more} kesalahan sintaks lain di belakangnya"),
            format!("{more} more syntax errors follow"),
        ));
    }
    (tree, diagnostics)
}

fn describe(file: &Arc<str>, span: Span, found: &str, message: &str) -> Diagnostic {
    let quoted = shorten(found.trim());
    let error = |code, id: String, en: String| Diagnostic::error(code, file, span, Label::new(id, en));
    if looks_like_a_date(found) {
        return error(
            "impossible-date",
            format!("`{quoted}` bukan tanggal pada kalender, tulislah seperti `2026-04-01`"),
            format!("`{quoted}` is not a day of the calendar, expected a date such as `2026-04-01`"),
        );
    }
    let (description, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    if description == "duplicate key" {
        return error(
            "duplicate-key",
            format!("`{quoted}` sudah ditulis sebelumnya di bagian yang sama, tulislah satu kali saja"),
            format!("`{quoted}` was already written before in the same section, expected it once"),
        );
    }
    let place = |word: &str| if quoted.is_empty() { String::new() } else { format!(" {word} `{quoted}`") };
    let wanted = |word: &str, text: String| if text.is_empty() { String::new() } else { format!(", {word} {text}") };
    error(
        BROKEN,
        format!("{}{}{}", indonesian(description), place("pada"), wanted("diharapkan", indonesian_expected(expected))),
        format!("{description}{}{}", place("at"), wanted("expected", expected.to_owned())),
    )
    .with_help(Label::new(
        "berkas kebijakan ditulis dalam TOML; teks diapit tanda kutip, daftar diapit `[` dan `]`, tabel diapit `{` dan `}`",
        "policy files are written in TOML; texts stand in quotes, lists in `[` and `]`, tables in `{` and `}`",
    ))
}

fn looks_like_a_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = |from: usize, to: usize| bytes.get(from..to).is_some_and(|part| part.iter().all(u8::is_ascii_digit));
    digits(0, 4) && bytes.get(4) == Some(&b'-') && digits(5, 7) && bytes.get(7) == Some(&b'-') && digits(8, 10)
}

/// The parser's words in Indonesian. What is not listed is quoted, so that nothing is lost.
fn indonesian(description: &str) -> String {
    let known = match description {
        "`_` may only go between digits" => "`_` hanya boleh di antara angka",
        "cannot recurse further; max recursion depth met" | "recursion limit" => "terlalu dalam bersarang",
        "carriage return must be followed by newline" => "karakter CR harus diikuti baris baru",
        "extra `=`" | "extra assignment between key-value pairs" => "tanda `=` berlebih",
        "extra comma in array" => "koma berlebih dalam daftar",
        "extra comma in inline table" => "koma berlebih dalam tabel",
        "integers with a radix cannot be signed" => "bilangan berbasis tidak boleh bertanda",
        "invalid comment character" => "karakter yang tidak boleh ada dalam komentar",
        "invalid inline table element" => "isi tabel tidak dapat dibaca",
        "invalid key-value pair" => "baris ini bukan pasangan `kunci = nilai`",
        "invalid unquoted key" => "kunci tanpa kutip tidak sah",
        "invalid value" => "nilai tidak sah",
        "invalid string" | "invalid literal string" | "invalid basic string" => "teks tidak sah",
        "invalid multi-line literal string" | "invalid multi-line basic string" => "teks beberapa baris tidak sah",
        "invalid boolean" => "nilai benar/salah tidak sah",
        "invalid date-time" => "tanggal tidak sah",
        "invalid float" => "bilangan pecahan tidak sah",
        "invalid integer number" => "bilangan bulat tidak sah",
        "key with no value" | "missing value for key" => "kunci tanpa nilai",
        "keys cannot be multi-line basic strings" | "keys cannot be multi-line literal strings" => {
            "kunci tidak boleh lebih dari satu baris"
        }
        "missing array opening" => "kurang `[`",
        "missing assignment between key-value pairs" => "kurang `=` di antara kunci dan nilai",
        "missing comma between array elements" => "kurang koma di antara isi daftar",
        "missing comma between key-value pairs" => "kurang koma di antara isi tabel",
        "missing comment start" => "kurang `#` di awal komentar",
        "missing escaped value" => "karakter setelah `\\` tidak dikenal",
        "missing inline table opening" => "kurang `{`",
        "missing key for inline table element" => "isi tabel tanpa kunci",
        "missing opening quote" => "kurang tanda kutip pembuka",
        "missing table open" => "kurang `[` pembuka bagian",
        "missing value" => "kurang nilai",
        "radix must be lowercase" => "huruf basis bilangan harus kecil",
        "redundant integer number prefix" => "awalan bilangan berlebih",
        "redundant numeric sign" | "unexpected sign" => "tanda bilangan tidak pada tempatnya",
        "string values must be quoted" => "teks harus diapit tanda kutip",
        "too few unicode value digits" => "angka kode karakter kurang",
        "unclosed array" => "daftar tidak ditutup",
        "unclosed array table" | "unclosed table" => "judul bagian tidak ditutup",
        "unclosed inline table" => "tabel tidak ditutup",
        "unexpected `=` in array" => "tanda `=` di dalam daftar",
        "unexpected content" | "unexpected content between comment and newline" | "unexpected key or value" => {
            "isi yang tidak pada tempatnya"
        }
        "unexpected leading zero" => "angka nol di depan bilangan",
        "unquoted keys cannot be empty" => "kunci tidak boleh kosong",
        other => return format!("TOML tidak dapat dibaca ({other})"),
    };
    known.to_owned()
}

fn indonesian_expected(expected: &str) -> String {
    if expected.is_empty() {
        return String::new();
    }
    let word = |part: &str| match part {
        "newline" => "baris baru".to_owned(),
        "value" => "nilai".to_owned(),
        "key" => "kunci".to_owned(),
        "letters" => "huruf".to_owned(),
        "numbers" => "angka".to_owned(),
        "characters" => "karakter".to_owned(),
        "nothing" => "tidak ada apa-apa".to_owned(),
        "literal string" | "multi-line basic string" => "teks berkutip".to_owned(),
        other => other.to_owned(),
    };
    expected.split(", ").map(word).collect::<Vec<_>>().join(", ")
}
