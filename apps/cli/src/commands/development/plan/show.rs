//! A plan for people and for machines.

use jenjang::Decimal;
use jenjang::development::budget::{LineOutcome, rupiah};
use jenjang::legal::{Label, Language};
use jenjang::people::id::BudgetPlanId;
use jenjang_planning::{Plan, Proof, Strength};
use jenjang_service::budget::{BudgetOutcome, Distribution, Groups, PlanView};
use serde_json::{Value, json};

use super::super::money::shown;
use crate::output::{Failure, Voice};
use crate::table::Table;

/// How many lines of a long table people are shown.
const LINES: usize = 40;

fn header<'h>(voice: &Voice, id: &'h [&'h str], en: &'h [&'h str]) -> &'h [&'h str] {
    if voice.language == Language::Id { id } else { en }
}

fn long(voice: &Voice, table: &Table, count: usize) {
    voice.line(table.render(voice));
    if count > LINES {
        voice.line(match voice.language {
            Language::Id => format!("… dan {} baris lagi; semuanya dengan --format json", count - LINES),
            Language::En => format!("… and {} more lines; all of them with --format json", count - LINES),
        });
    }
}

fn title(voice: &Voice, id: &str, en: &str) {
    voice.line(format!("\n{}", if voice.language == Language::Id { id } else { en }));
}

/// A plan just computed.
pub(super) fn computed(
    plan: &Plan,
    money: Decimal,
    (people, sessions, candidates): (usize, usize, usize),
    kept: Option<&BudgetPlanId>,
    voice: &Voice,
) -> Result<(), Failure> {
    if voice.is_json() {
        return voice.json_pretty(&as_json(plan, money, (people, sessions, candidates), kept));
    }
    let cost: Decimal = plan.envelopes.iter().map(|envelope| envelope.taken).sum();
    let mut names: Vec<_> = plan.seats.iter().map(|seat| &seat.person).collect();
    names.dedup();
    let (seats, served, held) = (plan.seats.len(), names.len(), plan.sessions.len());
    let (cost, all) = (shown(voice, cost), shown(voice, money));
    voice.line(match voice.language {
        Language::Id => format!("{seats} kursi bagi {served} dari {people} orang, dalam {held} dari {sessions} jadwal; {cost} dari {all}."),
        Language::En => format!("{seats} seats for {served} of {people} people, in {held} of {sessions} sessions; {cost} of {all}."),
    });
    let gain = voice.decimal(plan.gain);
    voice.line(match (voice.language, plan.proof) {
        (Language::Id, Proof::Optimal) => {
            format!("Kesenjangan tertimbang yang ditutup: {gain}; terbukti tidak ada rencana yang menutup lebih banyak.")
        }
        (Language::En, Proof::Optimal) => format!("Weighted gap closed: {gain}; it is proven that no plan closes more."),
        (language, Proof::Gap(gap)) => {
            let percent = (gap * Decimal::ONE_HUNDRED).checked_div(plan.at_most).unwrap_or_default().round_dp(2);
            let (gap, most, percent) = (voice.decimal(gap), voice.decimal(plan.at_most), voice.decimal(percent));
            match language {
                Language::Id => {
                    format!("Kesenjangan tertimbang yang ditutup: {gain}; rencana lain paling banyak {most}, lebih {gap} ({percent} %).")
                }
                Language::En => format!("Weighted gap closed: {gain}; another plan could close {most} at most, {gap} more ({percent} %)."),
            }
        }
    });
    if let Some(id) = kept {
        voice.line(match voice.language {
            Language::Id => format!("Disimpan sebagai {id}; ditetapkan oleh PPK dengan `jenjang development plan adopt {id}`."),
            Language::En => format!("Kept as {id}; the appointing authority adopts it with `jenjang development plan adopt {id}`."),
        });
    }
    if !plan.sessions.is_empty() {
        title(voice, "Jadwal", "Sessions");
        let mut table = Table::new(header(voice, &["jadwal", "peserta", "kursi", "biaya"], &["session", "people", "seats", "cost"]));
        for holding in &plan.sessions {
            table.row(vec![holding.session.to_string(), holding.people.to_string(), holding.seats.to_string(), shown(voice, holding.cost)]);
        }
        voice.line(table.render(voice));
        title(voice, "Peserta", "Who goes");
        let mut table =
            Table::new(header(voice, &["orang", "jadwal", "ditutup", "JP", "biaya"], &["person", "session", "closes", "hours", "cost"]));
        for seat in plan.seats.iter().take(LINES) {
            let figures = [voice.decimal(seat.gain), voice.decimal(seat.hours), shown(voice, seat.cost)];
            table.row([vec![seat.person.to_string(), seat.session.to_string()], figures.to_vec()].concat());
        }
        long(voice, &table, plan.seats.len());
    }
    if !plan.floors.is_empty() {
        title(voice, "Batas bawah, yang didahulukan", "Floors, which come first");
        let mut table = Table::new(header(
            voice,
            &["batas bawah", "sifat", "diminta", "tercapai", "paling banyak"],
            &["floor", "strength", "wanted", "covered", "at most"],
        ));
        for floor in &plan.floors {
            let strength = match floor.strength {
                Strength::Firm => voice.t("harus", "firm"),
                Strength::First | Strength::Off => voice.t("selama uang ada", "while money lasts"),
            };
            let figures = [floor.wanted, floor.covered, floor.at_most].map(|figure| voice.label(&floor.floor.amount(figure)).to_owned());
            table.row([vec![voice.label(&floor.floor.label()).to_owned(), strength.to_owned()], figures.to_vec()].concat());
        }
        voice.line(table.render(voice));
    }
    if !plan.left_out.is_empty() {
        title(voice, "Di bawah garis, dan mengapa", "Below the line, and why");
        let mut table = Table::new(header(
            voice,
            &["orang", "jadwal terbaik", "akan ditutup", "mengapa"],
            &["person", "best session", "would close", "why"],
        ));
        for left in plan.left_out.iter().take(LINES) {
            let session = left.session.as_ref().map(ToString::to_string).unwrap_or_default();
            let why = voice.label(&left.why.message(&rupiah)).to_owned();
            table.row(vec![left.person.to_string(), session, voice.decimal(left.gain), why]);
        }
        long(voice, &table, plan.left_out.len());
    }
    worth(plan, voice);
    if candidates == 0 {
        voice.note(voice.t(
            "Tidak ada jadwal yang menutup kesenjangan atau kekurangan jam siapa pun.",
            "No session closes anybody's gap or missing hours.",
        ));
    }
    Ok(())
}

/// What more money would bring, and what fairness costs.
fn worth(plan: &Plan, voice: &Voice) {
    if plan.prices.is_empty() && plan.fairness.is_none() {
        return;
    }
    voice.line("");
    for price in &plan.prices {
        let million = voice.decimal((price.per_rupiah * Decimal::from(1_000_000)).normalize());
        let unit = shown(voice, Decimal::from(1_000_000));
        voice.line(match voice.language {
            Language::Id => format!("Harga uang (batas atas, kursi dianggap dapat dibagi): {million} untuk tiap tambahan {unit}."),
            Language::En => format!("Price of money (from the bound, seats being divisible): {million} for each further {unit}."),
        });
        if let Some((more, gained, proven)) = price.again {
            let (more, gained) = (shown(voice, more), voice.decimal(gained));
            let surely = if proven { voice.t("terbukti", "proven") } else { voice.t("belum terbukti", "not proven") };
            voice.line(match voice.language {
                Language::Id => format!("Disusun lagi dengan {more} lebih: {gained} lebih banyak ({surely})."),
                Language::En => format!("Planned again with {more} more: {gained} more ({surely})."),
            });
        }
    }
    if let Some(fairness) = &plan.fairness {
        let (without, cost) = (voice.decimal(fairness.without), voice.decimal(fairness.cost));
        voice.line(match voice.language {
            Language::Id => format!("Tanpa batas bawah akan ditutup {without}: biaya keadilan {cost}."),
            Language::En => format!("Without floors {without} would be closed: fairness costs {cost}."),
        });
    }
}

fn as_json(plan: &Plan, money: Decimal, (people, sessions, candidates): (usize, usize, usize), kept: Option<&BudgetPlanId>) -> Value {
    let strength = |strength| match strength {
        Strength::Off => "off",
        Strength::First => "first",
        Strength::Firm => "firm",
    };
    json!({
        "schema": "jenjang/budget-plan/1",
        "kept": kept,
        "of": { "people": people, "sessions": sessions, "candidates": candidates },
        "money": money,
        "cost": plan.envelopes.iter().map(|envelope| envelope.taken).sum::<Decimal>(),
        "gain": plan.gain,
        "at-most": plan.at_most,
        "optimal": plan.proof == Proof::Optimal,
        "nodes": plan.nodes,
        "sessions": plan.sessions.iter().map(|held| json!({
            "session": held.session, "people": held.people, "seats": held.seats, "cost": held.cost
        })).collect::<Vec<_>>(),
        "seats": plan.seats.iter().map(|seat| json!({
            "person": seat.person, "session": seat.session, "gain": seat.gain, "hours": seat.hours, "cost": seat.cost
        })).collect::<Vec<_>>(),
        "floors": plan.floors.iter().map(|floor| json!({
            "floor": floor.floor.label(), "strength": strength(floor.strength),
            "wanted": floor.wanted, "covered": floor.covered, "at-most": floor.at_most
        })).collect::<Vec<_>>(),
        "left-out": plan.left_out.iter().map(|left| json!({
            "person": left.person, "session": left.session, "gain": left.gain, "served": left.served, "why": left.why.message(&rupiah)
        })).collect::<Vec<_>>(),
        "prices": plan.prices.iter().map(|price| json!({
            "envelope": price.envelope, "per-rupiah": price.per_rupiah,
            "again": price.again.map(|(more, gained, proven)| json!({ "more": more, "gained": gained, "proven": proven }))
        })).collect::<Vec<_>>(),
        "fairness": plan.fairness.as_ref().map(|fairness| json!({
            "without": fairness.without, "without-at-most": fairness.without_at_most, "cost": fairness.cost
        })),
    })
}

/// A plan that was kept.
pub(super) fn kept(view: &PlanView, voice: &Voice) -> Result<(), Failure> {
    if voice.is_json() {
        return voice.json_pretty(&json!({ "schema": "jenjang/budget-plan-kept/1", "plan": view.plan, "lines": view.lines }));
    }
    let plan = &view.plan;
    let (state, cost, all) = (plan.state.label(), shown(voice, plan.cost), shown(voice, plan.money));
    voice.line(match voice.language {
        Language::Id => format!(
            "Rencana {} dari pagu {}, disusun {}: {}; {cost} dari {all}; menutup {} dari paling banyak {}.",
            plan.id,
            plan.envelope,
            plan.made,
            state.id,
            voice.decimal(plan.gain),
            voice.decimal(plan.at_most)
        ),
        Language::En => format!(
            "Plan {} from envelope {}, made {}: {}; {cost} of {all}; closes {} of at most {}.",
            plan.id,
            plan.envelope,
            plan.made,
            state.en,
            voice.decimal(plan.gain),
            voice.decimal(plan.at_most)
        ),
    });
    let mut table = Table::new(header(voice, &["orang", "jadwal", "ditutup", "hasil"], &["person", "session", "closes", "outcome"]));
    for line in view.lines.iter().take(LINES) {
        let outcome = match &line.outcome {
            LineOutcome::Seat { hours, cost } => {
                format!("{}; {} JP; {}", voice.t("kursi", "a seat"), voice.decimal(*hours), shown(voice, *cost))
            }
            LineOutcome::LeftOut { why, .. } => voice.label(why).to_owned(),
        };
        let session = line.session.as_ref().map(ToString::to_string).unwrap_or_default();
        table.row(vec![line.person.to_string(), session, voice.decimal(line.gain), outcome]);
    }
    long(voice, &table, view.lines.len());
    Ok(())
}

/// What a year cost and brought.
pub(super) fn outcome(found: &BudgetOutcome, voice: &Voice) -> Result<(), Failure> {
    if voice.is_json() {
        let mut value = serde_json::to_value(found).map_err(|error| Failure::said(format!("JSON: {error}"), format!("JSON: {error}")))?;
        if let Some(members) = value.as_object_mut() {
            members.insert("schema".to_owned(), json!("jenjang/budget-outcome/1"));
        }
        return voice.json_pretty(&value);
    }
    let undefined = || voice.t("tidak terdefinisi", "undefined").to_owned();
    let money = |amount: Option<Decimal>| amount.map_or_else(undefined, |amount| shown(voice, amount));
    let levels = &found.levels;
    let cost = shown(voice, found.cost);
    voice.line(match voice.language {
        Language::Id => format!("{} {}: {} kehadiran, {cost}.", found.unit, found.year, found.attended),
        Language::En => format!("{} {}: {} attendances, {cost}.", found.unit, found.year, found.attended),
    });
    let (per_level, per_hour) = (money(levels.per_level), money(found.per_hour));
    voice.line(match voice.language {
        Language::Id => format!(
            "Biaya tiap tingkat yang naik: {per_level} ({} kehadiran diukur sebelum dan sesudah, {} tidak; {} tingkat).",
            levels.measured,
            levels.not_measured,
            voice.decimal(levels.levels)
        ),
        Language::En => format!(
            "Cost of each level gained: {per_level} ({} attendances measured before and after, {} not; {} levels).",
            levels.measured,
            levels.not_measured,
            voice.decimal(levels.levels)
        ),
    });
    voice.line(format!("{}: {per_hour}.", voice.t("Biaya tiap JP", "Cost of each learning hour")));
    let mut table = Table::new(header(
        voice,
        &["sebaran", "orang", "tanpa apa pun", "jumlah", "Gini", "bagian seperlima teratas"],
        &["distribution", "people", "with nothing", "total", "Gini", "share of the top fifth"],
    ));
    let figure = |figure: Option<Decimal>| figure.map_or_else(undefined, |figure| voice.decimal(figure));
    let mut row = |name: &str, spread: &Distribution, total: String| {
        table.row(vec![
            name.to_owned(),
            spread.people.to_string(),
            spread.with_nothing.to_string(),
            total,
            figure(spread.gini),
            figure(spread.top_fifth),
        ]);
    };
    row(voice.t("JP", "hours"), &found.hours, voice.decimal(found.hours.total));
    row(voice.t("uang", "money"), &found.money, shown(voice, found.money.total));
    voice.line(table.render(voice));
    groups(&found.by_unit, voice);
    for audit in found.audit.iter().flatten() {
        groups(audit, voice);
    }
    Ok(())
}

fn groups(found: &Groups, voice: &Voice) {
    let Label { id, en } = &found.by;
    title(voice, &format!("JP menurut {id}"), &format!("Hours by {en}"));
    if !found.groups.is_empty() {
        let mut table = Table::new(header(voice, &["kelompok", "orang", "rata-rata JP"], &["group", "people", "mean hours"]));
        for (label, people, mean) in &found.groups {
            table.row(vec![voice.label(label).to_owned(), people.to_string(), voice.decimal(*mean)]);
        }
        voice.line(table.render(voice));
    }
    if found.hidden > 0 {
        voice.line(match voice.language {
            Language::Id => {
                format!("{} kelompok tidak ditampilkan: terlalu sedikit orang, atau dapat dihitung dari yang lain.", found.hidden)
            }
            Language::En => format!("{} groups are not shown: too few people, or they could be worked out from the others.", found.hidden),
        });
    }
}
