//! Which language a page is in: asked for in the address, else as last chosen, else Indonesian.

use axum::http::{HeaderMap, Uri, header};
use jenjang::legal::Language;

/// The cookie that remembers the choice.
pub(crate) const COOKIE: &str = "jenjang_language";

/// A year, in seconds.
const YEAR: u32 = 31_536_000;

/// The code in addresses and `lang` attributes.
pub(crate) fn code(language: Language) -> &'static str {
    match language {
        Language::Id => "id",
        Language::En => "en",
    }
}

fn parse(text: &str) -> Option<Language> {
    match text {
        "id" => Some(Language::Id),
        "en" => Some(Language::En),
        _ => None,
    }
}

/// The language asked for in the address.
pub(crate) fn asked(uri: &Uri) -> Option<Language> {
    uri.query()?.split('&').find_map(|pair| parse(pair.strip_prefix("lang=")?))
}

/// The language of a request.
pub(crate) fn of(uri: &Uri, headers: &HeaderMap) -> Language {
    asked(uri).or_else(|| parse(cookie(headers, COOKIE)?)).unwrap_or_default()
}

/// The language for a program: asked for in the address, else by `Accept-Language`, else as a page would be.
pub(crate) fn of_program(uri: &Uri, headers: &HeaderMap) -> Language {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).and_then(preferred);
    asked(uri).or(accepted).or_else(|| parse(cookie(headers, COOKIE)?)).unwrap_or_default()
}

/// The language preferred in `en-GB,id;q=0.8`.
fn preferred(accepted: &str) -> Option<Language> {
    let weighed = accepted.split(',').take(20).filter_map(|part| {
        let (tag, rest) = part.split_once(';').unwrap_or((part, ""));
        let language = parse(tag.trim().split('-').next()?.to_ascii_lowercase().as_str())?;
        // thousandths; what cannot be read counts nothing
        let weight = rest.trim().strip_prefix("q=").map_or(1_000, thousandths);
        Some((weight, language)).filter(|(weight, _)| *weight > 0)
    });
    weighed
        .fold(None, |best: Option<(u32, Language)>, next| match best {
            Some(best) if best.0 >= next.0 => Some(best),
            _ => Some(next),
        })
        .map(|(_, language)| language)
}

fn thousandths(text: &str) -> u32 {
    let (whole, places) = text.split_once('.').unwrap_or((text, ""));
    let places = format!("{places:0<3}");
    match (whole, places.get(..3).and_then(|places| places.parse::<u32>().ok())) {
        ("0", Some(places)) => places,
        ("1", _) => 1_000,
        _ => 0,
    }
}

/// The header that remembers a choice.
pub(crate) fn remember(language: Language, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{COOKIE}={}; Path=/; Max-Age={YEAR}; SameSite=Lax; HttpOnly{secure}", code(language))
}

/// The same page in another language.
pub(crate) fn switched(uri: &Uri, to: Language) -> String {
    let kept = uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang="));
    let query: Vec<&str> = kept.collect();
    let query = query.iter().map(|pair| format!("{pair}&")).collect::<String>();
    format!("{}?{query}lang={}", uri.path(), code(to))
}

/// A cookie of a request.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookie: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, cookie.parse().unwrap())])
    }

    #[test]
    fn the_address_comes_before_the_cookie_and_the_cookie_before_indonesian() {
        let none = HeaderMap::new();
        assert_eq!(of(&Uri::from_static("/"), &none), Language::Id);
        assert_eq!(of(&Uri::from_static("/?lang=en"), &none), Language::En);
        assert_eq!(of(&Uri::from_static("/?lang=de"), &none), Language::Id);
        assert_eq!(of(&Uri::from_static("/"), &headers("a=b; jenjang_language=en")), Language::En);
        assert_eq!(of(&Uri::from_static("/?lang=id"), &headers("jenjang_language=en")), Language::Id);
    }

    #[test]
    fn programs_say_their_language_in_a_header() {
        for (accepted, expected) in [
            ("en", Language::En),
            ("en-GB,id;q=0.8", Language::En),
            ("id;q=0.9, en;q=0.8", Language::Id),
            ("en;q=0.5,id", Language::Id),
            ("de, en;q=0.1", Language::En),
            ("en;q=0", Language::Id),
            ("*", Language::Id),
            ("nonsense;;;q=x", Language::Id),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, accepted.parse().unwrap())]);
            assert_eq!(of_program(&Uri::from_static("/api/v1/me"), &headers), expected, "{accepted}");
        }
    }

    #[test]
    fn the_switch_keeps_the_page_and_what_was_asked() {
        assert_eq!(switched(&Uri::from_static("/eligibility?on=2027-04-01&lang=en"), Language::Id), "/eligibility?on=2027-04-01&lang=id");
        assert_eq!(switched(&Uri::from_static("/policies"), Language::En), "/policies?lang=en");
    }
}
