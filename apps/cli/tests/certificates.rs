//! Keys of the issuer as files, and certificates as whoever only has the program sees them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests: what is absent here ends the test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

struct Desk(PathBuf);

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Desk {
    /// A store with two people, an officer among them.
    fn new(name: &str) -> Desk {
        let folder = std::env::temp_dir().join(format!("jenjang-desk-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/terminal/files");
        for file in ["pegawai-kotor.csv", "unor.csv", "certificate.json", "certificate-issuer.json"] {
            fs::copy(files.join(file), folder.join(file)).unwrap();
        }
        let desk = Desk(folder);
        desk.run(&["database", "init"]);
        desk.run(&["import", "people", "pegawai-kotor.csv", "--units", "unor.csv"]);
        desk.done(&["role", "grant", "contoh-0001", "hr-officer", "--unit", "dinas-a"]);
        desk
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_jenjang"))
            .args(arguments)
            .args(["--lang", "en"])
            .current_dir(&self.0)
            .env("JENJANG_NOW", "2026-11-02T01:00:00Z")
            .env_remove("JENJANG_ISSUER_KEY")
            .env_remove("JENJANG_DATABASE")
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
    }

    #[track_caller]
    fn done(&self, arguments: &[&str]) -> String {
        let (code, out, said) = self.run(arguments);
        assert_eq!(code, 0, "{arguments:?}\n{out}{said}");
        out
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).unwrap()
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.0.join(file), text).unwrap();
    }

    fn issue(&self, id: &str) -> (i32, String, String) {
        let file = format!("{id}.json");
        let on = ["--person", "contoh-0002", "--evidence", "Narasumber", "--title", "Narasumber"];
        self.run(&[&["certificate", "issue", "--id", id, "--output", &file, "--as", "contoh-0001"], &on[..]].concat())
    }
}

const FIRST: [&str; 9] = [
    "certificate",
    "key",
    "rotate",
    "--issuer",
    "https://bkpsdm.example/penerbit",
    "--name",
    "BKPSDM Contoh",
    "--revocations",
    "https://bkpsdm.example/pencabutan",
];

#[test]
fn a_key_is_made_kept_to_its_owner_and_replaced() {
    let desk = Desk::new("key");
    desk.done(&FIRST);
    let first = desk.read("jenjang.issuer-key");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(desk.0.join("jenjang.issuer-key")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(desk.issue("k-1").0, 0);
    desk.done(&["certificate", "key", "rotate"]);
    let second = desk.read("jenjang.issuer-key");
    assert_ne!(first, second, "the secret that signs no more is gone");
    assert!(!desk.0.join("jenjang.issuer-key.new").exists());
    assert_eq!(desk.issue("k-2").0, 0);
    for file in ["k-1.json", "k-2.json"] {
        assert!(desk.done(&["certificate", "verify", file]).starts_with("VALID"));
    }
    // a first key that is refused leaves no file behind
    let other = Desk::new("refused");
    assert_eq!(other.run(&["certificate", "key", "rotate"]).0, 2);
    assert!(!other.0.join("jenjang.issuer-key").exists() && !other.0.join("jenjang.issuer-key.new").exists());
}

#[test]
fn a_change_of_keys_that_was_interrupted_is_finished() {
    let desk = Desk::new("interrupted");
    desk.done(&FIRST);
    let first = desk.read("jenjang.issuer-key");
    desk.done(&["certificate", "key", "rotate"]);
    // the store has the second key, the file still the first
    fs::rename(desk.0.join("jenjang.issuer-key"), desk.0.join("jenjang.issuer-key.new")).unwrap();
    desk.write("jenjang.issuer-key", &first);
    assert_eq!(desk.issue("k-1").0, 0);
    assert_ne!(desk.read("jenjang.issuer-key"), first);
    // one that the store never heard of is not taken
    desk.write("jenjang.issuer-key.new", &format!("jenjang-issuer-key-1 {}\n", "7".repeat(64)));
    assert_eq!(desk.issue("k-2").0, 0);
    let (code, _, said) = desk.run(&["certificate", "revocations", "--issuer-key", "unor.csv"]);
    assert!(code == 2 && said.contains("not a secret key of an issuer"), "{said}");
}

#[test]
fn strange_files_get_an_answer() {
    let desk = Desk::new("strange");
    let check = |text: &str| {
        desk.write("strange.json", text);
        let (code, out, said) =
            desk.run(&["certificate", "verify", "strange.json", "--issuer", "certificate-issuer.json", "--format", "json"]);
        let codes: Vec<String> = serde_json::from_str::<Value>(&out).unwrap_or_else(|error| panic!("{error}: {out}{said}"))["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|finding| finding["code"].as_str().unwrap().to_owned())
            .collect();
        (code, codes.join(" "))
    };
    let sound = desk.read("certificate.json");
    assert_eq!(check(&sound), (0, String::new()));
    let with = |text: &str| check(&sound.replacen('{', &format!("{{\"x\":{text},"), 1));
    // numbers that programs read otherwise, in this program too, whose JSON keeps numbers of any length
    assert_eq!(with("0.10000000000000000001"), (2, "malformed".to_owned()));
    assert_eq!(with("1e400"), (2, "malformed".to_owned()));
    assert_eq!(with("{\"$serde_json::private::Number\":\"1\"}"), (1, "altered".to_owned()));
    assert_eq!(with("1"), (1, "altered".to_owned()));
    assert_eq!(check(&sound.replace("bkpsdm.example/penerbit", "lain.example")), (1, "unknown-issuer".to_owned()));
    // what a stranger wrote does not move the cursor
    let (_, out, _) = {
        desk.write("strange.json", &sound.replace("https://bkpsdm.example/penerbit", "\\u001b[2J"));
        desk.run(&["certificate", "verify", "strange.json", "--issuer", "certificate-issuer.json"])
    };
    assert!(out.contains("\\u{1b}[2J") && !out.contains('\u{1b}'), "{out}");
    fs::write(desk.0.join("latin.json"), [b'{', 0xe9, b'}']).unwrap();
    let (code, _, said) = desk.run(&["certificate", "verify", "latin.json", "--issuer", "certificate-issuer.json"]);
    assert!(code == 2 && said.contains("is not UTF-8 text"), "{said}");
}
