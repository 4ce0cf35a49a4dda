//! Answers of questionnaires.

use jenjang::legal::Label;
use jenjang_statistics::fairness::{Selection, wilson};
use jenjang_statistics::surveys::{Answers, likert_band, net_promoter};
use serde_json::{Map, Value as Json};

use crate::methods::inputs::{whole, wrong};
use crate::methods::{Inputs, Method, Outputs};

pub(crate) const METHODS: &[Method] = &[
    Method {
        name: "likert_summary",
        id: "Ringkasan jawaban skala Likert dan kategori rata-rata",
        en: "Summary of Likert answers and band of the mean",
        formula: "bands [1, 1.80) [1.80, 2.60) [2.60, 3.40) [3.40, 4.20) [4.20, 5], decided on the exact value; reversed items 6-x first",
        inputs: "means [decimal text, ...], or ratings [1..5 or null, ...] with max? and reverse?, or counts [number of 1s, of 2s, ...]",
        run: run_likert,
    },
    Method {
        name: "kirkpatrick_l1",
        id: "Reaksi peserta: rata-rata, dua jawaban tertinggi, tingkat respons",
        en: "Reaction of participants: mean, two highest answers, response rate",
        formula: "top2 = share of answers >= max-1, Wilson interval; null answers are missing",
        inputs: "ratings [1..5 or null, ...], response_rate? [answered, invited], max?",
        run: run_reaction,
    },
    Method {
        name: "net_promoter",
        id: "Skor promotor bersih (tidak dianjurkan)",
        en: "Net promoter score (discouraged)",
        formula: "100(p-d), variance p+d-(p-d)^2, se 100*sqrt(variance/n)",
        inputs: "scores [0..10 or null, ...]",
        run: run_promoter,
    },
];

/// Whole answers with gaps.
fn whole_answers(inputs: &Inputs<'_>, key: &str) -> Result<Vec<Option<u32>>, Label> {
    let read = |json: &Json| if json.is_null() { Some(None) } else { u32::try_from(whole(json)?).ok().map(Some) };
    inputs.each(key, read, "daftar bilangan bulat atau null", "a list of whole numbers or null")
}

/// Answers from how often each was given: a list from 1 on, or an object by answer.
fn of_counts(inputs: &Inputs<'_>) -> Result<Vec<Option<u32>>, Label> {
    let key = "counts";
    let expected = |json: &Json| wrong(key, json, "jumlah jawaban 1, 2, 3, ...", "how often 1, 2, 3, ... was answered");
    let counts: Vec<(u32, u64)> = match inputs.need(key)? {
        Json::Object(object) => {
            let own = Inputs::new(object);
            object
                .iter()
                .map(|(answer, json)| Ok((answer.parse().map_err(|_| expected(json))?, own.count(answer)?)))
                .collect::<Result<_, Label>>()?
        }
        _ => (1..).zip(inputs.counts(key)?).collect(),
    };
    if let Some((_, many)) = counts.iter().find(|(_, n)| *n > 1_000_000) {
        return Err(expected(&Json::from(*many)));
    }
    Ok(counts.into_iter().flat_map(|(answer, n)| std::iter::repeat_n(Some(answer), usize::try_from(n).unwrap_or(0))).collect())
}

fn answers(inputs: &Inputs<'_>) -> Result<Answers, Label> {
    let key = inputs.named(&["ratings", "responses", "answers", "values", "x"]);
    let maximum_key = inputs.named(&["max", "scale_max", "points", "scale"]);
    let maximum = if inputs.find(maximum_key).is_some() { inputs.count(maximum_key)? } else { 5 };
    let maximum = u32::try_from(maximum).unwrap_or(u32::MAX).min(100);
    let reversed_key = inputs.named(&["reverse", "reversed", "negative"]);
    let reversed = if inputs.find(reversed_key).is_some() { inputs.flag(reversed_key)? } else { false };
    let values =
        if inputs.find(key).is_none() && inputs.find("counts").is_some() { of_counts(inputs)? } else { whole_answers(inputs, key)? };
    Answers::of(&values, maximum, reversed).map_err(|_| {
        let worst = values.iter().flatten().find(|x| **x < 1 || **x > maximum).copied().unwrap_or_default();
        Label::new(
            format!("`{key}` memuat jawaban {worst}, diharapkan 1 sampai {maximum}"),
            format!("`{key}` has the answer {worst}, expected 1 to {maximum}"),
        )
    })
}

