use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::Rng as _;
use sha2::{Digest as _, Sha256};

/// A token at the moment it is made: the only time its text is known.
pub struct NewToken {
    pub text: String,
    pub hash: Vec<u8>,
}

/// Makes a token of 256 random bits with a readable prefix.
#[must_use]
pub fn new_token(prefix: &str) -> NewToken {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    let text = format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes));
    let hash = hash_token(&text);
    NewToken { text, hash }
}

/// What is stored instead of a token. A random 256-bit token needs no slow hash.
#[must_use]
pub fn hash_token(text: &str) -> Vec<u8> {
    Sha256::digest(text.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_hash_alike() {
        let (a, b) = (new_token("ark_"), new_token("ark_"));
        assert_ne!(a.text, b.text);
        assert_eq!(hash_token(&a.text), a.hash);
        assert!(a.text.starts_with("ark_") && a.text.len() == 47);
    }
}
