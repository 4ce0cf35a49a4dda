//! Moving a round: open it, score it, rank it, publish it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jenjang::legal::Label;
use jenjang::people::id::RoundId;
use jenjang_service::promotion::{
    OpenRound, PublishRound, RankRound, ScoreRound, open_round, publish_round, rank_round, read_round_desk, score_round,
};

use super::{changed, desk, revision};
use crate::error::Failure;
use crate::form::{Filled, Typed, changed_meanwhile};
use crate::session::SignedIn;
use crate::state::App;

/// Takes a step, unless somebody else moved the round meanwhile.
pub(super) async fn take(State(app): State<Arc<App>>, me: SignedIn, Path(id): Path<String>, typed: Typed) -> Result<Response, Failure> {
    let round: RoundId = id.parse().map_err(|_| Failure::not_found())?;
    let context = app.context(&me.visitor.actor);
    let before = read_round_desk(&context, &round).await?;
    if revision(&typed) != Some(before.revision) {
        return changed::page(&app, &me, &before, typed.get("revision"), Vec::new());
    }
    let (taken, done) = match typed.get("step") {
        "open" => (open_round(&context, OpenRound { round: round.clone() }).await.map(drop), "opened"),
        "score" => (score_round(&context, ScoreRound { round: round.clone() }).await.map(drop), "scored"),
        "rank" => (rank_round(&context, RankRound { round: round.clone() }).await.map(drop), "ranked"),
        "publish" => (publish_round(&context, PublishRound { round: round.clone() }).await.map(drop), "published"),
        other => {
            let mut form = Filled::of(typed.clone(), me.visitor.language);
            let found = crate::error::shortened(other);
            form.refuse("", &Label::new(format!("tidak ada langkah bernama `{found}`"), format!("there is no step named `{found}`")));
            return desk::laid_out(&app, &me, &before, form);
        }
    };
    match taken {
        Ok(()) => Ok(Redirect::to(&format!("/hr/rounds/{round}?done={done}")).into_response()),
        Err(error) if changed_meanwhile(&error) => {
            let now = read_round_desk(&context, &round).await?;
            changed::page(&app, &me, &now, typed.get("revision"), Vec::new())
        }
        Err(error) => {
            let mut form = Filled::of(typed, me.visitor.language);
            form.refused("", error)?;
            desk::laid_out(&app, &me, &before, form)
        }
    }
}
