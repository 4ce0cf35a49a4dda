//! docs/service.md and docs/service.id.md are made from the table of permissions.
//!
//! After a wanted change: `UPDATE_SNAPSHOTS=1 cargo test -p jenjang-service --test use_cases page`.

use std::path::Path;

use jenjang::legal::Language;
use jenjang_service::permissions::{Role, TABLE};

fn page(language: Language) -> String {
    let (title, intro, roles, table, rules) = match language {
        Language::En => (
            "# Use cases\n\nMade from the table in `crates/service/src/permissions.rs` by its test; do not edit by hand. In Indonesian: [service.id.md](service.id.md).\n",
            "\nThe command line and the web do everything through these use cases. Each checks the actor, changes something, and writes the entry of the\n\
             audit trail in the same transaction. A role is held towards what is acted on: an HR officer is one for a unit and all under it, a supervisor\n\
             for the own staff, a member of a panel in one round. A grant holds for its unit and all under it and nowhere\n\
             else. What is of the whole service (policies, drafts, consultations, the audit trail, the catalogue, indicators and statistics without a unit)\n\
             needs grants of the role that together cover every unit at the top: a region that shares a store with others neither reads nor acts for them\n\
             ([decision 0024](decisions/0024-whole-service.md)).\n",
            "\n## Roles\n\nGiven by the operator, or by an appointing authority within the own unit: HR officer, policy analyst, appointing authority, auditor. All others\nfollow from what is stored.\n\n",
            "\n## Who may do what, and when\n\n| code | what | who | when |\n|---|---|---|---|\n",
            "\n## Conflicts of interest and two persons\n\n\
             - A policy is enacted by somebody else than whoever proposed it or handed it in.\n\
             - A round is decided by somebody else than whoever planned, opened, screened, scored or ranked it.\n\
             - Who stands in a round does not screen, score, rank, decide or publish it.\n\
             - A member of a panel scores neither oneself nor whom the panel names as a conflict; a score given all the same does not count.\n\
             - An appeal is taken up and resolved by somebody else than the appellant and the signer of the decision.\n\
             - Nobody gives oneself a role, ends an own one, grants oneself a waiver or imports the own record.\n\
             - That an appointing authority chooses among direct subordinates is no conflict: the authority is their superior by law.\n",
        ),
        Language::Id => (
            "# Kasus penggunaan\n\nDibuat dari tabel dalam `crates/service/src/permissions.rs` oleh ujinya; jangan disunting dengan tangan. Dalam bahasa Inggris: [service.md](service.md).\n",
            "\nBaris perintah dan web melakukan segalanya lewat kasus penggunaan ini. Masing-masing memeriksa pelaku, mengubah sesuatu, dan menulis catatan jejak\n\
             audit dalam transaksi yang sama. Peran dipegang terhadap yang dikenai tindakan: pengelola kepegawaian untuk sebuah unit dan semua di bawahnya, atasan\n\
             terhadap bawahannya, anggota panitia dalam satu putaran. Pemberian peran berlaku bagi unitnya dan semua di bawahnya,\n\
             tidak di tempat lain. Yang milik seluruh layanan (kebijakan, rancangan, konsultasi, jejak audit, katalog, indikator dan statistik tanpa unit)\n\
             memerlukan pemberian peran yang bersama-sama mencakup setiap unit paling atas: daerah yang berbagi tempat data dengan daerah lain tidak membaca\n\
             dan tidak bertindak bagi daerah itu ([keputusan 0024](decisions/0024-whole-service.md)).\n",
            "\n## Peran\n\nDiberikan oleh operator, atau oleh pejabat pembina kepegawaian dalam unitnya: pengelola kepegawaian, analis kebijakan, pejabat pembina kepegawaian,\nauditor. Peran lain mengikuti data yang tersimpan.\n\n",
            "\n## Siapa boleh melakukan apa, dan kapan\n\n| kode | apa | siapa | kapan |\n|---|---|---|---|\n",
            "\n## Benturan kepentingan dan dua orang\n\n\
             - Kebijakan ditetapkan oleh orang lain daripada yang mengusulkan atau mengajukannya.\n\
             - Putaran diputuskan oleh orang lain daripada yang merencanakan, membuka, memeriksa, menilai, atau memeringkatnya.\n\
             - Calon dalam sebuah putaran tidak memeriksa syarat, menilai, memeringkat, memutuskan, atau mengumumkan putaran itu.\n\
             - Anggota panitia tidak menilai dirinya dan siapa pun yang disebut panitia sebagai benturan; nilai yang tetap diberikan tidak dihitung.\n\
             - Keberatan ditinjau dan diputus oleh orang lain daripada pemohon dan penanda tangan keputusan.\n\
             - Tidak ada yang memberi dirinya peran, mengakhiri perannya sendiri, memberi dirinya pengecualian, atau mengimpor datanya sendiri.\n\
             - Pejabat pembina kepegawaian yang memilih di antara bawahan langsungnya bukan benturan: ia atasan mereka menurut undang-undang.\n",
        ),
    };
    let mut text = format!("{title}{intro}{roles}");
    for role in Role::ALL {
        text.push_str(&format!("- {}\n", role.label().get(language)));
    }
    text.push_str(table);
    for rule in TABLE {
        let who: Vec<&str> = Role::ALL.iter().filter(|role| rule.allowed.contains(role)).map(|role| role_name(*role, language)).collect();
        let when = match language {
            Language::Id => rule.stage.0,
            Language::En => rule.stage.1,
        };
        let label = rule.action.label();
        text.push_str(&format!("| `{}` | {} | {} | {when} |\n", rule.action.code(), label.get(language), who.join(", ")));
    }
    text.push_str(rules);
    text
}

