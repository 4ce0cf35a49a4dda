//! Signing in by a real OpenID provider: npm `oidc-provider`, a process of its own on loopback.

#![cfg(feature = "oidc")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests: what is absent here ends the test")]
#![allow(dead_code, reason = "not every test file asks for everything")]

#[path = "provider/mod.rs"]
mod provider;
#[path = "common/server.rs"]
mod server;

use axum::http::{StatusCode, header};
use chrono::TimeDelta;
use provider::Provider;
use reqwest::Url;
use server::{Ground, Reply, Server};

/// Where people think the server is; nothing listens there, the tests carry requests over.
const PUBLIC: &str = "http://127.0.0.1:18080";

/// The server that signs people in there.
async fn served(provider: &Provider, ground: &Ground, more: &[&str]) -> Server {
    let mut arguments = vec!["--database".to_owned(), "unused".to_owned()];
    arguments.extend(provider.arguments());
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).chain(more.iter().copied()).collect();
    ground.server(&arguments).await
}

/// A browser at the provider: follows redirects, keeps cookies, fills in its forms, until it is sent back to us.
struct Browser {
    http: reqwest::Client,
    cookies: std::collections::BTreeMap<String, String>,
}

impl Browser {
    fn new() -> Browser {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Browser { http, cookies: std::collections::BTreeMap::new() }
    }

