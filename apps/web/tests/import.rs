//! Bringing people in from a file: looked at first, and only the file that was looked at is kept.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]

mod common;

use axum::http::StatusCode;
use common::{Visitor, app, check_access, check_page, get, post, post_file};

fn hr() -> Visitor {
    Visitor::signed_in("contoh-kepegawaian")
}

fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let start = text.find(from).unwrap_or_else(|| panic!("`{from}` in {text}")) + from.len();
    &text[start..start + text[start..].find(to).unwrap()]
}

#[test]
fn only_hr_brings_people_in() {
    check_access(&[("/hr/import", [303, 403, 403, 403, 200, 200, 403, 403, 403])]);
    check_page("/hr/import", &hr());
    for (name, visitor) in common::visitors() {
        let allowed = name.contains("HR officer");
        let sent = post_file("/hr/import", &[("kind", "staff")], ("pegawai.csv", b"nip_baru\n"), &visitor);
        let confirmed = post("/hr/import/confirm", "digest=0", &visitor, &[]);
        if name == "nobody" {
            assert_eq!((sent.status, confirmed.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
        } else if !allowed {
            assert_eq!((sent.status, confirmed.status), (StatusCode::FORBIDDEN, StatusCode::FORBIDDEN), "{name}");
        } else {
            assert_eq!(confirmed.status, StatusCode::CONFLICT, "{name}: nothing was looked at");
        }
    }
}

#[test]
fn a_file_is_looked_at_and_then_kept() {
    let me = &app().waiting;
    let file = get(&format!("/people/{me}"), &hr()).body;
    let number = between(&file, "<dt>NIP</dt><dd>", "</dd>");
    let content = format!("nip_baru,nama\n{number},Nama Baru Contoh\n12,Tidak Sah\n");
    // nonsense is said beside the field, in both languages
    for (language, sentence) in [("id", "akhiran nama berkas"), ("en", "the ending of the file name")] {
        let refused = post_file(&format!("/hr/import?lang={language}"), &[("kind", "staff")], ("pegawai.pdf", content.as_bytes()), &hr());
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.to_lowercase().contains(sentence) && refused.body.contains("id=\"file-problem\""), "{}", refused.body);
    }
    assert_eq!(post_file("/hr/import", &[("kind", "x")], ("a.csv", b""), &hr()).status, StatusCode::UNPROCESSABLE_ENTITY);
    let large = vec![b'x'; 5 * 1024 * 1024];
    let refused = post_file("/hr/import?lang=en", &[("kind", "ranks")], ("a.csv", &large), &hr());
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("The file `a.csv` is larger than 4 MB") && refused.body.contains("id=\"file-problem\""),
        "{}",
        refused.body
    );

    let preview = post_file("/hr/import", &[("kind", "staff")], ("pegawai.csv", content.as_bytes()), &hr());
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.body);
    assert!(preview.body.contains("Belum ada yang disimpan") && preview.body.contains("<dt>Berubah</dt><dd>1</dd>"), "{}", preview.body);
    assert!(
        preview.body.contains("<dt>Baris ditolak</dt><dd>1</dd>") && preview.body.contains("<th scope=\"row\">3</th>"),
        "{}",
        preview.body
    );
    assert!(!get(&format!("/people/{me}"), &hr()).body.contains("Nama Baru Contoh"), "nothing was kept");
    let digest = between(&preview.body, "name=\"digest\" value=\"", "\"").to_owned();
    let rejects = post("/hr/import/rejects", &format!("digest={digest}"), &hr(), &[]);
    assert!(rejects.header("content-disposition").contains("ditolak.csv"), "{:?}", rejects.headers);
    assert!(rejects.body.contains("penolakan_alasan") && rejects.body.contains("Tidak Sah"), "{}", rejects.body);
    // another file than the one looked at is not kept
    assert_eq!(post("/hr/import/confirm", "digest=0000", &hr(), &[]).status, StatusCode::CONFLICT);
    let kept = post("/hr/import/confirm", &format!("digest={digest}"), &hr(), &[]);
    assert_eq!(kept.header("location"), "/hr/import?done=imported", "{}", kept.body);
    assert!(get(&format!("/people/{me}"), &hr()).body.contains("Nama Baru Contoh"));
    assert_eq!(post("/hr/import/confirm", &format!("digest={digest}"), &hr(), &[]).status, StatusCode::CONFLICT, "once");
}
