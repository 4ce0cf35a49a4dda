use jenjang::audit::Digest;

use super::{PublicKey, SecretKey, Signed, decode};

fn bytes(hexadecimal: &str) -> Vec<u8> {
    (0..hexadecimal.len()).step_by(2).map(|at| u8::from_str_radix(&hexadecimal[at..at + 2], 16).unwrap()).collect()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// RFC 8032, section 7.1, tests 1 to 3: secret key, public key, message, signature.
const RFC_8032: [[&str; 4]; 3] = [
    [
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
    [
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ],
];

#[test]
fn rfc_8032_vectors() {
    for [secret, public, message, signature] in RFC_8032 {
        let Digest(seed) = secret.parse().unwrap();
        let key = SecretKey::new(seed);
        assert_eq!(hexadecimal(key.public().0.as_bytes()), public);
        assert_eq!(hexadecimal(&key.sign(&bytes(message))), signature);
        let signature: [u8; 64] = bytes(signature).try_into().unwrap();
        assert_eq!(key.public().signed(&bytes(message), &signature), Signed::Yes);
        assert_eq!(key.public().signed(b"another", &signature), Signed::No);
    }
}

#[test]
fn a_multikey_is_written_in_one_way() {
    let key = SecretKey::new([7; 32]).public();
    let text = key.to_string();
    assert!(text.starts_with("z6Mk"), "{text}");
    assert_eq!(text.parse::<PublicKey>(), Ok(key));
    assert_eq!(PublicKey::of_method(&key.method()), Some(key));
    for wrong in ["", "z", &text[1..], &text[..text.len() - 1], &format!("{text}1"), &format!("z1{}", &text[1..]), &text.replace('6', "0")]
    {
        assert!(wrong.parse::<PublicKey>().is_err(), "{wrong}");
    }
    // another kind of key (X25519), and a fragment that is not the key
    assert!("z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc".parse::<PublicKey>().is_err());
    assert_eq!(PublicKey::of_method(&format!("{}#other", key.did())), None);
}

#[test]
fn points_of_small_order_are_no_keys() {
    // the neutral element: a signature of zeros would hold over anything
    let neutral: Vec<u8> = [0xed, 0x01, 1].into_iter().chain([0; 31]).collect();
    assert!(format!("z{}", bs58::encode(neutral).into_string()).parse::<PublicKey>().is_err());
}

#[test]
fn signatures_nobody_makes() {
    let key = SecretKey::new([7; 32]);
    let made = key.sign(b"text");
    // the same signature with the order of the group added to its second half: looser readers take it
    let mut added = made;
    let order = bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let mut carry = 0_u16;
    for (byte, more) in added[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(more) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    assert_eq!(key.public().signed(b"text", &added), Signed::Impossible);
    assert_eq!(key.public().signed(b"text", &[0; 64]), Signed::Impossible);
    assert_eq!(key.public().signed(b"text", &[0xff; 64]), Signed::Impossible);
    assert_eq!(key.public().signed(b"text", &made), Signed::Yes);
}

#[test]
fn a_secret_key_is_read_and_never_shown() {
    let key = SecretKey::new([9; 32]);
    let read: SecretKey = key.to_file().parse().unwrap();
    assert_eq!(read.public(), key.public());
    assert_eq!(format!("{key:?}"), "SecretKey");
    for wrong in ["", "jenjang-issuer-key-1", "jenjang-audit-key-1 0909", &key.to_file().replace("issuer", "audit")] {
        let sentence = wrong.parse::<SecretKey>().unwrap_err().message();
        assert!(!sentence.en.contains("09"), "the sentence repeats nothing");
    }
}

#[test]
fn long_texts_are_not_decoded() {
    assert_eq!(decode(&format!("z{}", "1".repeat(1_000_000)), 64), None);
}
