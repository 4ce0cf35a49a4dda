//! Steps of a career in words: when, what is met, what is missing and what closes it.

use chrono::NaiveDate;
use jenjang::career::{Assumption, CareerMap, Impossible, Need, Standing, Step};
use jenjang::legal::{Label, Language};
use jenjang::people::id::PositionId;
use jenjang::policy::decision::{Required, Verdict};
use jenjang::policy::explain;
use jenjang::policy::value::Value;

use crate::format;
use crate::pages::standing::Mark;

/// Puts steps of one map into words.
pub(super) struct Words<'m> {
    pub(super) map: &'m CareerMap,
    pub(super) language: Language,
}

/// Something a step needs, with its mark.
pub(super) struct Item {
    pub(super) mark: Mark,
    pub(super) text: String,
}

impl Words<'_> {
    pub(super) fn t(&self, id: &'static str, en: &'static str) -> &'static str {
        if self.language == Language::Id { id } else { en }
    }

    fn label<'l>(&self, label: &'l Label) -> &'l str {
        label.get(self.language)
    }

    pub(super) fn date(&self, day: NaiveDate) -> String {
        format::date(day, self.language)
    }

    pub(super) fn post(&self, id: &PositionId) -> String {
        self.map.post(id).map_or_else(|| id.to_string(), |post| self.label(&post.label).to_owned())
    }

    pub(super) fn stage(&self, code: &str) -> String {
        let stage = self.map.pattern().stages.iter().find(|stage| &*stage.code == code);
        stage.map_or_else(|| code.to_owned(), |stage| self.label(&stage.label).to_owned())
    }

    pub(super) fn mark(&self, standing: Standing) -> Mark {
        match standing {
            Standing::Met => Mark::good("Terpenuhi", "Met"),
            Standing::Missing => Mark::waiting("Ada yang kurang", "Something is missing"),
            Standing::Unknown => Mark::waiting("Belum diketahui", "Not known yet"),
            Standing::Impossible => Mark::bad("Tidak mungkin", "Not possible"),
        }
    }

    /// When a step can be taken, in a clause.
    pub(super) fn when(&self, step: &Step) -> String {
        match (step.earliest, &step.impossible) {
            (_, Some(because)) => self.because(because),
            (Some(day), None) if day == step.begins && step.standing == Standing::Met => {
                self.t("dapat sekarang juga", "can be taken at once").to_owned()
            }
            (Some(day), None) => format!("{} {}", self.t("paling cepat", "at the earliest"), self.date(day)),
            (None, None) => self.label(&step.standing.label()).to_owned(),
        }
    }

    fn because(&self, because: &Impossible) -> String {
        let list = |needs: &[Need]| needs.iter().map(|need| self.label(&need.label).to_owned()).collect::<Vec<_>>().join("; ");
        match because {
            Impossible::Retirement { retires, otherwise } => {
                let (retires, otherwise) = (self.date(*retires), self.date(*otherwise));
                match self.language {
                    Language::Id => format!("tidak mungkin: pensiun {retires} mendahului {otherwise}"),
                    Language::En => format!("not possible: retirement on {retires} comes before {otherwise}"),
                }
            }
            Impossible::Barred { needs } => format!("{}: {}", self.t("tidak mungkin", "not possible"), list(needs)),
            Impossible::NeverTogether { needs } => {
                let head = self.t("tidak pernah terpenuhi bersamaan", "never met at the same time");
                format!("{head}: {}", list(needs))
            }
            Impossible::NotInForce { policy } => {
                format!("{}: {policy}", self.t("kebijakannya tidak berlaku", "the policy is not in force"))
            }
        }
    }

    /// Everything a step needs.
    pub(super) fn items(&self, step: &Step) -> Vec<Item> {
        let mut items = Vec::new();
        for passed in &step.met {
            items.push(Item { mark: Mark::good("Terpenuhi", "Met"), text: self.label(&passed.label).to_owned() });
        }
        for wait in &step.waits {
            let (label, day) = (self.label(&wait.label), self.date(wait.until));
            let text = format!("{label}, {} {day} ({})", self.t("sampai", "until"), wait.reference.citation);
            items.push(Item { mark: Mark::waiting("Menunggu", "Waiting"), text });
        }
        for grade in &step.grades {
            let (to, day) = (self.label(grade.to.label()), self.date(grade.on));
            let head = self.t("Naik pangkat ke", "Promotion to grade");
            let text = format!("{head} {to}, {} {day}", self.t("paling cepat", "at the earliest"));
            items.push(Item { mark: Mark::waiting("Di perjalanan", "On the way"), text });
            items.extend(grade.needs.iter().map(|need| self.need(need)));
        }
        if !matches!(step.impossible, Some(Impossible::Barred { .. })) {
            items.extend(step.needs.iter().map(|need| self.need(need)));
        }
        let tenure = &step.tenure;
        if let (Some(months), Some(day)) = (tenure.minimum_months, tenure.earliest) {
            let text = match self.language {
                Language::Id => format!("Masa jabatan sekurang-kurangnya {months} bulan, genap pada {}", self.date(day)),
                Language::En => format!("At least {months} months in the post, served on {}", self.date(day)),
            };
            items.push(Item { mark: Mark::waiting("Menunggu", "Waiting"), text });
        }
        if let Some(note) = &step.note {
            items.push(Item { mark: Mark::aside("Catatan", "Note"), text: self.label(note).to_owned() });
        }
        items
    }

    fn need(&self, need: &Need) -> Item {
        let lacking = need.measure.as_ref().and_then(|measure| {
            let words = |value: &Value| explain::value(value, measure.unit.as_ref(), self.language);
            match (&measure.distance, &measure.required) {
                (Some(distance), _) => Some(format!(" ({} {})", self.t("kurang", "lacking"), words(distance))),
                (None, Required::AtLeast(Value::None | Value::Missing)) => None,
                (None, Required::AtLeast(value)) => Some(format!(" ({} {})", self.t("sekurang-kurangnya", "at least"), words(value))),
                _ => None,
            }
        });
        let label = self.label(&need.label);
        let unknown = need.verdict == Verdict::Unknown;
        let closes = need.development.label();
        let closes = self.label(&closes);
        let months = need.months.filter(|_| !unknown).map(|months| match self.language {
            Language::Id => format!(", sekurang-kurangnya {months} bulan"),
            Language::En => format!(", at least {months} months"),
        });
        let how = if unknown { self.supplied(need) } else { format!("{}{}", closes, months.unwrap_or_default()) };
        let text = format!(
            "{label}{}. {}: {how} ({})",
            lacking.unwrap_or_default(),
            self.t("Yang menutup", "What closes it"),
            need.reference.citation
        );
        let mark = if unknown { Mark::waiting("Belum diketahui", "Not known") } else { Mark::bad("Kurang", "Missing") };
        Item { mark, text }
    }

    /// Which facts are missing, and who supplies them.
    fn supplied(&self, need: &Need) -> String {
        let catalogue = &self.map.pattern().catalogue;
        let named = need.facts.iter().filter_map(|name| {
            let fact = catalogue.fact(catalogue.find(name)?);
            Some(format!("{} {} {}", self.label(&fact.label), self.t("dari", "from"), self.label(&fact.supplier)))
        });
        let named: Vec<String> = named.collect();
        if named.is_empty() { self.label(&need.development.label()).to_owned() } else { named.join(", ") }
    }

    pub(super) fn assumption(&self, assumption: &Assumption) -> String {
        let catalogue = &self.map.pattern().catalogue;
        let name =
            |name: &str| catalogue.find(name).map_or_else(|| name.to_owned(), |fact| self.label(&catalogue.fact(fact).label).to_owned());
        let labels = |facts: &[std::sync::Arc<str>]| facts.iter().map(|fact| name(fact)).collect::<Vec<_>>().join("; ");
        match assumption {
            Assumption::Unchanged { facts } => {
                format!("{}: {}", self.t("tetap seperti hari ini", "these stay as they are today"), labels(facts))
            }
            Assumption::Grows { facts } => format!("{}: {}", self.t("bertambah selama bertugas", "these grow with service"), labels(facts)),
            Assumption::Closed => self.t("yang kurang ditutup pada waktunya", "what is missing is closed in time").to_owned(),
            Assumption::KnownLater { facts } => {
                format!(
                    "{}: {}",
                    self.t("yang belum diketahui ternyata terpenuhi", "what is not known yet turns out to be met"),
                    labels(facts)
                )
            }
            Assumption::NoTenure { fact } => {
                format!(
                    "{}: {}",
                    self.t("masa jabatan sekarang tidak dihitung, belum diisi", "time in the present post is not counted, not given"),
                    name(fact)
                )
            }
            Assumption::NoRetirement { fact } => {
                format!("{}: {}", self.t("pensiun tidak dihitung, belum diisi", "retirement is not counted, not given"), name(fact))
            }
            Assumption::AtLeast { facts } => {
                format!(
                    "{}: {}",
                    self.t("hanya dari masa yang diketahui, jadi dapat lebih cepat", "from known service only, so it may be earlier"),
                    labels(facts)
                )
            }
            Assumption::SameLine => self
                .t("jabatan sekarang serumpun dan sebidang seperti yang diperlukan", "the present post is of the family and field needed")
                .to_owned(),
            Assumption::Vacant => {
                self.t("jabatan yang dituju lowong pada waktunya", "the posts are vacant when they are wanted").to_owned()
            }
            Assumption::Rules => self.t("aturan tetap seperti hari ini", "the rules stay as they are today").to_owned(),
        }
    }
}
