//! From where a request comes.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};

use super::Security;

/// From where a request comes, as far as it can be believed: what a proxy says counts only where the operator trusts the proxy. Addresses of
/// IPv6 are cut to their first half, which is one household or office. None where the request came by no network.
pub(crate) fn client_of(security: &Security, extensions: &Extensions, headers: &HeaderMap) -> Option<IpAddr> {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>()?.0.ip().to_canonical();
    Some(grouped(if trusted(&security.proxies, peer) { forwarded(&security.proxies, headers).unwrap_or(peer) } else { peer }))
}

fn trusted(proxies: &[IpAddr], address: IpAddr) -> bool {
    proxies.iter().any(|proxy| proxy.to_canonical() == address)
}

/// The last address in `X-Forwarded-For` that is no proxy of ours: what stands before it, the client may have made up.
fn forwarded(proxies: &[IpAddr], headers: &HeaderMap) -> Option<IpAddr> {
    let lines: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
    let mut hops = lines.iter().rev().flat_map(|line| line.rsplit(',')).map(|hop| hop.trim().parse::<IpAddr>());
    loop {
        let hop = hops.next()?.ok()?.to_canonical();
        if !trusted(proxies, hop) {
            return Some(hop);
        }
    }
}

fn grouped(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, proxies: &[&str], forwarded: &[&str]) -> String {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 1)));
        let headers = forwarded.iter().map(|value| ("x-forwarded-for".parse().unwrap(), value.parse().unwrap())).collect::<Vec<_>>();
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let _: bool = map.append::<axum::http::HeaderName>(name, value);
        }
        let security = Security { proxies: proxies.iter().map(|proxy| proxy.parse().unwrap()).collect(), ..Security::demo(None) };
        client_of(&security, &extensions, &map).unwrap().to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_its_own_word() {
        assert_eq!(seen("203.0.113.9", &[], &["198.51.100.1"]), "203.0.113.9", "nobody is trusted");
        assert_eq!(seen("203.0.113.9", &["127.0.0.1"], &["198.51.100.1"]), "203.0.113.9", "not a proxy");
        assert_eq!(seen("127.0.0.1", &["127.0.0.1"], &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(seen("127.0.0.1", &["127.0.0.1"], &["10.0.0.1, 198.51.100.1"]), "198.51.100.1", "the client made up the first");
        assert_eq!(seen("127.0.0.1", &["127.0.0.1", "10.0.0.2"], &["198.51.100.1", "10.0.0.2"]), "198.51.100.1", "two proxies");
        assert_eq!(seen("127.0.0.1", &["127.0.0.1"], &["nonsense"]), "127.0.0.1");
        assert_eq!(seen("::ffff:127.0.0.1", &["127.0.0.1"], &["2001:db8:1:2:3:4:5:6"]), "2001:db8:1:2::");
    }
}