fn run_likert(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let mut out = Outputs::new();
    let key = inputs.named(&["means", "mean"]);
    if inputs.find(key).is_some() {
        let means = if inputs.need(key)?.is_array() { inputs.decimals(key)? } else { vec![inputs.decimal(key)?] };
        out.list("category", means.iter().map(|mean| likert_band(*mean).map(|band| band.label().id.to_string())));
        out.list("category_en", means.iter().map(|mean| likert_band(*mean).map(|band| band.label().en.to_string())));
        return Ok(out.done());
    }
    let answers = answers(inputs)?;
    write_answers(&mut out, &answers);
    out.maybe("median", answers.median());
    out.maybe("sd", answers.sd());
    let distribution = answers.distribution();
    out.by_name(
        "distribution",
        distribution.iter().map(|(point, n)| (point.to_string(), Ok(*n))).collect::<Vec<_>>().iter().map(|(p, n)| (p.as_str(), *n)),
    );
    out.put("counts", distribution.values().copied().collect::<Vec<usize>>());
    let share = |n: &usize| Selection::try_new(*n as u64, answers.len() as u64).and_then(Selection::percent);
    out.list("pct", distribution.values().map(share));
    out.maybe("bottom2_pct", answers.bottom_two().and_then(Selection::percent));
    out.maybe("mode", answers.mode());
    let outside = answers.top_two().and_then(|top| answers.bottom_two().map(|bottom| top.selected() + bottom.selected()));
    let between = outside.and_then(|outside| Selection::try_new((answers.len() as u64).saturating_sub(outside), answers.len() as u64));
    out.maybe("neutral_pct", between.and_then(Selection::percent));
    out.maybe("category", answers.band().map(|band| band.label().id.to_string()));
    out.maybe("category_en", answers.band().map(|band| band.label().en.to_string()));
    Ok(out.done())
}

fn write_answers(out: &mut Outputs, answers: &Answers) {
    out.put("n", answers.len()).put("n_missing", answers.missing());
    out.maybe("mean", answers.mean());
    let top = answers.top_two_percent();
    out.maybe("top2_pct", top.map(|(share, _)| share));
    out.interval("top2_wilson95", top.map(|(_, interval)| interval));
}

fn run_reaction(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let answers = answers(inputs)?;
    let mut out = Outputs::new();
    write_answers(&mut out, &answers);
    out.maybe("median", answers.median());
    let mut rate = None;
    if inputs.find("response_rate").is_some() {
        let read = inputs.counts("response_rate")?;
        let &[answered, invited] = read.as_slice() else {
            return Err(wrong("response_rate", inputs.need("response_rate")?, "[menjawab, diundang]", "[answered, invited]"));
        };
        rate = Some((answered, invited));
    } else if inputs.find("invited").is_some() {
        rate = Some((answers.len() as u64, inputs.count("invited")?));
    }
    let mut indicative = answers.len() < 30;
    if let Some((answered, invited)) = rate {
        let share = Selection::try_new(answered, invited).map_err(|_| {
            Label::new(
                format!("{answered} menjawab dari {invited} yang diundang, diharapkan tidak lebih"),
                format!("{answered} answered of {invited} invited, expected no more"),
            )
        })?;
        out.maybe("response_rate_pct", share.percent());
        out.interval("response_rate_wilson95", wilson(share, 0.95));
        indicative |= u128::from(answered) * 10 < u128::from(invited) * 6;
    }
    out.put("indicative", indicative);
    Ok(out.done())
}

fn run_promoter(inputs: &Inputs<'_>) -> Result<Map<String, Json>, Label> {
    let key = inputs.named(&["scores", "ratings", "answers"]);
    let scores: Vec<u32> = whole_answers(inputs, key)?.into_iter().flatten().collect();
    if let Some(score) = scores.iter().find(|score| **score > 10) {
        return Err(Label::new(
            format!("`{key}` memuat {score}, diharapkan 0 sampai 10"),
            format!("`{key}` has {score}, expected 0 to 10"),
        ));
    }
    let found = net_promoter(&scores);
    let mut out = Outputs::new();
    out.put("n", scores.len());
    out.maybe("nps", found.map(|f| f.score));
    out.maybe("promoters", found.map(|f| f.promoters));
    out.maybe("detractors", found.map(|f| f.detractors));
    out.maybe("variance", found.map(|f| f.variance));
    out.maybe("se", found.map(|f| f.se));
    out.interval("ci95", found.map(|f| f.ci95));
    Ok(out.done())
}
