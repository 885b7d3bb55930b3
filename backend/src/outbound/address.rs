//! Which addresses the console may call (OWASP ASVS 5.0, 1.3.6; IANA's special-purpose registries).

use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Services that give credentials to whoever asks from inside a cloud: Azure's stands on a public address.
/// They stay closed even when a wide network is allowed, unless the very address is listed.
const METADATA: [IpAddr; 6] = [
    IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254)),
    IpAddr::V4(Ipv4Addr::new(169, 254, 170, 2)),
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
    IpAddr::V4(Ipv4Addr::new(192, 0, 0, 192)),
    IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
];

/// Whether an address may be called: it is public, or a listed network contains it.
#[must_use]
pub fn permits(allow: &[IpNet], address: IpAddr) -> bool {
    // ::ffff:a.b.c.d is that IPv4 address to the operating system.
    let address = address.to_canonical();
    if METADATA.contains(&address) {
        return allow
            .iter()
            .any(|network| network.prefix_len() == network.max_prefix_len() && network.addr() == address);
    }
    allow.iter().any(|network| network.contains(&address)) || is_public(address)
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || a == 0 // this network
        || (a == 100 && (64..128).contains(&b)) // carrier-grade NAT
        || (a, b, c) == (192, 0, 0) // protocol assignments
        || (a, b, c) == (192, 88, 99) // 6to4 relays
        || (a == 198 && (b == 18 || b == 19)) // benchmarks
        || a >= 224; // multicast, reserved, broadcast
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let s = address.segments();
    // NAT64 (RFC 6052) and 6to4 (RFC 3056) carry an IPv4 address: theirs is the decision.
    if s[..6] == [0x64, 0xff9b, 0, 0, 0, 0] {
        return carried(s[6], s[7]);
    }
    if s[0] == 0x2002 {
        return carried(s[1], s[2]);
    }
    let global_unicast = s[0] & 0xe000 == 0x2000;
    let special = match s[0] {
        // Protocol assignments (Teredo, ORCHID, benchmarks), and documentation.
        0x2001 => s[1] < 0x0200 || s[1] == 0x0db8,
        // Documentation.
        0x3fff => s[1] < 0x1000,
        _ => false,
    };
    global_unicast && !special
}

fn carried(high: u16, low: u16) -> bool {
    let address = Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    is_public_v4(address) && !METADATA.contains(&IpAddr::V4(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permitted(allow: &[&str], address: &str) -> bool {
        let allow: Vec<IpNet> = allow
            .iter()
            .map(|network| network.parse().expect("a network"))
            .collect();
        permits(&allow, address.parse().expect("an address"))
    }

    #[test]
    fn special_addresses_are_refused() {
        for address in [
            "127.0.0.1",
            "127.9.9.9",
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "169.254.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.192",
            "192.0.2.1",
            "198.51.100.1",
            "203.0.113.1",
            "198.18.0.1",
            "192.88.99.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::ffff:168.63.129.16",
            "64:ff9b::127.0.0.1",
            "64:ff9b::168.63.129.16",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:a9fe:a9fe::",
            "2001::1",
            "2001:db8::1",
            "3fff::1",
            "fe80::1",
            "fec0::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "100::1",
            "5f00::1",
        ] {
            assert!(!permitted(&[], address), "{address}");
        }
    }

    #[test]
    fn public_addresses_are_permitted() {
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2001:4860:4860::8888",
            "64:ff9b::1.1.1.1",
            "2002:101:101::1",
            "::ffff:1.1.1.1",
        ] {
            assert!(permitted(&[], address), "{address}");
        }
    }

    #[test]
    fn a_listed_network_opens_itself_and_nothing_else() {
        assert!(permitted(&["10.1.0.0/16"], "10.1.2.3"));
        assert!(permitted(&["10.1.0.0/16"], "::ffff:10.1.2.3"));
        assert!(!permitted(&["10.1.0.0/16"], "10.2.0.1"));
        assert!(permitted(&["fd12::/16"], "fd12::1"));
        assert!(!permitted(&["127.0.0.0/8"], "::1"));
    }

    #[test]
    fn metadata_services_need_an_entry_of_their_own() {
        assert!(!permitted(&["0.0.0.0/0"], "169.254.169.254"));
        assert!(!permitted(&["::/0"], "fd00:ec2::254"));
        assert!(permitted(&["169.254.169.254/32"], "169.254.169.254"));
    }
}
