//! Posts of a synthetic district: offices of a field of work, each with its leaders, its functional positions and its staff.
//!
//! The shape is that of Indonesian district offices (one head, one secretary, three divisions with two sections each); the offices themselves do not
//! exist. What posts ask for beyond the law (leadership training, a certificate) is made up too.

use std::sync::Arc;

use jenjang::career::{CareerMap, Post};
use jenjang::legal::Label;
use jenjang::people::id::{PositionId, UnitId};
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::dossier::Dossier;
use jenjang::policy::expression::literal::parse_value;
use jenjang::policy::value::Value;

/// A field of work, and the families of functional positions at home in it: two of the expert category, one of the skilled.
struct Field {
    code: &'static str,
    id: &'static str,
    en: &'static str,
    expert: [(&'static str, &'static str, &'static str); 2],
    skilled: (&'static str, &'static str, &'static str),
}

const FIELDS: [Field; 8] = [
    Field {
        code: "keuangan",
        id: "Keuangan",
        en: "Finance",
        expert: [("analis-keuangan", "Analis Keuangan", "Finance Analyst"), ("auditor", "Auditor", "Auditor")],
        skilled: ("pranata-keuangan", "Pranata Keuangan", "Finance Technician"),
    },
    Field {
        code: "kepegawaian",
        id: "Kepegawaian",
        en: "Personnel",
        expert: [("analis-sdm", "Analis SDM Aparatur", "Human Resources Analyst"), ("asesor-sdm", "Asesor SDM Aparatur", "Assessor")],
        skilled: ("pranata-sdm", "Pranata SDM Aparatur", "Human Resources Technician"),
    },
    Field {
        code: "kesehatan",
        id: "Kesehatan",
        en: "Health",
        expert: [("epidemiolog", "Epidemiolog", "Epidemiologist"), ("perawat", "Perawat", "Nurse")],
        skilled: ("perawat-terampil", "Perawat Terampil", "Practical Nurse"),
    },
    Field {
        code: "pendidikan",
        id: "Pendidikan",
        en: "Education",
        expert: [("guru", "Guru", "Teacher"), ("pengawas-sekolah", "Pengawas Sekolah", "School Inspector")],
        skilled: ("pranata-laboratorium", "Pranata Laboratorium Pendidikan", "School Laboratory Technician"),
    },
    Field {
        code: "pekerjaan-umum",
        id: "Pekerjaan Umum",
        en: "Public Works",
        expert: [
            ("teknik-pengairan", "Teknik Pengairan", "Water Engineer"),
            ("teknik-jalan", "Teknik Jalan dan Jembatan", "Road Engineer"),
        ],
        skilled: ("teknisi-jalan", "Teknisi Jalan", "Road Technician"),
    },
    Field {
        code: "perencanaan",
        id: "Perencanaan",
        en: "Planning",
        expert: [("perencana", "Perencana", "Planner"), ("analis-kebijakan", "Analis Kebijakan", "Policy Analyst")],
        skilled: ("pranata-komputer-terampil", "Pranata Komputer Terampil", "Computer Technician"),
    },
    Field {
        code: "pengadaan",
        id: "Pengadaan",
        en: "Procurement",
        expert: [
            ("pengelola-pengadaan", "Pengelola Pengadaan Barang/Jasa", "Procurement Officer"),
            ("analis-hukum", "Analis Hukum", "Legal Analyst"),
        ],
        skilled: ("arsiparis-terampil", "Arsiparis Terampil", "Records Technician"),
    },
    Field {
        code: "pertanian",
        id: "Pertanian",
        en: "Agriculture",
        expert: [("penyuluh-pertanian", "Penyuluh Pertanian", "Extension Worker"), ("medik-veteriner", "Medik Veteriner", "Veterinarian")],
        skilled: ("paramedik-veteriner", "Paramedik Veteriner", "Veterinary Technician"),
    },
];

/// The certificate that synthetic procurement posts ask for.
const CERTIFICATE: &str = "PBJ-1";

/// Makes posts of one office.
struct Office<'a> {
    catalogue: &'a Catalogue,
    field: &'a Field,
    unit: UnitId,
    /// Which office of the field it is, from 1.
    number: usize,
}

impl Office<'_> {
    fn post(&self, name: &str, (id, en): (&str, &str), kind: &'static str) -> Option<Post> {
        let office = |word: &str| if self.number == 1 { format!("Dinas {word}") } else { format!("UPTD {word} {}", self.number - 1) };
        let (field_id, field_en) = (
            office(self.field.id),
            if self.number == 1 {
                format!("{} Office", self.field.en)
            } else {
                format!("{} Service Unit {}", self.field.en, self.number - 1)
            },
        );
        let label = Label::new(format!("{id}, {field_id}"), format!("{en}, {field_en}"));
        let mut post = Post::new(format!("{}/{name}", self.unit).parse::<PositionId>().ok()?, label, kind);
        post.unit = Some(self.unit.clone());
        post.field = Some(self.field.code.into());
        Some(post)
    }

    fn asks(&self, post: &mut Post, fact: &str, code: &str) {
        let Some(fact) = self.catalogue.find(fact) else { return };
        if let Ok(value) = parse_value(code, &self.catalogue.fact(fact).ty) {
            post.asks.push((fact, value));
        }
    }

    /// A structural post with its echelon, its lowest grade and the leadership training it asks for.
    fn leader(
        &self,
        name: &str,
        words: (&str, &str),
        kind: &'static str,
        (echelon, grade, training): (&str, &str, Option<&str>),
    ) -> Option<Post> {
        let mut post = self.post(name, words, kind)?;
        post.echelon = Some(echelon.into());
        post.lowest_grade = Some(grade.into());
        post.standard = Some(kind.into());
        if let Some(training) = training {
            self.asks(&mut post, "target.leadership training", training);
        }
        Some(post)
    }

    fn functional(&self, (family, id, en): (&str, &str, &str), (tier, tier_id): (&'static str, &str), number: usize) -> Option<Post> {
        let words = (format!("{id} {tier_id}"), format!("{en} {tier_id}"));
        let mut post = self.post(&format!("{family}-{tier}-{number}"), (&words.0, &words.1), "fungsional")?;
        post.tier = Some(tier.into());
        post.family = Some(family.into());
        if tier.starts_with("ahli") {
            self.asks(&mut post, "target.minimum education", "S1");
        }
        if family == "pengelola-pengadaan" {
            self.asks(&mut post, "target.certificate", CERTIFICATE);
        }
        Some(post)
    }

    /// The posts, the head first.
    fn posts(&self) -> Vec<Option<Post>> {
        let mut posts = Vec::new();
        if self.number == 1 {
            posts.push(self.leader("kepala", ("Kepala", "Head"), "jpt-pratama", ("II.b", "IV/a", Some("pka"))));
            posts.push(self.leader("sekretaris", ("Sekretaris", "Secretary"), "administrator", ("III.a", "III/d", Some("pkp"))));
            for division in 1..=3 {
                let words = (format!("Kepala Bidang {division}"), format!("Head of Division {division}"));
                let found =
                    self.leader(&format!("bidang-{division}"), (&words.0, &words.1), "administrator", ("III.b", "III/d", Some("pkp")));
                posts.push(found);
            }
        } else {
            posts.push(self.leader("kepala", ("Kepala", "Head"), "administrator", ("III.b", "III/d", None)));
        }
        for section in 1..=6 {
            let words = (format!("Kepala Seksi {section}"), format!("Head of Section {section}"));
            let echelon = if section <= 2 { ("IV.a", "III/c", None) } else { ("IV.b", "III/b", None) };
            posts.push(self.leader(&format!("seksi-{section}"), (&words.0, &words.1), "pengawas", echelon));
        }
        for family in self.field.expert {
            for (tier, words, count) in
                [("ahli-pertama", "Ahli Pertama", 3), ("ahli-muda", "Ahli Muda", 2), ("ahli-madya", "Ahli Madya", 1)]
            {
                posts.extend((1..=count).map(|number| self.functional(family, (tier, words), number)));
            }
        }
        if self.number == 1 {
            posts.push(self.functional(self.field.expert[0], ("ahli-utama", "Ahli Utama"), 1));
        }
        for (tier, words) in [("terampil", "Terampil"), ("mahir", "Mahir"), ("penyelia", "Penyelia")] {
            posts.push(self.functional(self.field.skilled, (tier, words), 1));
        }
        for staff in 1..=10 {
            let words = (format!("Pengelola {staff}"), format!("Administrator's Clerk {staff}"));
            posts.push(self.post(&format!("pengelola-{staff}"), (&words.0, &words.1), "pelaksana"));
        }
        posts
    }
}

/// So many posts of a synthetic district, office by office. The same size always gives the same posts; a smaller map is the beginning of a larger.
pub fn posts(catalogue: &Catalogue, size: usize) -> Vec<Post> {
    let mut posts = Vec::new();
    for number in 1.. {
        for field in &FIELDS {
            if posts.len() >= size {
                posts.truncate(size);
                return posts;
            }
            let unit = if number == 1 { format!("dinas-{}", field.code) } else { format!("uptd-{}-{}", field.code, number - 1) };
            let Ok(unit) = unit.parse::<UnitId>() else { continue };
            posts.extend(Office { catalogue, field, unit, number }.posts().into_iter().flatten());
        }
    }
    posts
}

/// A post of a map that fits what the facts say of the present position: kind, tier and, where one has it, echelon. Of several the one at `place`, counted round.
pub fn post_of(map: &CareerMap, dossier: &Dossier, place: usize) -> Option<PositionId> {
    let present = &map.pattern().present;
    let code = |fact: Option<jenjang::policy::value::FactIndex>| match dossier.get(fact?) {
        Value::Choice(choice) => Some(Arc::clone(choice.code())),
        _ => None,
    };
    let (kind, tier, echelon) = (code(Some(present.kind))?, code(present.tier), code(present.echelon));
    let alike: Vec<&Post> = map.posts().iter().filter(|post| post.kind == kind && post.tier == tier).collect();
    let same: Vec<&Post> = alike.iter().filter(|post| post.echelon == echelon).copied().collect();
    let among = if same.is_empty() { alike } else { same };
    among.get(place.checked_rem(among.len())?).map(|post| post.id.clone())
}