    async fn ask(&mut self, url: &Url, form: Option<&str>) -> (Option<Url>, String) {
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let request = match form {
            Some(form) => self.http.post(url.clone()).header("content-type", "application/x-www-form-urlencoded").body(form.to_owned()),
            None => self.http.get(url.clone()),
        };
        let answer = request.header("cookie", cookies).send().await.unwrap();
        for set in answer.headers().get_all("set-cookie") {
            let (name, value) = set.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let to = answer.headers().get("location").map(|to| url.join(to.to_str().unwrap()).unwrap());
        (to, answer.text().await.unwrap())
    }

    /// Where the provider sends somebody of this name in the end: path and query of our address.
    async fn through(&mut self, start: &str, name: &str) -> String {
        let mut url: Url = start.parse().unwrap();
        let mut form = None;
        for _ in 0..20 {
            let (to, page) = self.ask(&url, form.take().as_deref()).await;
            match to {
                Some(to) if to.as_str().starts_with(PUBLIC) => return to.as_str()[PUBLIC.len()..].to_owned(),
                Some(to) => url = to,
                None => {
                    let action = page.split("action=\"").nth(1).unwrap_or_else(|| panic!("no form in {page}")).split('"').next().unwrap();
                    url = url.join(action).unwrap();
                    form = Some(if page.contains("name=\"login\"") {
                        format!("prompt=login&login={name}&password=apa-saja")
                    } else {
                        "prompt=consent".to_owned()
                    });
                }
            }
        }
        panic!("the provider never sends anybody back");
    }
}

/// Begins at our door; where the provider is, and the cookie of the login.
async fn begin(server: &Server, next: &str) -> (String, String) {
    let reply = server.get(&format!("/sign-in/provider?next={next}"), "").await;
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.body);
    let cookie = reply.cookie("jenjang_login").unwrap();
    assert!(cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax") && cookie.contains("; Max-Age=600"), "{cookie}");
    (reply.header(header::LOCATION).to_owned(), reply.kept("jenjang_login"))
}

async fn sign_in(server: &Server, name: &str) -> Reply {
    let (url, cookie) = begin(server, "/eligibility").await;
    let back = Browser::new().through(&url, name).await;
    server.get(&format!("{back}&lang=en"), &cookie).await
}

const NUMBER: &str = "199001012015032001";

#[tokio::test]
async fn somebody_signs_in_by_the_provider_and_out_there_too() {
    let Some(provider) = Provider::started(PUBLIC, false) else { return };
    let ground = Ground::new().await;
    let server = served(&provider, &ground, &[]).await;
    let door = server.get("/sign-in?next=/eligibility&lang=en", "").await;
    assert!(
        door.body.contains("Sign in with the account of your agency")
            && door.body.contains("href=\"/sign-in/provider?next=%2Feligibility\"")
    );
    let issuer = provider.issuer();
    assert!(door.header(header::CONTENT_SECURITY_POLICY).ends_with(&format!("form-action 'self' {issuer}")));

    let (url, cookie) = begin(&server, "/eligibility").await;
    for part in ["code_challenge_method=S256", "code_challenge=", "state=", "nonce=", "response_type=code", "scope=openid+profile"] {
        assert!(url.contains(part), "`{part}` in {url}");
    }
    let back = Browser::new().through(&url, NUMBER).await;
    assert!(back.starts_with("/sign-in/return?code="), "{back}");
    let reply = server.get(&back, &cookie).await;
    assert_eq!((reply.status, reply.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/eligibility"), "{}", reply.body);
    assert!(reply.cookie("jenjang_login").unwrap().contains("Max-Age=0"), "the login is over");
    let session = reply.kept("jenjang_session");
    let page = server.get("/eligibility", &session).await;
    assert!(page.status == StatusCode::OK && page.body.contains("<span class=\"name\">siti</span>"), "{}", page.body);
    let trail = ground.trail().await;
    assert!(trail[0].contains("\"verb\":\"session.open\"") && trail[0].contains("sign-in:provider"), "{}", trail[0]);

    let out = server.post("/sign-out", "", &session, "203.0.113.9").await;
    let to = out.header(header::LOCATION);
    assert!(to.starts_with(&format!("{issuer}/session/end?client_id=jenjang&post_logout_redirect_uri=http%3A%2F%2F127.0.0.1")), "{to}");
    assert_eq!(server.get("/eligibility", &session).await.status, StatusCode::SEE_OTHER, "and here it is over at once");
}

#[tokio::test]
async fn what_does_not_belong_together_is_refused() {
    let Some(provider) = Provider::started(PUBLIC, false) else { return };
    let ground = Ground::new().await;
    let server = served(&provider, &ground, &[]).await;
    let refused = |reply: &Reply, status: u16, sentence: &str| {
        assert_eq!(reply.status.as_u16(), status, "{}", reply.body);
        assert!(reply.body.contains(sentence), "`{sentence}` in {}", reply.body);
        assert_eq!(reply.cookie("jenjang_session"), None);
        assert!(reply.cookie("jenjang_login").unwrap().contains("Max-Age=0"), "used once");
    };
    const OVER: &str = "This sign-in took too long, is over already, or was begun in another browser";

    // another state
    let (url, cookie) = begin(&server, "/").await;
    let back = Browser::new().through(&url, NUMBER).await;
    let (head, tail) = back.split_once("&state=").unwrap();
    let other = format!("{head}&state=x{tail}&lang=en");
    refused(&server.get(&other, &cookie).await, 400, OVER);
    // and after that the right one comes too late
    refused(&server.get(&format!("{back}&lang=en"), &cookie).await, 400, OVER);

    // no cookie: begun in another browser
    let (url, cookie) = begin(&server, "/").await;
    let back = format!("{}&lang=en", Browser::new().through(&url, NUMBER).await);
    refused(&server.get(&back, "").await, 400, OVER);
    // the right one, and then once more
    assert_eq!(server.get(&back, &cookie).await.status, StatusCode::SEE_OTHER);
    refused(&server.get(&back, &cookie).await, 400, OVER);

    // the code of somebody else's sign-in, brought to an own one: the provider asks for what redeems it
    let (url, _) = begin(&server, "/").await;
    let stolen = Browser::new().through(&url, NUMBER).await;
    let code = stolen.split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let (url, cookie) = begin(&server, "/").await;
    let state = url.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    refused(
        &server.get(&format!("/sign-in/return?code={code}&state={state}&lang=en"), &cookie).await,
        403,
        "The sign-in service refuses this code, perhaps because it was used already",
    );
    assert!(ground.trail().await[0].contains("\"verb\":\"session.refuse\""));

    // ten minutes are enough
    let (url, cookie) = begin(&server, "/").await;
    let back = format!("{}&lang=en", Browser::new().through(&url, NUMBER).await);
    ground.clock.later(TimeDelta::minutes(10));
    refused(&server.get(&back, &cookie).await, 400, OVER);

    // called off at the provider
    let (url, cookie) = begin(&server, "/").await;
    let state = url.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let back = format!("/sign-in/return?error=access_denied&state={state}&lang=en");
    refused(&server.get(&back, &cookie).await, 403, "The sign-in service did not let you in");
}

#[tokio::test]
async fn an_identity_that_says_something_wrong_opens_nothing() {
    let Some(provider) = Provider::started(PUBLIC, false) else { return };
    let ground = Ground::new().await;
    let server = served(&provider, &ground, &[]).await;
    for kind in ["audience", "nonce", "issuer", "expired", "key"] {
        let reply = sign_in(&server, &format!("tamper-{kind}-{NUMBER}")).await;
        assert_eq!(reply.status, StatusCode::FORBIDDEN, "{kind}: {}", reply.body);
        assert!(reply.body.contains("The answer of the sign-in service does not pass the check"), "{kind}: {}", reply.body);
        assert_eq!(reply.cookie("jenjang_session"), None, "{kind}");
        assert!(ground.trail().await[0].contains("\"verb\":\"session.refuse\""), "{kind}");
    }
    // the same without a wrong word: the test would notice if everything were refused
    assert_eq!(sign_in(&server, NUMBER).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn whoever_is_not_here_is_told_whom_to_ask() {
    let Some(provider) = Provider::started(PUBLIC, true) else { return };
    let ground = Ground::new().await;
    // this provider is asked a second question for the claim
    let server = served(&provider, &ground, &[]).await;
    assert_eq!(sign_in(&server, NUMBER).await.status, StatusCode::SEE_OTHER);
    let reply = sign_in(&server, "198501012010011001").await;
    assert_eq!((reply.status, reply.cookie("jenjang_session")), (StatusCode::FORBIDDEN, None));
    assert!(
        reply.body.contains("The sign-in service knows you as `198501012010011001`, but no employee with that number is here yet; ask the HR officer of your agency to enter it."),
        "{}",
        reply.body
    );
    // by the internal id, and by what stands before the domain of an address
    let by_id = served(&provider, &ground, &["--oidc-claim", "sub", "--oidc-match", "id"]).await;
    assert_eq!(sign_in(&by_id, "budi").await.status, StatusCode::SEE_OTHER);
    let mail = ["--oidc-claim", "email", "--oidc-match", "id", "--oidc-scopes", "profile email", "--oidc-domain"];
    let by_mail = served(&provider, &ground, &[&mail[..], &["Contoh.go.id"]].concat()).await;
    assert_eq!(sign_in(&by_mail, "budi").await.status, StatusCode::SEE_OTHER);
    let reply = sign_in(&by_mail, "unverified").await;
    assert!(reply.body.contains("The sign-in service does not say your number"), "{}", reply.body);
    let elsewhere = served(&provider, &ground, &[&mail[..], &["lain.go.id"]].concat()).await;
    let reply = sign_in(&elsewhere, "budi").await;
    assert!(reply.status == StatusCode::FORBIDDEN && reply.body.contains("This account is not one of `lain.go.id`"), "{}", reply.body);
    // a claim that the provider does not know
    let other = served(&provider, &ground, &["--oidc-claim", "pegawai"]).await;
    assert!(sign_in(&other, NUMBER).await.body.contains("The sign-in service does not say your number"));
}

#[tokio::test]
async fn a_provider_that_is_down_is_said_to_be_and_comes_back() {
    let Some(mut provider) = Provider::new(PUBLIC, false) else { return };
    let ground = Ground::new().await;
    let server = served(&provider, &ground, &[]).await;
    let down = |reply: &Reply| {
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{}", reply.body);
        assert!(
            reply.body.contains("The sign-in service of your agency does not answer right now; try again in a moment."),
            "{}",
            reply.body
        );
        assert!(!reply.body.contains("refused") && !reply.body.contains("error"), "what went wrong stays in the log: {}", reply.body);
    };
    down(&server.get("/sign-in/provider?lang=en", "").await);
    assert_eq!(server.get("/policies", "").await.status, StatusCode::OK, "everything else goes on");
    provider.start();
    assert_eq!(sign_in(&server, NUMBER).await.status, StatusCode::SEE_OTHER);
    // it goes while somebody is there
    let (url, cookie) = begin(&server, "/").await;
    let back = format!("{}&lang=en", Browser::new().through(&url, NUMBER).await);
    provider.stop();
    down(&server.get(&back, &cookie).await);
    provider.start();
    // what it signs with now is another key
    assert_eq!(sign_in(&server, NUMBER).await.status, StatusCode::SEE_OTHER);
}
