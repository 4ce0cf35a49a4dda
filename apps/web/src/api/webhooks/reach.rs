//! Which addresses webhooks may be sent to: by default none inside, so that nobody makes this server ask its neighbours.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::lookup_host;

/// How far webhooks reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// Public addresses alone.
    Public,
    /// The own machine too.
    Loopback,
    /// The own network too.
    Private,
}

impl Reach {
    /// As the operator says it in `JENJANG_WEBHOOK_REACH`.
    pub(crate) fn parse(text: &str) -> Option<Reach> {
        match text {
            "public" => Some(Reach::Public),
            "loopback" => Some(Reach::Loopback),
            "private" => Some(Reach::Private),
            _ => None,
        }
    }

    fn takes(self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        match self {
            Reach::Private => true,
            Reach::Loopback => ip.is_loopback() || is_public(ip),
            Reach::Public => is_public(ip),
        }
    }

    /// Whether an address may be asked; one with a name is looked at again when the name is resolved.
    pub(crate) fn allows(self, url: &str) -> Result<(), String> {
        let url: Url = url.parse().map_err(|_| "no address".to_owned())?;
        let host = url.host_str().ok_or_else(|| "no host".to_owned())?;
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().ok();
        match literal {
            Some(ip) if !self.takes(ip) => Err("an address inside".to_owned()),
            Some(ip) if url.scheme() == "http" && !ip.is_loopback() => Err("no TLS".to_owned()),
            None if url.scheme() == "http" && host != "localhost" => Err("no TLS".to_owned()),
            _ => Ok(()),
        }
    }
}

fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let protocols = a == 192 && b == 0 && c == 0;
    let measured = a == 198 && (b == 18 || b == 19);
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_broadcast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        || shared
        || protocols
        || measured)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    // global unicast alone, without what leads to other places: documentation, 6to4, Teredo
    let [first, second, ..] = ip.segments();
    (first & 0xe000) == 0x2000 && first != 0x2002 && !(first == 0x2001 && (second == 0x0db8 || second < 0x0200)) && first != 0x3fff
}

/// Resolves names, and leaves out addresses that are not to be reached.
pub(super) struct Resolver(pub(super) Reach);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let found: Vec<SocketAddr> = lookup_host((name.as_str(), 0)).await?.filter(|address| reach.takes(address.ip())).collect();
            if found.is_empty() {
                return Err("no address outside".into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_inside_are_not_reached_unless_the_operator_says_so() {
        for inside in [
            "10.0.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.5.5",
            "192.168.1.1",
            "0.0.0.0",
            "100.64.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.0.8",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "2002:a00:1::",
            "2001:db8::1",
            "64:ff9b::a00:1",
            "ff02::1",
        ] {
            let ip: IpAddr = inside.parse().unwrap();
            assert!(!Reach::Public.takes(ip), "{inside}");
            assert_eq!(Reach::Loopback.takes(ip), ip.to_canonical().is_loopback(), "{inside}");
            assert!(Reach::Private.takes(ip), "{inside}");
        }
        for outside in ["8.8.8.8", "103.10.0.1", "2606:4700::1111", "2001:4860:4860::8888"] {
            assert!(Reach::Public.takes(outside.parse().unwrap()), "{outside}");
        }
        assert!(Reach::Public.allows("https://10.0.0.1/").is_err() && Reach::Public.allows("https://[::1]/").is_err());
        assert!(Reach::Loopback.allows("http://127.0.0.1:9/").is_ok() && Reach::Loopback.allows("http://[::1]:9/").is_ok());
        assert!(Reach::Private.allows("http://10.0.0.1/").is_err(), "without TLS on this machine alone");
        assert!(Reach::Public.allows("https://example.org/").is_ok(), "a name is looked at when it is resolved");
    }
}