/// A role in a column, without an article.
fn role_name(role: Role, language: Language) -> &'static str {
    match (role, language) {
        (Role::Public, Language::En) => "anybody",
        (Role::Employee, Language::En) => "any employee",
        (Role::Oneself, Language::En) => "the person",
        (Role::Supervisor, Language::En) => "superior",
        (Role::Rater, Language::En) => "rater",
        (Role::HrOfficer, Language::En) => "HR officer",
        (Role::PanelMember, Language::En) => "panel member",
        (Role::PolicyAnalyst, Language::En) => "policy analyst",
        (Role::AppointingAuthority, Language::En) => "appointing authority",
        (Role::Auditor, Language::En) => "auditor",
        (Role::Counterpart, Language::En) => "counterpart",
        (Role::Operator, Language::En) => "operator",
        (Role::Public, Language::Id) => "siapa pun",
        (Role::Employee, Language::Id) => "pegawai",
        (Role::Oneself, Language::Id) => "yang bersangkutan",
        (Role::Supervisor, Language::Id) => "atasan",
        (Role::Rater, Language::Id) => "penilai",
        (Role::HrOfficer, Language::Id) => "pengelola kepegawaian",
        (Role::PanelMember, Language::Id) => "anggota panitia",
        (Role::PolicyAnalyst, Language::Id) => "analis kebijakan",
        (Role::AppointingAuthority, Language::Id) => "PPK",
        (Role::Auditor, Language::Id) => "auditor",
        (Role::Counterpart, Language::Id) => "pendamping",
        (Role::Operator, Language::Id) => "operator",
    }
}

#[test]
fn the_page_of_use_cases_is_what_the_table_says() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    for (file, language) in [("service.md", Language::En), ("service.id.md", Language::Id)] {
        let expected = page(language);
        let path = docs.join(file);
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(&path, &expected).unwrap();
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(found == expected, "docs/{file} is stale: run UPDATE_SNAPSHOTS=1 cargo test -p jenjang-service --test use_cases page");
    }
}
