//! Routes and maps as text: a line down the page with a stop for every post.

use jenjang::NaiveDate;
use jenjang::career::{
    Assumption, CareerMap, Development, Impossible, MoveKind, Need, Plan, Reach, Reachable, Route, Standing, Step, TenureBounds,
};
use jenjang::legal::Language;
use jenjang::people::id::PositionId;
use jenjang::policy::decision::{Required, Verdict};
use jenjang::policy::explain;
use jenjang::policy::value::Value;

use crate::output::{Voice, plural};

/// How many alternatives of a post are named.
const NAMED: usize = 2;

/// Puts plans of one map into words.
pub(crate) struct Picture<'p> {
    pub(crate) map: &'p CareerMap,
    pub(crate) voice: &'p Voice,
}

impl Picture<'_> {
    /// A plan: every route as a picture.
    pub(crate) fn plan(&self, plan: &Plan) -> Vec<String> {
        let target = self.post(&plan.to);
        let mut lines = vec![match self.voice.language {
            Language::Id => format!("Menuju {target}, dihitung dari {}", self.date(plan.today)),
            Language::En => format!("To {target}, counted from {}", self.date(plan.today)),
        }];
        lines.extend(plan.retires.map(|day| match self.voice.language {
            Language::Id => format!("Batas usia pensiun dalam jabatan sekarang: {}", self.date(day)),
            Language::En => format!("Retirement from the present post: {}", self.date(day)),
        }));
        let count = plan.routes.len();
        lines.push(match self.voice.language {
            Language::Id => format!("{count} rute yang berbeda; {} dari {} urutan jabatan diperiksa", plan.walked, plan.found),
            Language::En => {
                let sequences = plural(plan.found, "sequence of posts", "sequences of posts");
                format!("{}; {} of {sequences} looked at", plural(count, "different route", "different routes"), plan.walked)
            }
        });
        if plan.cut {
            let more =
                self.t("Mungkin masih ada urutan lain: pencarian dibatasi.", "There may be further sequences: the search was cut off.");
            lines.push(more.to_owned());
        }
        for (place, route) in plan.routes.iter().enumerate() {
            lines.push(String::new());
            lines.extend(self.route(place + 1, route));
        }
        lines
    }

    /// A map of what can be reached in one step.
    pub(crate) fn reach(&self, reach: &Reach) -> Vec<String> {
        let mut lines = Vec::new();
        let here = reach.from.as_ref().map_or_else(|| self.stage(&reach.stage), |from| self.post(from));
        lines.push(match self.voice.language {
            Language::Id => format!("Jabatan sekarang: {here}, dilihat dari {}", self.date(reach.today)),
            Language::En => format!("Present post: {here}, seen from {}", self.date(reach.today)),
        });
        lines.extend(reach.retires.map(|day| match self.voice.language {
            Language::Id => format!("Batas usia pensiun: {}", self.date(day)),
            Language::En => format!("Retirement: {}", self.date(day)),
        }));
        if reach.posts.is_empty() {
            lines.push(
                self.t("Tidak ada jabatan dalam peta yang dapat dicapai dalam satu langkah.", "No post on the map is one step away.")
                    .into(),
            );
        }
        for kind in MoveKind::ALL {
            let posts: Vec<&Reachable> = reach.posts.iter().filter(|post| post.step.kind == kind).collect();
            if posts.is_empty() {
                continue;
            }
            lines.push(String::new());
            lines.push(match self.voice.language {
                Language::Id => format!("Perpindahan {}", kind.label().id),
                Language::En => format!("{} moves", capital(&kind.label().en)),
            });
            for post in posts {
                lines.push(format!("{}{}: {}", self.mark("├─ "), self.post(&post.step.to), self.when(&post.step)));
                lines.extend(self.others(&post.others));
                lines.extend(self.details(&post.step).into_iter().map(|line| format!("{}{line}", self.mark("│    "))));
            }
        }
        lines.push(String::new());
        lines.extend(self.assumptions(&reach.assumptions));
        lines
    }

    fn others(&self, others: &[PositionId]) -> Option<String> {
        if others.is_empty() {
            return None;
        }
        let named: Vec<&str> = others.iter().take(NAMED).map(PositionId::as_str).collect();
        let more = others.len() - named.len();
        let named = named.join(", ");
        let text = match (self.voice.language, more) {
            (Language::Id, 0) => format!("sama syaratnya: {named}"),
            (Language::En, 0) => format!("on the same terms: {named}"),
            (Language::Id, more) => format!("sama syaratnya: {named}, dan {more} jabatan lain"),
            (Language::En, more) => format!("on the same terms: {named} and {}", plural(more, "other post", "other posts")),
        };
        Some(format!("{}{text}", self.mark("│    ")))
    }

    fn route(&self, number: usize, route: &Route) -> Vec<String> {
        let steps = route.steps.len();
        let arrival = match (route.arrival, self.voice.language) {
            (Some(day), Language::Id) => format!("paling cepat {}", self.date(day)),
            (Some(day), Language::En) => format!("{} at the earliest", self.date(day)),
            (None, _) => Standing::Impossible.label().get(self.voice.language).to_owned(),
        };
        let head = match self.voice.language {
            Language::Id => format!("Rute {number}: {steps} langkah, {arrival}"),
            Language::En => format!("Route {number}: {}, {arrival}", plural(steps, "step", "steps")),
        };
        let head = match route.standing {
            Standing::Impossible => head,
            standing => format!("{head}; {}", standing.label().get(self.voice.language)),
        };
        let mut lines = vec![head];
        for (place, step) in route.steps.iter().enumerate() {
            if place == 0 {
                let here = step.from.as_ref().map_or_else(|| self.stage(&step.from_stage), |from| self.post(from));
                let since = step.tenure.since.map(|day| match self.voice.language {
                    Language::Id => format!(" (sejak {})", self.date(day)),
                    Language::En => format!(" (since {})", self.date(day)),
                });
                lines.push(format!("{}{here}{}", self.mark("● "), since.unwrap_or_default()));
            }
            let label = self.voice.label(&step.label);
            let kind = step.kind.label();
            lines.push(format!("{}{}: {label}. {}", self.mark("│  "), kind.get(self.voice.language), capital(&self.when(step))));
            lines.extend(self.details(step).into_iter().map(|line| format!("{}{line}", self.mark("│    "))));
            let retires = step.retires.map(|day| match self.voice.language {
                Language::Id => format!(" (pensiun {})", self.date(day)),
                Language::En => format!(" (retirement {})", self.date(day)),
            });
            let mark = if step.earliest.is_some() { "● " } else { "✗ " };
            lines.push(format!("{}{}{}", self.mark(mark), self.post(&step.to), retires.unwrap_or_default()));
        }
        lines.extend(self.assumptions(&route.assumptions));
        lines
    }

    /// When a step can be taken, in a clause.
    fn when(&self, step: &Step) -> String {
        let standing = step.standing.label();
        let standing = standing.get(self.voice.language);
        match (step.earliest, &step.impossible, self.voice.language) {
            (_, Some(because), _) => self.because(because),
            (Some(day), None, _) if day == step.begins && step.standing == Standing::Met => {
                self.t("dapat sekarang juga", "can be taken at once").to_owned()
            }
            (Some(day), None, Language::Id) => format!("paling cepat {} ({standing})", self.date(day)),
            (Some(day), None, Language::En) => format!("{} at the earliest ({standing})", self.date(day)),
            (None, None, _) => standing.to_owned(),
        }
    }

    fn because(&self, because: &Impossible) -> String {
        let list = |needs: &[Need]| needs.iter().map(|need| self.voice.label(&need.label).to_owned()).collect::<Vec<_>>().join("; ");
        match (because, self.voice.language) {
            (Impossible::Retirement { retires, otherwise }, Language::Id) => {
                format!("tidak mungkin: pensiun {} mendahului {}", self.date(*retires), self.date(*otherwise))
            }
            (Impossible::Retirement { retires, otherwise }, Language::En) => {
                format!("impossible: retirement on {} comes before {}", self.date(*retires), self.date(*otherwise))
            }
            (Impossible::Barred { needs }, Language::Id) => format!("tidak mungkin: {}", list(needs)),
            (Impossible::Barred { needs }, Language::En) => format!("impossible: {}", list(needs)),
            (Impossible::NeverTogether { needs }, Language::Id) => {
                format!("tidak mungkin: syarat-syaratnya tidak pernah terpenuhi bersamaan ({})", list(needs))
            }
            (Impossible::NeverTogether { needs }, Language::En) => {
                format!("impossible: the requirements are never met at the same time ({})", list(needs))
            }
            (Impossible::NotInForce { policy }, Language::Id) => format!("tidak mungkin: kebijakan `{policy}` tidak berlaku"),
            (Impossible::NotInForce { policy }, Language::En) => format!("impossible: policy `{policy}` is not in force"),
        }
    }

    /// What a step needs, line by line.
    fn details(&self, step: &Step) -> Vec<String> {
        let mut lines = Vec::new();
        if !step.met.is_empty() {
            let met: Vec<&str> = step.met.iter().map(|passed| self.voice.label(&passed.label)).collect();
            lines.push(format!("{}: {}", self.t("terpenuhi", "met"), met.join("; ")));
        }
        for wait in &step.waits {
            let (label, day) = (self.voice.label(&wait.label), self.date(wait.until));
            lines.push(match self.voice.language {
                Language::Id => format!("menunggu: {label}, sampai {day} ({})", wait.reference.citation),
                Language::En => format!("waiting: {label}, until {day} ({})", wait.reference.citation),
            });
        }
        for grade in &step.grades {
            let (to, day) = (self.voice.label(grade.to.label()), self.date(grade.on));
            lines.push(match self.voice.language {
                Language::Id => format!("kenaikan pangkat: {to}, paling cepat {day} ({})", grade.policy),
                Language::En => format!("grade promotion: {to}, {day} at the earliest ({})", grade.policy),
            });
            lines.extend(grade.needs.iter().map(|need| format!("  {}", self.need(need))));
        }
        // needs that bar the step stand in the reason
        if !matches!(step.impossible, Some(Impossible::Barred { .. })) {
            lines.extend(step.needs.iter().map(|need| self.need(need)));
        }
        lines.extend(self.tenure(&step.tenure));
        if let Some(note) = &step.note {
            lines.push(format!("{}: {}", self.t("catatan", "note"), self.voice.label(note)));
        }
        lines
    }

    fn need(&self, need: &Need) -> String {
        let label = self.voice.label(&need.label);
        let lacking = need.measure.as_ref().and_then(|measure| {
            let words = |value: &Value| explain::value(value, measure.unit.as_ref(), self.voice.language);
            let text = match (&measure.distance, &measure.required, self.voice.language) {
                (Some(distance), _, Language::Id) => format!("kurang {}", words(distance)),
                (Some(distance), _, Language::En) => format!("{} lacking", words(distance)),
                // a rule that names no value for this person
                (None, Required::AtLeast(Value::None | Value::Missing), _) => return None,
                (None, Required::AtLeast(value), Language::Id) => format!("sekurang-kurangnya {}", words(value)),
                (None, Required::AtLeast(value), Language::En) => format!("at least {}", words(value)),
                _ => return None,
            };
            Some(format!(" ({text})"))
        });
        let head = match need.verdict {
            Verdict::Unknown => format!("{}: {label}", self.t("belum diketahui", "not known yet")),
            _ => format!("{}: {label}{}", self.t("kurang", "missing"), lacking.unwrap_or_default()),
        };
        let closes = need.development.label();
        let closes = closes.get(self.voice.language);
        let months = need.months.filter(|_| need.verdict != Verdict::Unknown).map(|months| match self.voice.language {
            Language::Id => format!(", sekurang-kurangnya {months} bulan"),
            Language::En => format!(", at least {}", plural(usize::try_from(months).unwrap_or(0), "month", "months")),
        });
        let supplied = if need.verdict == Verdict::Unknown { self.supplied(need) } else { String::new() };
        let arrow = if self.voice.plain { "; " } else { " → " };
        let by = if need.verdict == Verdict::Unknown && need.development == Development::Record {
            String::new()
        } else {
            format!("{arrow}{closes}")
        };
        format!("{head}{by}{}{supplied} ({})", months.unwrap_or_default(), need.reference.citation)
    }

    /// Which facts are missing, and who supplies them.
    fn supplied(&self, need: &Need) -> String {
        let catalogue = &self.map.pattern().catalogue;
        let named = need.facts.iter().filter_map(|name| {
            let fact = catalogue.fact(catalogue.find(name)?);
            let supplier = self.voice.label(&fact.supplier);
            Some(match self.voice.language {
                Language::Id => format!("`{name}` dari {supplier}"),
                Language::En => format!("`{name}` from {supplier}"),
            })
        });
        let named: Vec<String> = named.collect();
        if named.is_empty() { String::new() } else { format!(", {}", named.join(", ")) }
    }

    fn tenure(&self, tenure: &TenureBounds) -> Vec<String> {
        let mut lines = Vec::new();
        if let (Some(months), Some(day)) = (tenure.minimum_months, tenure.earliest) {
            lines.push(match self.voice.language {
                Language::Id => format!("masa jabatan paling singkat {months} bulan: terpenuhi pada {}", self.date(day)),
                Language::En => format!("at least {months} months in the post: served on {}", self.date(day)),
            });
        }
        if let (Some(months), Some(due), true) = (tenure.maximum_months, tenure.due, tenure.over_maximum) {
            lines.push(match self.voice.language {
                Language::Id => format!(
                    "masa jabatan paling lama {months} bulan terlampaui sejak {}: perpindahan lain mungkin mendahului",
                    self.date(due)
                ),
                Language::En => {
                    format!("longer than the {months} months at most in the post, since {}: another move may come first", self.date(due))
                }
            });
        }
        lines
    }

    fn assumptions(&self, assumptions: &[Assumption]) -> Vec<String> {
        let mut lines = vec![self.t("Dengan anggapan:", "Taken for granted:").to_owned()];
        lines.extend(assumptions.iter().map(|assumption| format!("  - {}", self.assumption(assumption))));
        lines
    }

    fn assumption(&self, assumption: &Assumption) -> String {
        let labels = |facts: &[std::sync::Arc<str>]| {
            let catalogue = &self.map.pattern().catalogue;
            let named = facts.iter().map(|name| catalogue.find(name).map_or(&**name, |fact| self.voice.label(&catalogue.fact(fact).label)));
            named.collect::<Vec<_>>().join("; ")
        };
        let t = |id: &'static str, en: &'static str| self.t(id, en);
        match assumption {
            Assumption::Unchanged { facts } => {
                format!("{}: {}", t("tetap seperti hari ini", "these stay as they are today"), labels(facts))
            }
            Assumption::Grows { facts } => format!(
                "{}: {}",
                t("bertambah selama bertugas, bulan demi bulan", "these grow with service, month by month"),
                labels(facts)
            ),
            Assumption::Closed => {
                t("yang kurang telah ditutup pada hari langkahnya", "what is missing is closed by the day of its step").to_owned()
            }
            Assumption::KnownLater { facts } => {
                format!("{}: {}", t("yang belum diketahui ternyata terpenuhi", "what is not known yet turns out to be met"), labels(facts))
            }
            Assumption::NoTenure { fact } => format!(
                "{} `{fact}`",
                t(
                    "masa jabatan sekarang tidak dihitung, karena belum diisi:",
                    "time in the present post is not counted, because nobody gave"
                )
            ),
            Assumption::NoRetirement { fact } => {
                format!("{} `{fact}`", t("pensiun tidak dihitung, karena belum diisi:", "retirement is not counted, because nobody gave"))
            }
            Assumption::AtLeast { facts } => format!(
                "{}: {}",
                t(
                    "hanya dihitung dari masa yang diketahui, jadi dapat lebih cepat",
                    "counted from known service only, so it may be earlier"
                ),
                labels(facts)
            ),
            Assumption::SameLine => t(
                "jabatan sekarang serumpun dan sebidang seperti yang diperlukan (sebutkan dengan --from)",
                "the present post is of the family and field needed (say which with --from)",
            )
            .to_owned(),
            Assumption::Vacant => t("jabatan yang dituju lowong pada waktunya", "the posts are vacant when they are wanted").to_owned(),
            Assumption::Rules => t("aturan tetap seperti yang diketahui", "the rules stay as they are known").to_owned(),
        }
    }

    fn post(&self, id: &PositionId) -> String {
        match self.map.post(id) {
            Some(post) => format!("{} [{id}]", self.voice.label(&post.label)),
            None => id.to_string(),
        }
    }

    fn stage(&self, code: &str) -> String {
        let stage = self.map.pattern().stages.iter().find(|stage| &*stage.code == code);
        stage.map_or_else(|| code.to_owned(), |stage| self.voice.label(&stage.label).to_owned())
    }

    fn date(&self, day: NaiveDate) -> String {
        explain::value(&Value::Date(day), None, self.voice.language)
    }

    /// A line of the picture; words alone for screen readers.
    fn mark<'m>(&self, mark: &'m str) -> &'m str {
        if self.voice.plain { "" } else { mark }
    }

    fn t(&self, id: &'static str, en: &'static str) -> &'static str {
        self.voice.t(id, en)
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
